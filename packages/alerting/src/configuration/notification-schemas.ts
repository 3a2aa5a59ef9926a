import * as z from 'zod';
import type { Notification } from '../notifications/notification.ts';

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
