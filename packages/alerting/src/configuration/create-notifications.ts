import { type Clock, KotobaError } from '@kotoba/core';
import type * as z from 'zod';
import type { Channel } from '../channels/channel.ts';
import { consoleChannel } from '../channels/console/console-channel.ts';
import { type EmailChannelOptions, emailChannel } from '../channels/email/email-channel.ts';
import { pagerDutyChannel } from '../channels/pagerduty/pagerduty-channel.ts';
import { slackChannel } from '../channels/slack/slack-channel.ts';
import { webhookChannel } from '../channels/webhook/webhook-channel.ts';
import type { NotifierOptions } from '../notifier.ts';
import type { EmailNotification, NotificationConfig, SlackNotification } from './notification-options.ts';
import { isHttpAddress, notificationSchemas } from './notification-schemas.ts';
import { addressesOf, parseSmtpUrl, type SmtpSettings } from './smtp-url.ts';

/** What {@link createNotifications} works with. */
export interface CreateNotificationsOptions {
  readonly notifications?: readonly NotificationConfig[] | undefined;
  /** Variables of the environment; only the two this package knows are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** The environment's variables that are enough to be notified. */
export const NOTIFICATION_VARIABLES = {
  slackWebhook: 'KOTOBA_ALERT_SLACK_WEBHOOK',
  emailSmtp: 'KOTOBA_ALERT_EMAIL_SMTP',
} as const;

type Type = keyof typeof notificationSchemas;
type Checked<T extends Type> = z.output<(typeof notificationSchemas)[T]>;

const TYPES = Object.keys(notificationSchemas) as Type[];
/** The receiver everything is sent to. */
const RECEIVER = 'default';

/**
 * Routes and receivers of the simple form: every alert to every channel, grouped by its name. The environment adds Slack
 * and email where the list names none. Answers undefined when there is nobody to tell.
 * @throws {KotobaError} KOTOBA_ALERTING_INVALID_NOTIFICATIONS, with every problem and no secret in its message
 */
export function createNotifications(
  options: CreateNotificationsOptions,
): Required<Pick<NotifierOptions, 'route' | 'receivers'>> | undefined {
  const channels = new NotificationReader(options).read();
  if (channels.length === 0) return undefined;
  return {
    route: { receiver: RECEIVER, groupBy: ['alertname'] },
    receivers: new Map([[RECEIVER, channels]]),
  };
}

class NotificationReader {
  readonly #options: CreateNotificationsOptions;
  readonly #problems: string[] = [];
  readonly #webhookUrl: string | undefined;
  readonly #smtp: SmtpSettings | undefined;

