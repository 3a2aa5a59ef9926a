import { slackChannel } from '../channels/slack/slack-channel.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readLiteral } from './literal-text.ts';
import { readHttpConfig } from './read-http-config.ts';
import type { ReadChannel } from './read-receivers.ts';
import { checkUrl, readSecret } from './read-secret.ts';

const FIXED = 'the message has a fixed shape';
const SLACK_FIELDS: KnownFields = {
  send_resolved: true,
  http_config: true,
  api_url: true,
  api_url_file: true,
  channel: true,
  username: true,
  icon_emoji: true,
  title: true,
  text: true,
  color: FIXED,
  title_link: FIXED,
  pretext: FIXED,
  fields: FIXED,
  short_fields: FIXED,
  footer: FIXED,
  fallback: FIXED,
  callback_id: FIXED,
  icon_url: FIXED,
  image_url: FIXED,
  thumb_url: FIXED,
  link_names: FIXED,
  mrkdwn_in: FIXED,
  actions: FIXED,
};

/** Reads one item of `slack_configs`. */
export const readSlackConfig: ReadChannel = (parent, node, { global, readFile, clock }) => {
  const reader = new ConfigReader(parent.source, node, 'a Slack channel', SLACK_FIELDS);
  const own = checkUrl(reader, 'api_url', readSecret(reader, 'api_url', readFile));
  const webhookUrl = own ?? global.slackApiUrl;
  const channel = readLiteral(reader, 'channel');
  const username = readLiteral(reader, 'username', ['{{ template "slack.default.username" . }}']);
  const iconEmoji = readLiteral(reader, 'icon_emoji', ['{{ template "slack.default.iconemoji" . }}']);
  const title = readLiteral(reader, 'title', ['{{ template "slack.default.title" . }}']);
  const text = readLiteral(reader, 'text', ['{{ template "slack.default.text" . }}']);
  const sendResolved = reader.boolean('send_resolved') ?? false;
  const http = readHttpConfig(reader, readFile) ?? global.http;
  if (webhookUrl === undefined) {
    reader.problem('api_url', 'expected a Slack channel to have an "api_url", or "global" a "slack_api_url"');
    return undefined;
  }
  return slackChannel({
    webhookUrl,
    sendResolved,
    clock,
    ...http,
    ...(channel !== undefined && { channel }),
    ...(username !== undefined && { username }),
    ...(iconEmoji !== undefined && { iconEmoji }),
    ...(title !== undefined && { title }),
    ...(text !== undefined && { text }),
  });
};
