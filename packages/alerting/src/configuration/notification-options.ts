import { z } from 'zod';
import type { Channel } from '../channels/channel.ts';
import type { Notification } from '../notifications/notification.ts';

type MessageText = string | ((notification: Notification) => string);

/** Posts to a Slack incoming webhook. */
export interface SlackNotification {
  readonly type: 'slack';
  /** The incoming webhook's address: a secret. @default KOTOBA_ALERT_SLACK_WEBHOOK */
  readonly webhookUrl?: string | undefined;
  /** Instead of the channel the webhook belongs to. */
  readonly channel?: string | undefined;
  readonly username?: string | undefined;
  readonly iconEmoji?: string | undefined;
  readonly title?: MessageText | undefined;
  readonly text?: MessageText | undefined;
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean | undefined;
}

/** Sends mail by SMTP. What is left out comes from `smtpUrl`, or else from KOTOBA_ALERT_EMAIL_SMTP. */
export interface EmailNotification {
  readonly type: 'email';
  /** `smtp[s]://user:password@host:port?from=…&to=…`: a secret. @default KOTOBA_ALERT_EMAIL_SMTP when there is no `host` */
  readonly smtpUrl?: string | undefined;
  readonly host?: string | undefined;
  /** @default 587, or 465 with `implicitTls` */
  readonly port?: number | undefined;
  /** TLS from the first byte. @default whether the port is 465 */
  readonly implicitTls?: boolean | undefined;
  /** Refuse to send over a connection that STARTTLS did not secure. @default true */
  readonly requireTls?: boolean | undefined;
  /** Certificates to trust beside those of Node.js, PEM. */
  readonly ca?: string | undefined;
  /** What the client calls itself in EHLO. @default the name of the machine */
  readonly hello?: string | undefined;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** @default `user` where that is an address, else the first of `to` */
  readonly from?: string | undefined;
  /** One address, several separated by commas, or a list. */
  readonly to?: string | readonly string[] | undefined;
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean | undefined;
}

/** Posts Alertmanager's version 4 payload to one address. */
export interface WebhookNotification {
  readonly type: 'webhook';
  /** A secret. */
  readonly url: string;
  /** Secrets may stand in them. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Key of an HMAC-SHA-256 over the body, sent as `x-kotoba-signature: sha256=<hex>`. */
  readonly hmacSecret?: string | undefined;
  /** Most alerts in one message; 0 is no limit. @default 0 */
  readonly maxAlerts?: number | undefined;
  /** Instead of the version 4 payload: what JSON is made from. */
  readonly body?: ((notification: Notification) => unknown) | undefined;
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean | undefined;
}

/** Opens, updates and resolves PagerDuty incidents. */
export interface PagerDutyNotification {
  readonly type: 'pagerduty';
  /** The integration key of an Events API v2 integration: a secret. */
  readonly routingKey: string;
  /** @default 'https://events.pagerduty.com/v2/enqueue' */
  readonly url?: string | undefined;
  /** Instead of the highest severity among the alerts. */
  readonly severity?: 'critical' | 'error' | 'warning' | 'info' | undefined;
  readonly client?: string | undefined;
  /** Also resolve incidents. @default true */
  readonly sendResolved?: boolean | undefined;
}

/** Prints messages: for development. */
export interface ConsoleNotification {
  readonly type: 'console';
}

/** One item of `notifications`: a channel by its type, or a channel of the app's own. */
export type NotificationConfig =
  | SlackNotification
  | EmailNotification
  | WebhookNotification
  | PagerDutyNotification
  | ConsoleNotification
  | Channel;

const text = z.string({ error: 'expected text' }).min(1, 'expected text that is not empty');
const flag = z.boolean({ error: 'expected true or false' }).optional();
const address = z
  .string({ error: 'expected an http or https address' })
  .refine(isHttpAddress, 'expected an http or https address');
const call = <T>() => z.custom<T>((value) => typeof value === 'function', { error: 'expected a function' });
const message = z.union([z.string(), call<(notification: Notification) => string>()], {
  error: 'expected text, or a function that makes it of a notification',
});
const headerText = z
  .string({ error: 'expected text' })
  .refine((value) => !/[\r\n\0]/.test(value), 'expected one line');
const headerName = z
  .string()
  .refine((name) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name), 'expected the name of an HTTP header');
const recipients = z.union([text, z.array(text).min(1)], {
  error: 'expected an address, or a list of addresses',
});

/** The check of each type's options. */
export const notificationSchemas = {
  slack: z.strictObject({
    type: z.literal('slack'),
    webhookUrl: address.optional(),
    channel: text.optional(),
    username: text.optional(),
    iconEmoji: text.optional(),
    title: message.optional(),
    text: message.optional(),
    sendResolved: flag,
  }),
  email: z.strictObject({
    type: z.literal('email'),
    smtpUrl: text.optional(),
    host: text.optional(),
    port: z.number('expected a port from 1 to 65535').int().min(1).max(65_535).optional(),
    implicitTls: flag,
    requireTls: flag,
    ca: text.optional(),
    hello: text.optional(),
    user: text.optional(),
    password: text.optional(),
    from: text.optional(),
    to: recipients.optional(),
    sendResolved: flag,
  }),
  webhook: z.strictObject({
    type: z.literal('webhook'),
    url: address,
    headers: z.record(headerName, headerText, { error: 'expected headers by name' }).optional(),
    hmacSecret: text.optional(),
    maxAlerts: z.number('expected a whole number of at least 0').int().min(0).optional(),
    body: call<(notification: Notification) => unknown>().optional(),
    sendResolved: flag,
  }),
  pagerduty: z.strictObject({
    type: z.literal('pagerduty'),
    routingKey: text,
    url: address.optional(),
    severity: z
      .enum(['critical', 'error', 'warning', 'info'], { error: 'expected critical, error, warning or info' })
      .optional(),
    client: text.optional(),
    sendResolved: flag,
  }),
  console: z.strictObject({ type: z.literal('console') }),
} as const;

/** Whether a text is an http or https address. */
export function isHttpAddress(value: string): boolean {
  return /^https?:\/\/[^/]/i.test(value) && URL.canParse(value);
}
