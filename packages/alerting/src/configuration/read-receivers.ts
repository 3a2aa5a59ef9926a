import type { Clock } from '@kotoba/core';
import type { Channel } from '../channels/channel.ts';
import { ConfigReader, type KnownFields } from './config-reader.ts';
import { readEmailConfig } from './read-email-config.ts';
import type { GlobalSettings } from './read-global.ts';
import { readPagerDutyConfig } from './read-pagerduty-config.ts';
import type { ReadSecretFile } from './read-secret.ts';
import { readSlackConfig } from './read-slack-config.ts';
import { readWebhookConfig } from './read-webhook-config.ts';

/** What a channel's reader needs from around it. */
export interface ReceiverContext {
  readonly global: Omit<GlobalSettings, 'resolveTimeoutMillis'>;
  readonly readFile: ReadSecretFile;
  readonly clock: Clock;
}

/** Reads the mapping of one channel; undefined when it cannot be made. */
export type ReadChannel = (
  parent: ConfigReader,
  node: (Parameters<ConfigReader['source']['problem']>[0] & object) | null,
  context: ReceiverContext,
) => Channel | undefined;

const CHANNELS: Readonly<Record<string, ReadChannel>> = {
  email_configs: readEmailConfig,
  slack_configs: readSlackConfig,
  pagerduty_configs: readPagerDutyConfig,
  webhook_configs: readWebhookConfig,
};
const NO_SUCH_CHANNEL =
  'there is no such channel here; use webhook_configs, or a channel of your own in code';
const RECEIVER_FIELDS: KnownFields = {
  name: true,
  ...Object.fromEntries(Object.keys(CHANNELS).map((name) => [name, true as const])),
  ...Object.fromEntries(
    [
      'discord_configs',
      'incidentio_configs',
      'jira_configs',
      'mattermost_configs',
      'msteams_configs',
      'msteamsv2_configs',
      'opsgenie_configs',
      'pushover_configs',
      'rocketchat_configs',
      'sns_configs',
      'telegram_configs',
      'victorops_configs',
      'webex_configs',
      'wechat_configs',
    ].map((name) => [name, NO_SUCH_CHANNEL]),
  ),
};

/** Reads `receivers`. Source: https://prometheus.io/docs/alerting/latest/configuration/#receiver */
export function readReceivers(root: ConfigReader, context: ReceiverContext): Map<string, Channel[]> {
  const receivers = new Map<string, Channel[]>();
  for (const node of root.list('receivers')) {
    const reader = new ConfigReader(root.source, node, 'a receiver', RECEIVER_FIELDS);
    const name = reader.text('name');
    const channels = Object.entries(CHANNELS).flatMap(([field, read]) =>
      reader.list(field).flatMap((one) => read(reader, one, context) ?? []),
    );
    if (name === undefined) reader.problem('name', 'expected a receiver to have a "name"');
    else if (receivers.has(name))
      reader.problem('name', `there already is a receiver ${JSON.stringify(name)}`);
    else receivers.set(name, channels);
  }
  return receivers;
}
