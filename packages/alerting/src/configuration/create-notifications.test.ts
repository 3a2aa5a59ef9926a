import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { KotobaError, Labels, ManualClock, systemClock } from '@kotoba/core';
import { createNotification } from '../notifications/notification.ts';
import { createNotifications } from './create-notifications.ts';
import type { NotificationConfig } from './notification-options.ts';

const clock = new ManualClock();
const HOOK = 'https://hooks.slack.example/s3cret';

function types(notifications?: readonly NotificationConfig[], environment: Record<string, string> = {}) {
  const made = createNotifications({ notifications, environment, clock });
  return [...(made?.receivers.values() ?? [])].flat().map(({ type }) => type);
}

function problems(notifications: unknown, environment: Record<string, string> = {}): string[] {
  try {
    createNotifications({ notifications: notifications as NotificationConfig[], environment, clock });
    return [];
  } catch (error) {
    if (!(error instanceof KotobaError)) throw error;
    expect(error.code).toBe('KOTOBA_ALERTING_INVALID_NOTIFICATIONS');
    return error.message.split('\n').slice(1);
  }
}

const custom = { type: 'pigeon', sendResolved: true, send: async () => 'landed' };

describe('createNotifications', () => {
  it('makes a channel of every kind, all told of every alert', () => {
    const list: NotificationConfig[] = [
      { type: 'slack', webhookUrl: HOOK, channel: '#alerts' },
      { type: 'email', host: 'mail.example.org', from: 'a@example.org', to: ['b@example.org'] },
      { type: 'webhook', url: 'http://127.0.0.1/x', headers: { 'x-token': 't' }, hmacSecret: 'h' },
      { type: 'pagerduty', routingKey: 'k' },
      { type: 'console' },
      custom,
    ];
    expect(types(list)).toEqual(['slack', 'email', 'webhook', 'pagerduty', 'console', 'pigeon']);
    const made = createNotifications({ notifications: list, clock })!;
    expect(made.route).toEqual({ receiver: 'default', groupBy: ['alertname'] });
    expect(made.receivers.get('default')![5]).toBe(custom);
  });

  it('makes nothing of nothing', () => {
    expect(createNotifications({ clock, environment: { KOTOBA_ALERT_SLACK_WEBHOOK: '' } })).toBeUndefined();
  });

  it.each([
    [{ KOTOBA_ALERT_SLACK_WEBHOOK: HOOK }, ['slack']],
    [{ KOTOBA_ALERT_EMAIL_SMTP: 'smtp.example.org:587?to=ops@example.org' }, ['email']],
    [
      { KOTOBA_ALERT_SLACK_WEBHOOK: HOOK, KOTOBA_ALERT_EMAIL_SMTP: 'smtps://u:p@h/?to=a@b,c@d&from=e@f' },
      ['slack', 'email'],
    ],
  ])('needs no more than the environment: %j', (environment, expected) => {
    expect(types(undefined, environment)).toEqual(expected);
  });

  it('takes from the environment what code leaves out, and adds nothing of a kind that code names', () => {
    const environment = { KOTOBA_ALERT_SLACK_WEBHOOK: HOOK, KOTOBA_ALERT_EMAIL_SMTP: 'smtp.gmail.com:587' };
    const list: NotificationConfig[] = [
      { type: 'slack', channel: '#a' },
      { type: 'email', to: 'ops@example.org' },
    ];
    expect(types(list, environment)).toEqual(['slack', 'email']);
  });

  it('posts to the address of the environment', async () => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      for await (const chunk of request) bodies.push(String(chunk));
      response.end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const made = createNotifications({
      environment: { KOTOBA_ALERT_SLACK_WEBHOOK: url },
      clock: systemClock,
    })!;
    const message = createNotification({
      receiver: 'default',
      groupKey: 'k',
      groupLabels: Labels.from({ alertname: 'Slow' }),
      alerts: [],
      nowMillis: 0,
      externalUrl: 'http://app',
    });
    await made.receivers.get('default')![0]!.send(message, { signal: new AbortController().signal });
    server.closeAllConnections();
    server.close();
    expect(bodies.join('')).toContain('"title":"[RESOLVED] Slow ');
  });

  it('tells everything that is wrong at once, and no secret', () => {
    const found = problems(
      [
        { type: 'slack', webhookUrl: 's3cret', webhook: 's3cret' },
        { type: 'email', host: 'h', port: 70_000, password: 1234567 },
        { type: 'webhook', url: 'ftp://s3cret', headers: { 'a b': 'x', c: 's3cret\n' } },
        { type: 'pagerduty', routingKey: '', severity: 's3cret' },
        { type: 'telegram', token: 's3cret' },
        { send: 's3cret' },
        'https://s3cret',
        { type: 'email', smtpUrl: 'smtp://u:s3cret%@h/path?subject=s3cret' },
      ],
      { KOTOBA_ALERT_SLACK_WEBHOOK: 'hooks.s3cret', KOTOBA_ALERT_EMAIL_SMTP: 'http://s3cret' },
    );
    expect(found.join('\n')).not.toMatch(/s3cret|1234567/);
    expect(found.map((line) => line.replace('  - ', '').slice(0, 90))).toMatchInlineSnapshot(`
[
  "KOTOBA_ALERT_SLACK_WEBHOOK: expected an http or https address (its value is not shown)",
  "KOTOBA_ALERT_EMAIL_SMTP: expected a mail server as host:port or smtp[s]://user:password@ho",
  "notifications[0].webhookUrl: expected an http or https address, got a string",
  "notifications[0].webhook: no such option; known are type, webhookUrl, channel, username, i",
  "notifications[1].port: expected a port from 1 to 65535, got a number",
  "notifications[1].password: expected text, got a number",
  "notifications[2].url: expected an http or https address, got a string",
  "notifications[2].headers.a b: expected the name of an HTTP header, got a string",
  "notifications[2].headers.c: expected one line, got a string",
  "notifications[3].routingKey: expected text that is not empty, got a string",
  "notifications[3].severity: expected critical, error, warning or info, got a string",
  "notifications[4].type: expected slack, email, webhook, pagerduty, console, or a channel ob",
  "notifications[5].type: expected text that is not empty, got undefined",
  "notifications[5].send: expected a function, got a string",
  "notifications[5].sendResolved: expected true or false, got undefined",
  "notifications[6]: expected a notification such as { type: 'slack', … }, got a string",
  "notifications[7].smtpUrl: expected no path after the port: smtp[s]://user:password@host:po",
  "notifications[7].smtpUrl: there is no parameter "subject"; known are from, to, hello, requ",
  "notifications[7].smtpUrl: expected user and password percent-encoded: % as %25, @ as %40, ",
  "notifications[7].to: expected whom to write to",
]
`);
  });

  it.each([
    [{ KOTOBA_ALERT_EMAIL_SMTP: 'smtp.gmail.com:587' }, 'KOTOBA_ALERT_EMAIL_SMTP: expected whom to write to'],
    [{ KOTOBA_ALERT_EMAIL_SMTP: '?to=x' }, 'expected a mail server as host:port'],
    [{ KOTOBA_ALERT_EMAIL_SMTP: 'h?to=x&requireTls=no' }, 'requireTls as true or false'],
  ])('refuses the environment %j', (environment, expected) => {
    expect(problems(undefined, environment).join()).toContain(expected);
  });

  it('refuses what is no list', () => {
    expect(problems({ type: 'slack' })).toEqual(['  - notifications: expected a list, got an object']);
  });
});
