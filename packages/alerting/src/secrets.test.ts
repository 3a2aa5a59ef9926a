import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock as clock, Labels } from '@kotoba/core';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import type { Channel } from './channels/channel.ts';
import { parseAlertmanagerConfig } from './configuration/alertmanager-config.ts';
import { createNotifications } from './configuration/create-notifications.ts';
import type { NotificationConfig } from './configuration/notification-options.ts';
import { Heartbeat } from './delivery/heartbeat.ts';
import { Notifier, type NotifierOptions } from './notifier.ts';
import { AlertmanagerClient } from './sinks/alertmanager-client.ts';
import { AlertmanagerSink } from './sinks/alertmanager-sink.ts';
import { forgetfulStore, type StateStore } from './state/state-store.ts';

/** Stands in every secret, so that one search finds any of them. */
const MARK = 'PLANTED';
const LABELS = Labels.from({ alertname: 'Slow' });

let server: Server;
let base: string;
/** How the other side answers: its status, or that it cuts the connection. */
let answer: number | 'cut';
let requests: { path: string; headers: string; body: string }[];
let logged: string[];

beforeEach(async () => {
  answer = 200;
  requests = [];
  logged = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ path: request.url!, headers: JSON.stringify(request.headers), body });
    if (answer === 'cut') response.destroy();
    // It answers with what it was sent, as careless servers do.
    else response.writeHead(answer).end(`${request.url} ${request.rawHeaders.join(' ')} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const note = (...parts: unknown[]) => void logged.push(parts.map((part) => printed(part)).join(' '));
  diag.setLogger(
    { verbose: note, debug: note, info: note, warn: note, error: note },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});

afterEach(async () => {
  diag.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** All that printing a value in any way would show. */
function printed(value: unknown): string {
  const options = { depth: 20, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null };
  const asJson = JSON.stringify(value, (_, one) => (one instanceof Map ? [...one] : one));
  const asError = value instanceof Error ? `${value.message} ${value.stack} ${printed(value.cause)}` : '';
  return `${inspect(value, options)} ${String(value)} ${asJson} ${asError}`;
}

function planted(): NotificationConfig[] {
  return [
    { type: 'slack', webhookUrl: `${base}/${MARK}-slack` },
    {
      type: 'webhook',
      url: `${base}/${MARK}-webhook?token=${MARK}`,
      headers: { 'x-api-key': `${MARK}-header` },
      hmacSecret: `${MARK}-hmac`,
    },
    { type: 'pagerduty', url: `${base}/pagerduty`, routingKey: `${MARK}-routing` },
    {
      type: 'email',
      smtpUrl: `smtp://${MARK}-user:${MARK}-password@127.0.0.1:1?to=a@b.example&requireTls=false`,
    },
  ];
}

function yaml(): string {
  return `
global: { smtp_smarthost: 127.0.0.1:1, smtp_from: a@b, smtp_auth_username: ${MARK}-u, smtp_auth_password: ${MARK}-p }
route: { receiver: ops, group_wait: 1ms }
receivers:
  - name: ops
    slack_configs: [{ api_url: ${base}/${MARK}, send_resolved: true }]
    email_configs: [{ to: a@b }]
    pagerduty_configs: [{ url: ${base}/pagerduty, routing_key: ${MARK}-routing }]
    webhook_configs:
      - { url: ${base}/${MARK}, hmac_secret: ${MARK}, http_config: { authorization: { credentials: ${MARK} } } }
      - { url: ${base}/x, http_config: { basic_auth: { username: a, password: ${MARK} } } }
`;
}

/** A store that remembers all it was ever given. */
function watchedStore(): { readonly store: StateStore; readonly written: unknown[] } {
  const written: unknown[] = [];
  return { written, store: { ...forgetfulStore, put: (...record) => void written.push(record) } };
}

