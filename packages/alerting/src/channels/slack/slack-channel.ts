import type { Clock } from '@kotoba/core';
import { goJson } from '../../notifications/go-json.ts';
import { linkOf, type Notification, subjectOf } from '../../notifications/notification.ts';
import type { Channel, SendContext } from '../channel.ts';
import { post } from '../post.ts';
import { SendError } from '../send-error.ts';
import { shorten } from '../shorten.ts';
import { escapeMrkdwn } from './escape-mrkdwn.ts';

/** A text of a message: fixed, or made from what is told. */
export type SlackText = string | ((notification: Notification) => string);

/** Options of {@link slackChannel}. What is left out is as in Alertmanager. */
export interface SlackChannelOptions {
  /** The incoming webhook's address: a secret. */
  readonly webhookUrl: string;
  /** Instead of the channel the webhook belongs to. */
  readonly channel?: string;
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean;
  readonly username?: string;
  readonly iconEmoji?: string;
  readonly title?: SlackText;
  readonly text?: SlackText;
  /** Sent with each request; treated as secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** @default true, within the same origin */
  readonly followRedirects?: boolean;
  readonly clock: Clock;
}

/** Source: prometheus/alertmanager `notify/slack`, which found that Slack cuts longer titles. */
const LONGEST_TITLE = 1_024;

/** Posts each message to a Slack incoming webhook. */
export function slackChannel(options: SlackChannelOptions): Channel {
  const { sendResolved = true, clock } = options;
  return {
    type: 'slack',
    sendResolved,
    async send(notification: Notification, { signal }: SendContext) {
      const body = goJson(slackPayload(notification, options));
      const { webhookUrl: url, headers, followRedirects } = options;
      const answer = await post({
        url,
        body,
        signal,
        nowMillis: clock.now(),
        headers,
        followRedirects,
      });
      // Slack answers some refusals with 200 and a JSON body that says so.
      const refusal = /"ok":\s*false.*?"error":\s*"([a-z_]+)"/s.exec(answer.body)?.[1];
      if (refusal !== undefined)
        throw new SendError(`was answered ${refusal}`, { retry: refusal === 'rate_limited' });
      return `was answered ${answer.status}`;
    },
  };
}

/**
 * The body Slack gets.
 * Source: prometheus/alertmanager `notify/slack` and https://api.slack.com/reference/messaging/attachments
 */
export function slackPayload(
  notification: Notification,
  options: Omit<SlackChannelOptions, 'webhookUrl' | 'clock'>,
) {
  const { channel, username = 'Alertmanager', iconEmoji } = options;
  const render = (text: SlackText | undefined, otherwise: string) =>
    typeof text === 'function' ? text(notification) : (text ?? otherwise);
  const subject = subjectOf(notification);
  const title = render(options.title, escapeMrkdwn(shorten(subject, LONGEST_TITLE)));
  const whole = options.title === undefined ? escapeMrkdwn(subject) : title;
  const link = linkOf(notification);
  return {
    ...(channel !== undefined && { channel }),
    username,
    ...(iconEmoji !== undefined && { icon_emoji: iconEmoji }),
    attachments: [
      {
        title,
        title_link: link,
        text: render(options.text, ''),
        fallback: `${whole} | ${link}`,
        callback_id: '',
        footer: '',
        color: notification.status === 'firing' ? 'danger' : 'good',
        mrkdwn_in: ['fallback', 'pretext', 'text'],
      },
    ],
  };
}
