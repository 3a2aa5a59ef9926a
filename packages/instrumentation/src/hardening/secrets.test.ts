import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { concretePath, servedRoutes } from '../../../../e2e/support/served-routes.ts';
import { ENVIRONMENT_VARIABLES } from '../environment.ts';
import type { KotobaInstrumentation } from '../kotoba-instrumentation.ts';
import type { MonitoringOptions } from '../options.ts';
import { optionsSchema } from '../options-schema.ts';
import { registerKotobaInstrumentation } from '../register.ts';
import { resolveOptions } from '../resolve-options.ts';

/** Stands in every secret, so that one search finds any of them. */
const MARK = 'PLANTED';
const TOKEN = `${MARK}-token-of-32-characters`;

/** Options that take a text or an address and are secret, or may hold a secret. */
const PLANTED_OPTIONS = [
  'access.basicAuth',
  'access.bearerToken',
  'alerting.alertmanager',
  'alerting.configFile',
  'alerting.emailSmtpUrl',
  'alerting.heartbeatUrl',
  'alerting.notifications',
  'alerting.slackWebhookUrl',
  'database',
  'otlp.endpoint',
  'otlp.headers',
];

/** Options that take a text and are told on purpose: names, labels, paths, and addresses people are sent to. */
const TOLD_OPTIONS = [
  'access.metrics',
  'access.probes',
  'alerting.builtInRules',
  'alerting.directory',
  'alerting.externalLabels',
  'alerting.externalUrl',
  'alerting.objectives',
  'alerting.ruleFiles',
  'alerting.rules',
  'cluster',
  'dashboards',
  'history.directory',
  'otlp.protocol',
  'page.grafanaUrl',
  'prometheus.allowedHosts',
  'prometheus.globalLabels',
  'prometheus.host',
  'prometheus.path',
  'resourceAttributes',
  'serviceName',
];

let server: Server;
let base: string;
let received: string[];
let logged: string[];
let directory: string;
let running: KotobaInstrumentation | undefined;

