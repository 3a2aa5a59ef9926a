import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DatabaseMetrics, MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import { metrics } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import { kotobaMetricReaders } from './metric-readers.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

let running: KotobaInstrumentation | undefined;

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
});

async function register(options: MonitoringOptions = {}): Promise<KotobaInstrumentation> {
  running = await registerKotobaInstrumentation({
    ...options,
    prometheus: { port: 0, ...options.prometheus },
  });
  return running;
}

async function scrape(kotoba: KotobaInstrumentation): Promise<string> {
  const response = await fetch(kotoba.addresses.metrics!);
  expect(response.status).toBe(200);
  return response.text();
}

function database(
  getDatabaseMetrics: MonitoredDatabase['getDatabaseMetrics'],
  name = 'shop',
): MonitoredDatabase {
  return { name, system: 'test', getDatabaseMetrics };
}

const quiet = { hostMetrics: false, runtimeMetrics: false } as const;

describe('registerKotobaInstrumentation', () => {
  it('serves the database, query, storage, cluster and system metrics of one call', async () => {
    const shop: MonitoredDatabase = {
      ...database(() => ({ activeConnections: 5, totalConnections: 9, uptimeSeconds: 60, version: '1.2' })),
      getStorageMetrics: () => ({
        totalSizeBytes: 1_000,
        usedSizeBytes: 400,
        cacheHitRate: 0.95,
        ioLatencyMs: 10,
      }),
    };
    const cluster: MonitoredCluster = {
      name: 'main',
      getClusterMetrics: () => ({
        nodes: [
          { name: 'a', active: true },
          { name: 'b', active: false, replicationLagSeconds: 3 },
        ],
        leaderChanges: 2,
      }),
    };
    const kotoba = await register({ database: shop, cluster });
    kotoba.collector.recordQuery('select', 0.02);
    kotoba.collector.recordQuery('insert', 0.5, new Error('no'));
    const text = await scrape(kotoba);
    for (const line of [
      'kotoba_db_connections_active{database="shop"} 5',
      'kotoba_db_connections_total{database="shop"} 9',
      'kotoba_db_uptime_seconds{database="shop"} 60',
      'kotoba_db_up{database="shop"} 1',
      'kotoba_db_info{database="shop",system="test",version="1.2"} 1',
      'kotoba_db_storage_size_bytes{database="shop"} 1000',
      'kotoba_db_storage_used_bytes{database="shop"} 400',
      'kotoba_db_cache_hit_ratio{database="shop"} 0.95',
      'kotoba_db_io_latency_seconds{database="shop"} 0.01',
      'kotoba_db_queries_total{database="shop",operation="select",status="ok"} 1',
      'kotoba_db_queries_total{database="shop",operation="insert",status="error"} 1',
      'kotoba_db_slow_queries_total{database="shop",operation="insert"} 1',
      'kotoba_db_query_latency_seconds_count{database="shop",operation="select"} 1',
      'kotoba_cluster_nodes_total{cluster="main"} 2',
      'kotoba_cluster_nodes_active{cluster="main"} 1',
      'kotoba_cluster_leader_changes_total{cluster="main"} 2',
      'kotoba_cluster_replication_lag_seconds{cluster="main",node="b"} 3',
    ])
      expect(text).toContain(`\n${line}\n`);
    for (const name of [
      'system_memory_usage_bytes',
      'process_cpu_time_total',
      'nodejs_eventloop_utilization',
    ])
      expect(text).toMatch(new RegExp(`^${name}[ {]`, 'm'));
  });

  it('puts global labels on every series', async () => {
    const kotoba = await register({
      database: database(() => ({})),
      prometheus: { globalLabels: { service: 'kotoba-db' } },
    });
    const series = (await scrape(kotoba)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const without = series.filter(
      (line) => !line.includes('service="kotoba-db"') && !line.startsWith('target_info'),
    );
    expect(without).toEqual([]);
  });

  it('reads a database once for all readers of one moment', async () => {
    let reads = 0;
    const kotoba = await register({
      ...quiet,
      database: database(() => {
        reads++;
        return { activeConnections: reads };
      }),
    });
    await Promise.all([scrape(kotoba), scrape(kotoba), scrape(kotoba)]);
    expect(reads).toBe(1);
  });

  it.each<[string, () => DatabaseMetrics | Promise<DatabaseMetrics>]>([
    [
      'throws',
      () => {
        throw new Error('secret-dsn');
      },
    ],
    ['rejects', () => Promise.reject(new Error('secret-dsn'))],
    ['hangs', () => new Promise(() => {})],
    ['answers nothing', () => undefined as never],
  ])('reports a database that %s as down, without its other figures, and counts it', async (_how, read) => {
    const kotoba = await register({ ...quiet, readTimeoutMillis: 100, database: database(read) });
    const text = await scrape(kotoba);
    expect(text).toContain('\nkotoba_db_up{database="shop"} 0\n');
    expect(text).not.toContain('kotoba_db_connections_active{');
    expect(text).toMatch(/^kotoba_monitoring_read_errors_total\{database="shop",read="database"\} 1$/m);
    expect(text).not.toContain('secret-dsn');
  });

  it('leaves out values that are not numbers in their range and keeps the others', async () => {
    const kotoba = await register({
      ...quiet,
      database: database(() => ({ activeConnections: Number.NaN, totalConnections: -1, uptimeSeconds: 5 })),
    });
    const text = await scrape(kotoba);
    expect(text).toContain('\nkotoba_db_uptime_seconds{database="shop"} 5\n');
    expect(text).not.toContain('kotoba_db_connections_active{');
    expect(text).not.toContain('kotoba_db_connections_total{');
  });

  it('refuses a second registration until the first is shut down', async () => {
    const first = await register(quiet);
    await expect(registerKotobaInstrumentation(quiet)).rejects.toMatchObject({
      code: 'KOTOBA_ALREADY_REGISTERED',
    });
    await first.shutdown();
    await register(quiet);
  });

  it('refuses wrong options before it starts anything', async () => {
    await expect(registerKotobaInstrumentation({ prometheus: { port: -1 } })).rejects.toMatchObject({
      code: 'KOTOBA_INVALID_OPTIONS',
    });
    await register(quiet);
  });

  it('says that a port is taken and which option changes it, and leaves nothing running', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    await expect(register({ ...quiet, prometheus: { port } })).rejects.toMatchObject({
      code: 'KOTOBA_LISTEN_FAILED',
      message: expect.stringContaining('prometheus.port'),
    });
    taken.close();
    await register(quiet);
  });

  it('can be shut down twice, and during a scrape', async () => {
    const kotoba = await register({
      ...quiet,
      database: database(async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return { activeConnections: 3 };
      }),
    });
    const inFlight = scrape(kotoba);
    await new Promise((resolve) => setTimeout(resolve, 250));
    await Promise.all([kotoba.shutdown(), kotoba.shutdown()]);
    expect(await inFlight).toContain('kotoba_db_connections_active{database="shop"} 3');
    await expect(fetch(kotoba.addresses.metrics!)).rejects.toThrow();
  });

  it('takes metrics made through the global API, and gives the global place back', async () => {
    const kotoba = await register(quiet);
    metrics.getMeter('app').createCounter('signups').add(4);
    expect(await scrape(kotoba)).toContain('\nsignups_total 4\n');
    await kotoba.shutdown();
    expect(metrics.getMeterProvider()).not.toBe(kotoba.meterProvider);
  });

  it('stops emitting db.client.operation.duration once another instrumentation emits it', async () => {
    const kotoba = await register({ ...quiet, database: database(() => ({})), collectionIntervalMillis: 30 });
    kotoba.collector.recordQuery('select', 0.01);
    expect(await scrape(kotoba)).toContain('db_client_operation_duration_count{db_system_name="test"');
    const histogram = metrics
      .getMeter('some-driver')
      .createHistogram('db.client.operation.duration', { unit: 's' });
    histogram.record(0.01, { 'db.system.name': 'driver' });
    const counts = async () =>
      (await scrape(kotoba))
        .split('\n')
        .filter((line) => line.startsWith('db_client_operation_duration_count'));
    for (let tries = 0; tries < 100 && (await counts()).length > 1; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await counts()).toEqual(['db_client_operation_duration_count{db_system_name="driver"} 1']);
  });

  it('stops emitting the pool of connections once another instrumentation does, and goes on with the rest', async () => {
    const pool = database(() => ({ activeConnections: 3, idleConnections: 1, maxConnections: 10 }));
    const kotoba = await register({ ...quiet, database: pool, collectionIntervalMillis: 30 });
    expect(await scrape(kotoba)).toContain('db_client_connection_state="used"} 2\n');
    metrics
      .getMeter('some-driver')
      .createUpDownCounter('db.client.connection.count', { unit: '{connection}' })
      .add(7, { 'db.client.connection.state': 'idle' });
    const lines = async () =>
      (await scrape(kotoba)).split('\n').filter((line) => line.startsWith('db_client_conn'));
    for (let tries = 0; tries < 100 && (await lines()).some((line) => line.includes('used')); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await lines()).map((line) => line.replace(/\{.*\}/, '')).sort()).toEqual([
      'db_client_connection_count 7',
      'db_client_connection_max 10',
    ]);
  });

  it('leaves a global MeterProvider of the app alone', async () => {
    const own = new MeterProvider();
    metrics.setGlobalMeterProvider(own);
    const kotoba = await register(quiet);
    expect(metrics.getMeterProvider()).toBe(own);
    await kotoba.shutdown();
    expect(metrics.getMeterProvider()).toBe(own);
    metrics.disable();
  });

  it('works in a MeterProvider of the app’s own, which goes on after shutdown', async () => {
    const readers = kotobaMetricReaders();
    const meterProvider = new MeterProvider({ readers: readers.readers });
    const kotoba = await register({
      ...quiet,
      meterProvider,
      readers,
      database: database(() => ({ activeConnections: 2 })),
    });
    meterProvider.getMeter('app').createCounter('signups').add(1);
    kotoba.collector.recordQuery('select', 0.003);
    const text = await scrape(kotoba);
    expect(text).toContain('\nsignups_total 1\n');
    expect(text).toContain('\nkotoba_db_connections_active{database="shop"} 2\n');
    expect(text).toContain('\nkotoba_db_query_latency_seconds_count{database="shop",operation="select"} 1\n');
    expect(text).toContain('\nkotoba_db_queries_total{database="shop",operation="select",status="ok"} 1\n');
    await kotoba.shutdown();
    const { resourceMetrics } = await readers.scrape.collect();
    expect(
      resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics.map((each) => each.descriptor.name)),
    ).toContain('signups');
    await meterProvider.shutdown();
  });

  it.each([
    ['without readers', () => ({ meterProvider: new MeterProvider() })],
    [
      'without our readers in it',
      () => ({ meterProvider: new MeterProvider(), readers: kotobaMetricReaders() }),
    ],
  ])('refuses a MeterProvider %s', async (_how, options) => {
    await expect(register(options())).rejects.toMatchObject({ code: 'KOTOBA_READERS_NOT_ATTACHED' });
  });

  it('serves nothing when the scrape is off, and still records', async () => {
    const kotoba = await register({ ...quiet, prometheus: { enabled: false } });
    expect(kotoba.addresses).toEqual({});
    kotoba.collector.recordGauge('active_users', 150, { service: 'auth' });
  });

  it('survives 10,000 label values: one overflow series, counted and named', async () => {
    const kotoba = await register(quiet);
    for (let i = 0; i < 10_000; i++) kotoba.collector.recordCounter('visits_total', 1, { user: `u${i}` });
    const text = await scrape(kotoba);
    const visits = text.split('\n').filter((line) => line.startsWith('visits_total{'));
    expect(visits.length).toBeLessThanOrEqual(2_000);
    expect(visits).toContainEqual(expect.stringMatching(/^visits_total\{otel_metric_overflow="true"\} \d+$/));
    expect(text).toMatch(/^kotoba_monitoring_overflow_measurements_total\{metric="visits_total"\} [1-9]/m);
  });

  it('refuses labels and names that are wrong without throwing into the app', async () => {
    const kotoba = await register(quiet);
    const { collector } = kotoba;
    collector.recordMetric('', 1);
    collector.recordMetric('ok_metric', 'x' as never);
    collector.recordCounter('ok_total', -1);
    collector.recordGauge('ok_metric', 1, { 'bad label': {} as never });
    collector.recordGauge('fine', 1);
    const text = await scrape(kotoba);
    expect(text).toContain('\nfine 1\n');
    expect(text).toMatch(/^kotoba_monitoring_rejected_measurements_total\{reason="invalid_name"\} [1-9]/m);
  });

  it('never counts for the process to stay alive', async () => {
    const { spawnSync } = await import('node:child_process');
    const program = `
      import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
      const kotoba = await registerKotobaInstrumentation({ prometheus: { port: 0 } });
      await fetch(kotoba.addresses.metrics).then((response) => response.text());
      console.log('end of program');
    `;
    const started = Date.now();
    const run = spawnSync(
      process.execPath,
      ['--conditions=kotoba-source', '--input-type=module', '--eval', program],
      { cwd: import.meta.dirname, encoding: 'utf8', timeout: 15_000 },
    );
    expect(run.stderr).toBe('');
    expect([run.status, run.stdout]).toEqual([0, 'end of program\n']);
    expect(Date.now() - started).toBeLessThan(14_000);
  });
});