  constructor(options: CreateNotificationsOptions) {
    this.#options = options;
    const { environment = {} } = options;
    const { slackWebhook, emailSmtp } = NOTIFICATION_VARIABLES;
    this.#webhookUrl = environment[slackWebhook] || undefined;
    if (this.#webhookUrl !== undefined && !isHttpAddress(this.#webhookUrl))
      this.#problems.push(`${slackWebhook}: expected an http or https address (its value is not shown)`);
    this.#smtp = this.#parseSmtp(environment[emailSmtp] || undefined, emailSmtp);
  }

  read(): Channel[] {
    const { notifications = [] } = this.#options;
    if (!Array.isArray(notifications)) {
      this.#problems.push(`notifications: expected a list, got ${kindOf(notifications)}`);
      throw this.#error();
    }
    const items: readonly unknown[] = notifications;
    const isOfType = (type: Type) => items.some((item) => (item as { type?: unknown } | null)?.type === type);
    const channels = items.map((item, index) => this.#item(item, `notifications[${index}]`));
    if (this.#webhookUrl !== undefined && !isOfType('slack'))
      channels.push(this.#slack({ type: 'slack' }, NOTIFICATION_VARIABLES.slackWebhook));
    if (this.#smtp !== undefined && !isOfType('email'))
      channels.push(this.#email({ type: 'email' }, NOTIFICATION_VARIABLES.emailSmtp));
    if (this.#problems.length > 0) throw this.#error();
    return channels.filter((channel) => channel !== undefined);
  }

  #error(): KotobaError {
    const count = this.#problems.length;
    const lines = this.#problems.map((problem) => `  - ${problem}`);
    return new KotobaError(
      'KOTOBA_ALERTING_INVALID_NOTIFICATIONS',
      `${count} wrong ${count === 1 ? 'notification option' : 'notification options'}:\n${lines.join('\n')}`,
    );
  }

  #item(item: unknown, where: string): Channel | undefined {
    if (typeof item !== 'object' || item === null) {
      this.#problems.push(
        `${where}: expected a notification such as { type: 'slack', … }, got ${kindOf(item)}`,
      );
      return undefined;
    }
    if ('send' in item) return this.#custom(item, where);
    const { type } = item as { type?: unknown };
    const known = TYPES.find((one) => one === type);
    if (known === undefined) {
      const got = typeof type === 'string' ? JSON.stringify(type.slice(0, 40)) : kindOf(type);
      this.#problems.push(
        `${where}.type: expected ${TYPES.join(', ')}, or a channel object with \`type\` and \`send\`, got ${got}`,
      );
      return undefined;
    }
    const checked = notificationSchemas[known].safeParse(item);
    if (checked.success) return this.#channel(checked.data, where);
    for (const issue of checked.error.issues) this.#note(issue, item, where);
    return undefined;
  }

  /** Says what was expected, never what came but for its kind: any value may be a secret. */
  #note(issue: z.core.$ZodIssue, item: unknown, where: string): void {
    if (issue.code === 'unrecognized_keys') {
      const { type } = item as { type: Type };
      const known = Object.keys(notificationSchemas[type].shape).join(', ');
      for (const key of issue.keys)
        this.#problems.push(`${where}.${key}: no such option; known are ${known}`);
      return;
    }
    let value = item;
    for (const key of issue.path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    const path = [where, ...issue.path.map(String)].join('.');
    const expected = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : issue.message;
    const lead = expected.startsWith('expected') ? expected : 'expected a value within its range';
    this.#problems.push(`${path}: ${lead}, got ${kindOf(value)}`);
  }

  #custom(item: object, where: string): Channel | undefined {
    const { type, send, sendResolved, acknowledge } = item as Record<string, unknown>;
    const before = this.#problems.length;
    if (typeof type !== 'string' || type === '')
      this.#problems.push(`${where}.type: expected text that is not empty, got ${kindOf(type)}`);
    if (typeof send !== 'function')
      this.#problems.push(`${where}.send: expected a function, got ${kindOf(send)}`);
    if (typeof sendResolved !== 'boolean')
      this.#problems.push(`${where}.sendResolved: expected true or false, got ${kindOf(sendResolved)}`);
    if (acknowledge !== undefined && typeof acknowledge !== 'function')
      this.#problems.push(`${where}.acknowledge: expected a function, got ${kindOf(acknowledge)}`);
    return this.#problems.length === before ? (item as Channel) : undefined;
  }

  #channel(checked: Checked<Type>, where: string): Channel | undefined {
    const { clock } = this.#options;
    if (checked.type === 'slack') return this.#slack(checked, where);
    if (checked.type === 'email') return this.#email(checked, where);
    if (checked.type === 'webhook') return webhookChannel({ ...given(checked), clock });
    if (checked.type === 'pagerduty') return pagerDutyChannel({ ...given(checked), clock });
    return consoleChannel();
  }

  #slack(checked: SlackNotification, where: string): Channel | undefined {
    const webhookUrl = checked.webhookUrl ?? this.#webhookUrl;
    if (webhookUrl !== undefined)
      return slackChannel({ ...given(checked), webhookUrl, clock: this.#options.clock });
    this.#problems.push(
      `${where}.webhookUrl: expected an http or https address, here or in ${NOTIFICATION_VARIABLES.slackWebhook}`,
    );
    return undefined;
  }

  #email({ smtpUrl, ...checked }: EmailNotification, where: string): Channel | undefined {
    const own = this.#parseSmtp(smtpUrl, `${where}.smtpUrl`);
    const server = smtpUrl === undefined && checked.host === undefined ? this.#smtp : own;
    const { type: _, to: givenTo, ...merged } = { ...server, ...given(checked) };
    const to = typeof givenTo === 'string' ? addressesOf(givenTo) : (givenTo ?? []);
    const { host, user } = merged;
    const from = merged.from ?? (user?.includes('@') ? user : to[0]);
    const isFromEnvironment = where === NOTIFICATION_VARIABLES.emailSmtp;
    const path = (name: string) => (isFromEnvironment ? where : `${where}.${name}`);
    if (to.length === 0)
      this.#problems.push(
        `${path('to')}: expected whom to write to${isFromEnvironment ? ', as ?to=… at its end, or in a notification of type email' : ''}`,
      );
    if (host === undefined && !(smtpUrl !== undefined && own === undefined))
      this.#problems.push(
        `${path('host')}: expected a mail server, here or in ${NOTIFICATION_VARIABLES.emailSmtp}`,
      );
    if (host === undefined || from === undefined) return undefined;
    const options: EmailChannelOptions = { ...merged, host, from, to, clock: this.#options.clock };
    return emailChannel(options);
  }

  #parseSmtp(text: string | undefined, where: string): SmtpSettings | undefined {
    if (text === undefined) return undefined;
    const { settings, problems } = parseSmtpUrl(text);
    for (const problem of problems) this.#problems.push(`${where}: ${problem} (its value is not shown)`);
    return settings;
  }
}

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the options that are undefined. */
function given<T extends object>(options: T): Given<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