beforeEach(async () => {
  received = [];
  logged = [];
  directory = mkdtempSync(join(tmpdir(), 'kotoba-secrets-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('latin1')) body += chunk;
    received.push(request.url!);
    // It refuses, and answers with what it was sent, as careless servers do.
    response.writeHead(400).end(`${request.url} ${request.rawHeaders.join(' ')} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const note = (...parts: unknown[]) =>
    void logged.push(parts.map((part) => inspect(part, { depth: 9 })).join(' '));
  diag.setLogger(
    { verbose: note, debug: note, info: note, warn: note, error: note },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
});

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
  for (const { name } of ENVIRONMENT_VARIABLES)
    if (process.env[name]?.includes(MARK)) delete process.env[name];
  diag.disable();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

const quiet = { hostMetrics: false, runtimeMetrics: false, collectionIntervalMillis: 20 } as const;
const firing = { name: 'Always', query: 'vector(1)', evaluationInterval: 50, severity: 'critical' } as const;
const failingDatabase = {
  name: 'shop',
  system: 'test',
  getDatabaseMetrics: () => {
    throw new Error(`cannot connect to postgres://app:${MARK}@db/shop`);
  },
  ping: () => Promise.reject(new Error(`mysql://app:${MARK}@db/shop refused`)),
};

function inCode(): MonitoringOptions {
  return {
    ...quiet,
    database: failingDatabase,
    access: { bearerToken: TOKEN, basicAuth: { username: 'ops', password: `${MARK}-password` } },
    otlp: {
      endpoint: `http://user:${MARK}@${base}/${MARK}`,
      headers: { authorization: MARK, 'x-api-key': MARK },
      intervalMillis: 100,
      timeoutMillis: 90,
    },
    alerting: {
      rules: [firing],
      notifications: [
        { type: 'slack', webhookUrl: `http://${base}/${MARK}-slack` },
        { type: 'webhook', url: `http://${base}/${MARK}`, headers: { 'x-key': MARK }, hmacSecret: MARK },
        { type: 'pagerduty', url: `http://${base}/pd`, routingKey: MARK },
        { type: 'email', smtpUrl: `smtp://u:${MARK}@127.0.0.1:1?to=a@b.example&requireTls=false` },
      ],
      slackWebhookUrl: `http://${base}/${MARK}`,
      emailSmtpUrl: `smtp://u:${MARK}@127.0.0.1:1?to=a@b.example&requireTls=false`,
      heartbeatUrl: `http://user:${MARK}@${base}/${MARK}`,
      alertmanager: {
        url: `http://user:${MARK}@${base}/${MARK}`,
        mode: 'fallback',
        fallbackAfterMillis: 100,
      },
    },
  };
}

function byFile(): MonitoringOptions {
  const configFile = join(directory, 'alertmanager.yml');
  const receiver = [
    `slack_configs: [{ api_url: 'http://${base}/${MARK}' }]`,
    `email_configs: [{ to: a@b, from: c@d, smarthost: '127.0.0.1:1', auth_username: u, auth_password: ${MARK} }]`,
    `pagerduty_configs: [{ url: 'http://${base}/pd', routing_key: ${MARK} }]`,
    `webhook_configs: [{ url: 'http://${base}/${MARK}', http_config: { basic_auth: { username: u, password: ${MARK} } } }]`,
  ];
  writeFileSync(
    configFile,
    `route: { receiver: ops, group_wait: 0s, group_interval: 1s }\nreceivers:\n  - name: ops\n    ${receiver.join('\n    ')}\n`,
  );
  return {
    ...quiet,
    database: failingDatabase,
    access: { bearerToken: TOKEN },
    alerting: { rules: [firing], configFile },
  };
}

function byEnvironment(): MonitoringOptions {
  Object.assign(process.env, {
    KOTOBA_ALERT_SLACK_WEBHOOK: `http://${base}/${MARK}`,
    KOTOBA_ALERT_EMAIL_SMTP: `smtp://u:${MARK}@127.0.0.1:1?to=a@b.example&requireTls=false`,
    KOTOBA_HTTP_BEARER_TOKEN: TOKEN,
    KOTOBA_HTTP_BASIC_AUTH_USER: 'ops',
    KOTOBA_HTTP_BASIC_AUTH_PASSWORD: `${MARK}-password`,
  });
  return { ...quiet, alerting: { rules: [firing] } };
}

/** Everything that is served to who is logged in, every log, and what the handle tells. */
async function outputs(options: MonitoringOptions): Promise<string> {
  const { started, routes } = await servedRoutes(() =>
    registerKotobaInstrumentation({ ...options, prometheus: { port: 0 } }),
  );
  running = started;
  await until('an alert', () => started.alerts.activeAlerts().length > 0);
  const waits = options.alerting?.configFile !== undefined;
  if (waits) await until('refused messages', () => received.filter((path) => path.includes('pd')).length > 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const texts: string[] = [];
  const parameters = new URLSearchParams({
    query: '{__name__=~".+"}',
    'match[]': '{__name__=~".+"}',
    verbose: '',
  });
  parameters.set('start', '0');
  parameters.set('end', String(Date.now() / 1_000));
  for (const { method, path } of routes) {
    if (method !== 'GET') continue;
    for (const authorization of [`Bearer ${TOKEN}`, 'Bearer wrong']) {
      const response = await fetch(`${started.addresses.server}${concretePath(path)}?${parameters}`, {
        headers: { authorization },
        redirect: 'manual',
      });
      texts.push(`${[...response.headers].join('\n')}\n${await response.text()}`);
    }
  }
  const alert = started.alerts.activeAlerts()[0]!;
  const told = [
    started.alerts.explain(alert.labels.toRecord()),
    started.alerts.groups(),
    started.alerts.history(),
  ];
  texts.push(
    inspect(told, { depth: 12 }),
    JSON.stringify(started.addresses),
    inspect(started.health, { depth: 6 }),
  );
  await started.shutdown();
  return [...texts, ...logged].join('\n');
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (
    const deadline = Date.now() + 10_000;
    !holds();
    await new Promise((resolve) => setTimeout(resolve, 20))
  )
    if (Date.now() > deadline) throw new Error(`no ${what}`);
}

/** Where the mark stands, with some text before it. */
function around(text: string): string[] {
  return [...text.matchAll(new RegExp(`.{0,80}${MARK}.{0,20}`, 'g'))].map(([found]) => found).slice(0, 5);
}

describe('secrets', () => {
  it.each([
    ['in code', inCode],
    ['by a file', byFile],
    ['by the environment', byEnvironment],
  ])(
    'given %s stay out of every answer and every log',
    async (_how, options) => {
      const found = await outputs(options());
      expect(found).toContain('Always');
      expect(found).toContain('kotoba_monitoring_');
      expect(around(found)).toEqual([]);
    },
    30_000,
  );

  it('stay out of the errors about wrong options', () => {
    const bad: unknown[] = [`${MARK}\n`, 1, true, null, [MARK], [[MARK]], { [MARK]: MARK }, () => MARK];
    const places = PLANTED_OPTIONS.filter((path) => path !== 'database').map((path) => path.split('.'));
    for (const [section, name] of places) {
      for (const value of bad) {
        const options = { [section!]: { [name!]: value } };
        try {
          resolveOptions(options, {});
        } catch (error) {
          const { message } = error as Error;
          if (!JSON.stringify(Object.keys(Object(value))).includes(MARK)) expect(around(message)).toEqual([]);
        }
      }
    }
    const wrong = {
      access: { bearerToken: [MARK], basicAuth: [{ username: 'a:b', password: MARK.slice(0, 7) }] },
    };
    expect(() => resolveOptions(wrong, {})).toThrow(/access\.basicAuth/);
    expect(() => resolveOptions(wrong, {})).not.toThrow(MARK);
  });

  it('have been planted in every option that takes a text, save those that are told on purpose', () => {
    const texts = ['a-text-of-some-characters', 'http://a.example', '/path', 'protected', 'grpc'];
    const samples: unknown[] = [
      ...texts,
      ...texts.map((text) => [text]),
      [],
      { name: 'text' },
      { url: 'http://a.example' },
      { username: 'ops', password: 'a-password' },
      failingDatabase,
      { ...failingDatabase, getClusterMetrics: () => ({}) },
    ];
    const takesText = (path: readonly string[]) =>
      samples.some((sample) => {
        const options = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), sample);
        return optionsSchema.safeParse(options).success;
      });
    const paths = Object.entries(optionsSchema.shape).flatMap(([name, schema]) => {
      const inner = (schema as { unwrap?: () => { shape?: object } }).unwrap?.();
      return inner?.shape === undefined ? [[name]] : Object.keys(inner.shape).map((key) => [name, key]);
    });
    const found = paths.filter(takesText).map((path) => path.join('.'));
    expect(found.sort()).toEqual([...PLANTED_OPTIONS, ...TOLD_OPTIONS].sort());
  });
});