/** Runs an incident and answers all that came out of it, requests aside. */
async function outputsOf(options: Pick<NotifierOptions, 'route' | 'receivers'>): Promise<string> {
  const { store, written } = watchedStore();
  const notifier = new Notifier({
    ...options,
    route: { ...options.route, groupWaitMillis: 1, groupIntervalMillis: 150 },
    externalUrl: 'http://app',
    clock,
    store,
    limits: { firstPauseMillis: 10, longestPauseMillis: 20, breakerFailures: 1_000 },
  });
  const put = (endsAtMillis: number) => {
    const now = clock.now();
    const times = { startsAtMillis: now - 1_000, endsAtMillis, updatedAtMillis: now };
    notifier.put([{ labels: LABELS, annotations: { summary: 'slow' }, generatorUrl: '', ...times }]);
  };
  put(clock.now() + 60_000);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await notifier.acknowledge(LABELS, 'ann');
  const outputs = [printed(notifier.explain(LABELS)), printed(notifier.deliveries(100))];
  put(clock.now());
  await new Promise((resolve) => setTimeout(resolve, 250));
  outputs.push(
    printed(notifier),
    printed(notifier.groups),
    printed(notifier.alerts),
    printed(notifier.deliveries(100)),
  );
  await notifier.stop();
  const all = [...options.receivers.values()].flat();
  return [...outputs, printed(written), printed(all), printed(logged)].join('\n');
}

describe('secrets', () => {
  it.each([200, 403, 429, 503, 307, 'cut'] as const)(
    'stay out of everything that is logged, kept, explained and printed when the other side answers %s',
    async (status) => {
      answer = status;
      const simple = createNotifications({ notifications: planted(), clock })!;
      const found = await outputsOf(simple);
      expect(found).toContain('Slow');
      expect(requests.length).toBeGreaterThan(0);
      expect(around(found)).toEqual([]);
      const config = parseAlertmanagerConfig(yaml(), { file: 'am.yml', clock });
      expect(around(await outputsOf(config))).toEqual([]);
      expect(around(printed(config))).toEqual([]);
    },
    20_000,
  );

  it('of one channel never reach another', async () => {
    await outputsOf(createNotifications({ notifications: planted(), clock })!);
    const seen = (path: string) => requests.filter((request) => request.path.includes(path));
    for (const { headers, body } of seen('-slack')) expect(headers + body).not.toContain(MARK);
    for (const { headers, body } of seen('-webhook')) {
      expect(body).not.toContain(MARK);
      expect(headers.replaceAll(`${MARK}-header`, '')).not.toContain(MARK);
    }
    for (const { headers, body } of seen('/pagerduty'))
      expect(headers + body.replaceAll(`${MARK}-routing`, '')).not.toContain(MARK);
    expect(seen('-slack').length * seen('-webhook').length * seen('/pagerduty').length).toBeGreaterThan(0);
  });

  it('stay out of what an Alertmanager and a heartbeat that fail are said to be', async () => {
    answer = 503;
    const failures: unknown[] = [];
    const client = new AlertmanagerClient({
      url: `${base}/${MARK}`,
      headers: { authorization: MARK },
      timeoutMillis: 1_000,
      clock,
    });
    const sink = new AlertmanagerSink({
      client,
      clock,
      maxQueuedAlerts: 10,
      maxBatchAlerts: 10,
      retryMillis: 10,
      onTaken: () => undefined,
      onFailed: (_, error) => void failures.push(error),
      onDropped: () => undefined,
    });
    const now = clock.now();
    const times = { startsAtMillis: now, endsAtMillis: now + 60_000, updatedAtMillis: now };
    sink.put([{ labels: LABELS, annotations: {}, generatorUrl: '', ...times }]);
    const heartbeat = new Heartbeat({
      url: `${base}/${MARK}`,
      headers: { x: MARK },
      isAlive: () => true,
      clock,
    });
    while (failures.length === 0 || logged.length === 0)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(around(printed([failures, logged, client, sink, heartbeat]))).toEqual([]);
    await Promise.all([sink.stop(), heartbeat.stop()]);
  });

  it('in an error of a channel of the app’s own do not go beyond its message', async () => {
    const careless: Channel = {
      type: 'careless',
      sendResolved: true,
      send: () =>
        Promise.reject(Object.assign(new Error('no'), { request: { headers: { authorization: MARK } } })),
    };
    const found = await outputsOf({ route: { receiver: 'ops' }, receivers: new Map([['ops', [careless]]]) });
    expect(found).toContain('failed: no');
    expect(around(found)).toEqual([]);
  });
});

/** Where the mark stands, with some text before it. */
function around(text: string): string[] {
  return [...text.matchAll(new RegExp(`.{0,80}${MARK}.{0,20}`, 'g'))].map(([found]) => found).slice(0, 5);
}
