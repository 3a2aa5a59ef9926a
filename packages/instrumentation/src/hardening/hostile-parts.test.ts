import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Channel, Notification } from '@kotoba/alerting';
import type { MonitoredDatabase } from '@kotoba/core';
import type { HealthCheck } from '@kotoba/health';
import { DiagLogLevel, diag, metrics } from '@opentelemetry/api';
import type { KotobaInstrumentation } from '../kotoba-instrumentation.ts';
import type { MonitoringOptions } from '../options.ts';
import { registerKotobaInstrumentation } from '../register.ts';

const escaped: unknown[] = [];
const note = (error: unknown) => void escaped.push(error);
const cleanups: Array<() => unknown> = [];

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', note).on('uncaughtException', note);
});

afterEach(async () => {
  process.off('unhandledRejection', note).off('uncaughtException', note);
  for (const clean of cleanups.splice(0).reverse()) await clean();
  diag.disable();
});

const fail: () => never = () => {
  throw new Error('hostile');
};
/** Throws whatever is done with it. */
const thorn = new Proxy(() => undefined, {
  ...{
    get: fail,
    has: fail,
    ownKeys: fail,
    getPrototypeOf: fail,
    apply: fail,
    getOwnPropertyDescriptor: fail,
  },
}) as never;
const hang = () => new Promise<never>(() => {});
const database = (name: string, over: Partial<MonitoredDatabase>): MonitoredDatabase => ({
  ...{ name, system: 'test', getDatabaseMetrics: () => ({ activeConnections: 7 }) },
  ...over,
});
const channel = (send: Channel['send']): Channel => ({ type: 'hostile', sendResolved: true, send });

const hostileDatabases = [
  database('throws', {
    getDatabaseMetrics: fail,
    getStorageMetrics: fail,
    ping: fail,
    getDetailMetrics: fail,
  }),
  database('hangs', { getDatabaseMetrics: hang, getStorageMetrics: hang, ping: hang }),
  database('thorny', { getDatabaseMetrics: () => thorn, getStorageMetrics: async () => thorn }),
  database('throws-nothing', { getDatabaseMetrics: () => Promise.reject(undefined) }),
  database('observed', { observeQueries: fail }),
  database('unstoppable', { observeQueries: () => fail }),
];

async function startAmongThem(
  gauges: 'hostile gauges' | 'good gauges',
): Promise<{ kotoba: KotobaInstrumentation; told: Notification[] }> {
  // Takes connections and never answers.
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  cleanups.push(() => silent.close());
  const dead = `http://127.0.0.1:${(silent.address() as { port: number }).port}`;
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-hostile-'));
  cleanups.push(() => rmSync(directory, { recursive: true }));
  const configFile = join(directory, 'alertmanager.yml');
  writeFileSync(
    configFile,
    'route: { receiver: default, group_wait: 0s, group_interval: 1s }\nreceivers: [{ name: default }]\n',
  );
  const options: MonitoringOptions = {
    database: [database('good', {}), ...hostileDatabases],
    cluster: [
      { name: 'good', getClusterMetrics: () => ({ nodes: [{ name: 'a', active: true }] }) },
      { name: 'thorny', getClusterMetrics: () => ({ nodes: thorn }) },
      { name: 'hangs', getClusterMetrics: hang },
    ],
    ...{ readTimeoutMillis: 100, collectionIntervalMillis: 100, prometheus: { port: 0 } },
    otlp: { endpoint: `${dead}/v1/metrics`, intervalMillis: 100, timeoutMillis: 100 },
    health: { intervalMillis: 100, timeoutMillis: 100, authorise: fail },
    alerting: {
      rules: [
        { name: 'Good', query: 'kotoba_db_connections_active{database="good"} > 5', evaluationInterval: 100 },
        { name: 'Bad', query: 'kotoba_db_up * on () kotoba_db_up', evaluationInterval: 100 },
        {
          ...{ name: 'Worse', query: 'vector(1)', evaluationInterval: 100 },
          annotations: { a: '{{ query "kotoba_db_up * on () kotoba_db_up" }}' },
        },
      ],
      configFile,
      heartbeatUrl: dead,
      alertmanager: { url: dead, mode: 'fallback', fallbackAfterMillis: 100 },
      authorise: fail,
    },
  };
  const kotoba = await registerKotobaInstrumentation(options);
  cleanups.push(() => kotoba.shutdown());
  for (const [name, check] of Object.entries({
    throws: fail,
    hangs: hang,
    thorny: () => thorn,
    good: (): boolean => true,
  }))
    kotoba.health.registerCheck(name, check as HealthCheck);
  kotoba.health.onTransition(fail);
  kotoba.alerts.onAlert(fail);
  const told: Notification[] = [];
  for (const send of [fail, hang, () => Promise.reject(undefined), () => thorn])
    kotoba.alerts.addNotifier(channel(send));
  const listen = async (notification: Notification) => {
    told.push(notification);
    return 'taken' as const;
  };
  kotoba.alerts.addNotifier(channel(listen));
  const meter = metrics.getMeter('app');
  // The SDK itself logs what these throw, and so cannot collect them with a logger that throws.
  if (gauges === 'hostile gauges') {
    meter.createObservableGauge('app_throws').addCallback(fail);
    meter.createObservableGauge('app_rejects').addCallback(async () => fail());
  }
  meter.createObservableGauge('app_good').addCallback((result) => result.observe(5));
  return { kotoba, told };
}