describe('the performance report', () => {
  it('answers figures of the history, and leaves out what is unknown', async () => {
    const kotoba = await register({
      ...quiet,
      database: database(() => ({ activeConnections: 1 })),
      collectionIntervalMillis: 50,
    });
    const record = kotoba.collector.bindQuery('select');
    const stop = Date.now() + 1_000;
    let report = await kotoba.collector.getPerformanceMetrics();
    while (!report.queryMetrics.queriesPerSecond && Date.now() < stop) {
      for (let i = 0; i < 10; i++) record(0.004, false);
      await new Promise((resolve) => setTimeout(resolve, 25));
      report = await kotoba.collector.getPerformanceMetrics();
    }
    expect(report.queryMetrics.queriesPerSecond).toBeGreaterThan(10);
    expect(report.queryMetrics.avgQueryLatencyMs).toBeCloseTo(4, 6);
    expect(report.queryMetrics.p95QueryLatencyMs).toBeGreaterThan(2.5);
    expect(report.queryMetrics.p95QueryLatencyMs).toBeLessThanOrEqual(5);
    expect(report.storageMetrics).toEqual({});
    const points = await kotoba.collector.getMetrics('kotoba_db_connections_active', new Date(0), new Date());
    expect(points[0]).toMatchObject({
      name: 'kotoba_db_connections_active',
      value: 1,
      labels: { database: 'shop' },
    });
    expect(points[0]!.timestamp).toBeInstanceOf(Date);
  });
});
