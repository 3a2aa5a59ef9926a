import { createHmac } from 'node:crypto';
import type { Clock } from '@kotoba/core';
import { goJson } from '../../notifications/go-json.ts';
import type { Notification } from '../../notifications/notification.ts';
import type { Channel, SendContext } from '../channel.ts';
import { post } from '../post.ts';
import { webhookPayload } from './payload.ts';

/** Options of {@link webhookChannel}. */
export interface WebhookChannelOptions {
  /** Where to post to: a secret, for whoever knows it can post there. */
  readonly url: string;
  /** Also tell of ends. @default true */
  readonly sendResolved?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default true, within the same origin */
  readonly followRedirects?: boolean;
  /** Key of an HMAC-SHA-256 over the body, sent as `x-kotoba-signature: sha256=<hex>`. */
  readonly hmacSecret?: string;
  /** Most alerts in one message; further ones are counted in `truncatedAlerts`. 0 is no limit. @default 0 */
  readonly maxAlerts?: number;
  /** Instead of the version 4 payload: what JSON is made from. */
  readonly body?: (notification: Notification) => unknown;
  readonly clock: Clock;
}

/** Posts each message to one address, in Alertmanager's version 4 payload. */
export function webhookChannel(options: WebhookChannelOptions): Channel {
  const { sendResolved = true, maxAlerts = 0, body = webhookPayload, clock } = options;
  return {
    type: 'webhook',
    sendResolved,
    async send(notification: Notification, { signal }: SendContext) {
      const text = goJson(body(truncate(notification, maxAlerts)));
      const headers = { ...options.headers, ...signature(text, options.hmacSecret) };
      const { status } = await post({
        url: options.url,
        body: text,
        headers,
        followRedirects: options.followRedirects,
        secrets: [options.hmacSecret],
        signal,
        nowMillis: clock.now(),
      });
      return `was answered ${status}`;
    },
  };
}

function truncate(notification: Notification, maxAlerts: number): Notification {
  const { alerts } = notification;
  if (maxAlerts === 0 || alerts.length <= maxAlerts) return notification;
  return { ...notification, alerts: alerts.slice(0, maxAlerts), truncatedAlerts: alerts.length - maxAlerts };
}

function signature(text: string, secret: string | undefined): Record<string, string> {
  if (secret === undefined) return {};
  return { 'x-kotoba-signature': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}` };
}