it.each([
  ['a logger that works', () => undefined],
  ['a logger that throws', fail],
])(
  'parts that throw, hang and lie harm neither the app nor the other parts, with %s',
  async (_how, log) => {
    let write: () => void = () => undefined;
    const heard = () => write();
    const logger = { verbose: heard, debug: heard, info: heard, warn: heard, error: heard };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
    const { kotoba, told } = await startAmongThem(log === fail ? 'good gauges' : 'hostile gauges');
    write = log;
    cleanups.push(() => {
      write = () => undefined;
    });
    const { collector, addresses } = kotoba;

    for (const strange of [
      thorn,
      Symbol('a'),
      { toString: fail },
      null,
      undefined,
      Number.NaN,
      'a'.repeat(1e6),
    ] as never[]) {
      collector.recordQuery(strange, strange, strange, 'good');
      collector.recordQuery('select', 0.1, strange, strange);
      collector.recordMetric(strange, 1, { a: strange });
      collector.recordCounter('hostile_total', strange, strange);
      collector.recordHistogram('hostile_seconds', 1, { a: strange, [String('b')]: 'c' });
      collector.recordBackup(strange);
    }

    const counted = [
      /^kotoba_monitoring_read_errors_total\{database="throws",read="database"\} [1-9]/m,
      /^kotoba_monitoring_read_errors_total\{database="hangs",read="database"\} [1-9]/m,
      /^kotoba_monitoring_rule_evaluations_total\{rule_group="code;Bad",result="error"\} [1-9]/m,
      /^kotoba_monitoring_rule_evaluations_total\{rule_group="code;Good",result="ok"\} [1-9]/m,
      /^kotoba_monitoring_exports_total\{exporter="otlp http\/protobuf",result="failed"\} [1-9]/m,
      /^kotoba_monitoring_rejected_measurements_total\{reason="invalid_value"\} [1-9]/m,
      /^kotoba_notifications_total\{channel="hostile",result="sent"\} [1-9]/m,
      /^kotoba_notifications_total\{channel="hostile",result="retried"\} [1-9]/m,
    ];
    let text = '';
    const uncounted = async () => {
      text = await fetch(addresses.metrics!).then((answer) => answer.text());
      const isTold = told.some(({ alerts }) =>
        alerts.some(({ labels }) => labels.get('alertname') === 'Good'),
      );
      return [...counted.filter((line) => !line.test(text)).map(String), ...(isTold ? [] : ['told of Good'])];
    };
    for (const deadline = Date.now() + 10_000; (await uncounted()).length > 0 && Date.now() < deadline; )
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await uncounted()).toEqual([]);
    for (const line of [
      'kotoba_db_connections_active{database="good"} 7',
      'kotoba_db_up{database="throws"} 0',
      'kotoba_db_up{database="hangs"} 0',
      'kotoba_cluster_nodes_active{cluster="good"} 1',
      'health_check_status{check_name="good"} 1',
      'health_check_status{check_name="throws"} 0',
      'app_good 5',
    ])
      expect(text).toContain(`\n${line}\n`);
    expect(text).not.toMatch(/^kotoba_db_connections_active\{database="(throws|hangs|thorny)"\}/m);
    expect((await fetch(`${addresses.server}/livez`)).status).toBe(200);
    expect((await fetch(`${addresses.server}/health?verbose`)).status).toBeLessThan(504);
    const change = await fetch(`${addresses.server}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(change.status).toBe(403);
    expect(await collector.getMetrics('kotoba_db_up', new Date(0), new Date())).not.toEqual([]);

    const began = performance.now();
    await kotoba.shutdown();
    expect(performance.now() - began).toBeLessThan(20_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(escaped).toEqual([]);
  },
  90_000,
);
