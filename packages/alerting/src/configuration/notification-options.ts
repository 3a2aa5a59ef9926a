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
