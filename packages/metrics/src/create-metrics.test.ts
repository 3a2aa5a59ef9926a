import { afterEach, describe, expect, it } from '@jest/globals';
import { type DatabaseMetrics, ManualClock, type MonitoredDatabase, type QueryObserver } from '@kotoba/core';
import { type Attributes, createNoopMeter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  InstrumentType,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { catalog } from './catalog.ts';
import { createMetrics } from './create-metrics.ts';
import type { KotobaMetrics } from './kotoba-metrics.ts';
import type { MetricsOptions } from './options.ts';

const START = 1_700_000_000_000;
const running: Array<() => unknown> = [];

afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

type Setup = { metrics: KotobaMetrics; clock: ManualClock; collect: () => Promise<MetricData[]> };

/** As the readers of our own MeterProvider: gauges without the SDK's memory of earlier collections. */
const gaugesAsDelta = (type: InstrumentType) =>
  type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;

/** The metrics in a real MeterProvider, through a producer or through plain instruments. */
function setUp(
  options: Partial<MetricsOptions> = {},
  gauges: 'producer' | 'instruments' = 'producer',
): Setup {
  const clock = new ManualClock(START);
  const holder: { metrics?: KotobaMetrics } = {};
  const reader = new PeriodicExportingMetricReader({
    exporter: Object.assign(
      new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
      gauges === 'instruments' ? { selectAggregationTemporality: gaugesAsDelta } : {},
    ),
    exportIntervalMillis: 1e9,
    metricProducers:
      options.producerSupported === false
        ? []
        : [{ collect: (given) => holder.metrics!.producer!.collect(given) }],
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('test');
  const metrics = createMetrics({ meter, clock, system: false, ...options });
  holder.metrics = metrics;
  if (gauges === 'instruments') metrics.observeGaugesWith(meter);
  running.push(() => {
    metrics.shutdown();
    return provider.shutdown();
  });
  const collect = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  };
  return { metrics, clock, collect };
}

function points(data: MetricData[], name: string): Array<[Attributes, number]> {
  const found = data.filter((metric) => metric.descriptor.name === name);
  expect(found.length).toBeLessThanOrEqual(1);
  return (found[0]?.dataPoints ?? []).map((point) => {
    const { attributes, value } = point as DataPoint<number | Histogram>;
    return [attributes, typeof value === 'number' ? value : value.count];
  });
}

const both = [
  ['through a producer', true, 'producer'],
  ['through a producer, gauges as observable instruments', true, 'instruments'],
  ['through plain instruments', false, 'producer'],
] as const;

describe.each(both)('createMetrics %s', (_title, producerSupported, gauges) => {
  const start = (options: Partial<MetricsOptions> = {}) => setUp({ ...options, producerSupported }, gauges);

  it('offers a producer exactly when the readers can take one', () => {
    expect(start().metrics.producer === undefined).toBe(!producerSupported);
  });

  it('gives out what a database tells, in the catalog’s names and units', async () => {
    const { collect } = start({ databases: [chattyDatabase()] });
    const data = await collect();
    const database = { database: 'main' };
    expect(points(data, 'kotoba_db_up')).toEqual([[database, 1]]);
    expect(points(data, 'kotoba_db_info')).toEqual([[{ ...database, system: 'sqlite', version: '3.50' }, 1]]);
    expect(points(data, 'kotoba_db_connections_active')).toEqual([[database, 5]]);
    expect(points(data, 'kotoba_db_connections_total')).toEqual([[database, 15]]);
    expect(points(data, 'kotoba_db_uptime_seconds')).toEqual([[database, 3_600]]);
    expect(points(data, 'kotoba_db_cache_hit_ratio')).toEqual([[database, 0.95]]);
    expect(points(data, 'kotoba_db_io_latency_seconds')).toEqual([[database, 0.01]]);
    expect(points(data, 'kotoba_db_storage_size_bytes')).toEqual([[database, 1e9]]);
    expect(points(data, 'kotoba_db_storage_used_bytes')).toEqual([[database, 5e8]]);
    expect(points(data, 'kotoba_db_storage_reads_total')).toEqual([[database, 10_000]]);
    expect(points(data, 'kotoba_db_storage_writes_total')).toEqual([[database, 5_000]]);
    expect(points(data, 'kotoba_db_storage_read_bytes_total')).toEqual([[database, 7]]);
    expect(points(data, 'kotoba_db_storage_written_bytes_total')).toEqual([[database, 8]]);
  });

  it('counts a database’s own query totals while its queries are not measured here', async () => {
    const { collect } = start({ databases: [chattyDatabase()] });
    const data = await collect();
    const all = { database: 'main', operation: 'all' };
    expect(points(data, 'kotoba_db_queries_total')).toEqual([
      [{ ...all, status: 'ok' }, 999],
      [{ ...all, status: 'error' }, 1],
    ]);
    expect(points(data, 'kotoba_db_slow_queries_total')).toEqual([[all, 5]]);
    expect(points(data, 'kotoba_db_query_latency_quantile_seconds')).toEqual([
      [{ database: 'main', quantile: '0.95' }, 0.05],
      [{ database: 'main', quantile: '0.99' }, 0.1],
    ]);
  });

  it('measures the queries of a database that offers them, and then leaves its own totals out', async () => {
    let observe: QueryObserver = () => {};
    const stopped: string[] = [];
    const observed: MonitoredDatabase = {
      ...chattyDatabase(),
      observeQueries: (observer) => {
        observe = observer;
        return () => stopped.push('stopped');
      },
    };
    const { collect, metrics } = start({ databases: [observed], slowQuerySeconds: 0.1 });
    observe('select', 0.002, false);
    observe('select', 0.1, false);
    observe('insert', 3, true);
    const data = await collect();
    const select = { database: 'main', operation: 'select' };
    const insert = { database: 'main', operation: 'insert' };
    expect(points(data, 'kotoba_db_query_latency_seconds')).toEqual([
      [select, 2],
      [insert, 1],
    ]);
    expect(points(data, 'kotoba_db_queries_total')).toEqual([
      [{ ...select, status: 'ok' }, 2],
      [{ ...select, status: 'error' }, 0],
      [{ ...insert, status: 'ok' }, 0],
      [{ ...insert, status: 'error' }, 1],
    ]);
    expect(points(data, 'kotoba_db_slow_queries_total')).toEqual([
      [select, 1],
      [insert, 1],
    ]);
    metrics.shutdown();
    metrics.shutdown();
    expect(stopped).toEqual(['stopped']);
  });

  it('emits db.client.operation.duration with its required attributes and buckets', async () => {
    const { collect, metrics } = start({ databases: [chattyDatabase()] });
    metrics.recordQuery('main', 'select', 0.002);
    metrics.recordQuery('main', 'other', 0.5, Object.assign(new Error('secret'), { code: 'SQLITE_BUSY' }));
    const data = await collect();
    const base = { 'db.system.name': 'sqlite', 'db.namespace': 'main' };
    const counted = points(data, 'db.client.operation.duration').filter(([, count]) => count > 0);
    expect(counted).toEqual([
      [{ ...base, 'db.operation.name': 'SELECT' }, 1],
      [{ ...base, 'error.type': 'SQLITE_BUSY' }, 1],
    ]);
    const duration = data.find((metric) => metric.descriptor.name === 'db.client.operation.duration');
    expect(duration!.descriptor.unit).toBe('s');
    expect((duration!.dataPoints[0]!.value as Histogram).buckets.boundaries).toEqual([
      0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10,
    ]);
  });

  it('leaves db.client.operation.duration out when asked to, at the start or later', async () => {
    const off = start({ semanticConventions: false });
    off.metrics.recordQuery('main', 'select', 0.002);
    expect(points(await off.collect(), 'db.client.operation.duration')).toEqual([]);
    expect(points(await off.collect(), 'kotoba_db_query_latency_seconds')).toHaveLength(1);
  });

  it('records custom metrics with labels as a record or as pairs', async () => {
    const { collect, metrics } = start();
    metrics.recordMetric('orders_total', 150, { status: 'completed', region: 'us-east' });
    metrics.recordMetric('orders_total', 149, { region: 'us-east', status: 'completed' });
    metrics.recordCounter('user_registrations_total', 1, [['region', 'us-east']]);
    metrics.recordCounter('user_registrations_total', 2, { region: 'us-east' });
    metrics.recordGauge('active_users', 150, [['service', 'auth']]);
    metrics.recordHistogram('request_duration', 0.25, [['endpoint', '/api/users']]);
    const data = await collect();
    expect(points(data, 'orders_total')).toEqual([[{ region: 'us-east', status: 'completed' }, 149]]);
    expect(points(data, 'user_registrations_total')).toEqual([[{ region: 'us-east' }, 3]]);
    expect(points(data, 'active_users')).toEqual([[{ service: 'auth' }, 150]]);
    expect(points(data, 'request_duration')).toEqual([[{ endpoint: '/api/users' }, 1]]);
  });

  it('holds 10,000 distinct label values to the cardinality limit and counts the rest', async () => {
    const { collect, metrics } = start({ cardinalityLimit: 100 });
    for (let user = 0; user < 10_000; user++) metrics.recordCounter('logins_total', 1, { user: `u${user}` });
    const data = await collect();
    const series = points(data, 'logins_total');
    expect(series).toHaveLength(100);
    expect(series.at(-1)).toEqual([{ 'otel.metric.overflow': true }, 9_901]);
    expect(points(data, 'kotoba_monitoring_overflow_measurements_total')).toEqual([
      [{ metric: 'logins_total' }, 9_901],
    ]);
  });

  it('records backups, with no size or duration where none is known', async () => {
    const { collect, metrics } = start();
    metrics.recordBackup({ type: 'full', success: true, durationSeconds: 90, sizeBytes: 4_096 });
    metrics.recordBackup({ type: 'full', success: false });
    const data = await collect();
    expect(points(data, 'kotoba_backup_success_total')).toEqual([
      [{ backup_type: 'full', status: 'ok' }, 1],
      [{ backup_type: 'full', status: 'error' }, 1],
    ]);
    expect(points(data, 'kotoba_backup_duration_seconds')).toEqual([[{ backup_type: 'full' }, 1]]);
    expect(points(data, 'kotoba_backup_size_bytes')).toEqual([[{ backup_type: 'full' }, 4_096]]);
  });

  it('asks observers at each collection', async () => {
    const { collect, metrics } = start();
    let status = 1;
    const stop = metrics.observeGauge(catalog.healthCheckStatus, () => [
      [status, { check_name: 'database' }],
    ]);
    expect(points(await collect(), 'health_check_status')).toEqual([[{ check_name: 'database' }, 1]]);
    status = 0;
    expect(points(await collect(), 'health_check_status')).toEqual([[{ check_name: 'database' }, 0]]);
    stop();
  });

  it('gives out cluster metrics', async () => {
    const { collect } = start({
      clusters: [
        {
          name: 'c1',
          getClusterMetrics: () => ({
            leaderChanges: 2,
            nodes: [
              { name: 'n1', active: true },
              { name: 'n2', active: true, replicationLagSeconds: 0.5 },
              { name: 'n3', active: false, replicationLagSeconds: Number.NaN },
            ],
          }),
        },
      ],
    });
    const data = await collect();
    expect(points(data, 'kotoba_cluster_nodes_total')).toEqual([[{ cluster: 'c1' }, 3]]);
    expect(points(data, 'kotoba_cluster_nodes_active')).toEqual([[{ cluster: 'c1' }, 2]]);
    expect(points(data, 'kotoba_cluster_leader_changes_total')).toEqual([[{ cluster: 'c1' }, 2]]);
    expect(points(data, 'kotoba_cluster_replication_lag_seconds')).toEqual([
      [{ cluster: 'c1', node: 'n2' }, 0.5],
    ]);
    expect(points(data, 'kotoba_monitoring_read_errors_total')).toEqual([
      [{ cluster: 'c1', read: 'cluster' }, 0],
    ]);
  });
});

describe('createMetrics', () => {
  it('makes a reading that fails absent instead of repeating the last one', async () => {
    let failing = false;
    const answer = (): DatabaseMetrics => {
      if (failing) throw new Error('gone');
      return { activeConnections: 5, totalConnections: 9 };
    };
    const { collect, clock } = setUp({ databases: [{ name: 'main', getDatabaseMetrics: answer }] });
    expect(points(await collect(), 'kotoba_db_connections_active')).toEqual([[{ database: 'main' }, 5]]);
    failing = true;
    await clock.advance(15_000);
    const data = await collect();
    expect(points(data, 'kotoba_db_connections_active')).toEqual([]);
    expect(points(data, 'kotoba_db_connections_total')).toEqual([]);
    expect(points(data, 'kotoba_db_up')).toEqual([[{ database: 'main' }, 0]]);
    expect(points(data, 'kotoba_monitoring_read_errors_total')).toContainEqual([
      { database: 'main', read: 'database' },
      1,
    ]);
  });

  it('says NaN once for a gauge that vanished, where an SDK would repeat its last value', async () => {
    let known = true;
    const { collect, metrics } = setUp({ producerSupported: false });
    metrics.observeGauge(catalog.alertsFiring, () => (known ? [[2, { severity: 'critical' }]] : []));
    await collect();
    known = false;
    expect(points(await collect(), 'kotoba_alerts_firing')).toEqual([[{ severity: 'critical' }, Number.NaN]]);
  });

  it('keeps the attributes object of each series from collection to collection', async () => {
    const { collect, metrics, clock } = setUp({ databases: [chattyDatabase()] });
    metrics.recordQuery('main', 'select', 0.1, new Error('x'));
    metrics.recordMetric('m', 1, { a: 'b' });
    const first = await collect();
    await clock.advance(15_000);
    const second = await collect();
    expect(second.length).toBeGreaterThan(10);
    for (const [i, metric] of second.entries())
      for (const [j, point] of metric.dataPoints.entries())
        expect(point.attributes).toBe(first[i]!.dataPoints[j]!.attributes);
  });

  it('starts each recorded series when it is first recorded and never changes that', async () => {
    const { metrics, clock } = setUp();
    await clock.advance(1_500);
    metrics.recordCounter('c_total', 1);
    await clock.advance(60_000);
    const { resourceMetrics } = await metrics.producer!.collect();
    const counter = resourceMetrics.scopeMetrics[0]!.metrics.find((m) => m.descriptor.name === 'c_total')!;
    expect(counter.dataPoints[0]).toMatchObject({
      startTime: [1_700_000_001, 500_000_000],
      endTime: [1_700_000_061, 500_000_000],
    });
    expect(counter.aggregationTemporality).toBe(AggregationTemporality.CUMULATIVE);
  });

  it('does not change what a reader was given before', async () => {
    const { metrics } = setUp();
    metrics.recordHistogram('h', 1);
    const before = await metrics.producer!.collect();
    const text = JSON.stringify(before.resourceMetrics);
    metrics.recordHistogram('h', 1);
    await metrics.producer!.collect();
    expect(JSON.stringify(before.resourceMetrics)).toBe(text);
  });

  it('forgets what an observer said once it throws', async () => {
    const { metrics } = setUp();
    let broken = false;
    metrics.observeGauge(catalog.alertsFiring, () => {
      if (broken) throw new Error('broken');
      return [[1, { severity: 'critical' }]];
    });
    const firing = async () => {
      const { resourceMetrics } = await metrics.producer!.collect();
      return points(resourceMetrics.scopeMetrics[0]!.metrics, 'kotoba_alerts_firing');
    };
    expect(await firing()).toHaveLength(1);
    broken = true;
    expect(await firing()).toEqual([]);
  });

  it('holds what an observer says to the cardinality limit and counts the rest', async () => {
    const { collect, metrics } = setUp({ cardinalityLimit: 10 });
    metrics.observeGauge(catalog.healthCheckStatus, () =>
      Array.from({ length: 12 }, (_, i) => [1, { check_name: `c${i}` }] as const),
    );
    const data = await collect();
    expect(points(data, 'health_check_status')).toHaveLength(10);
  });

  it('leaves a foreign MeterProvider alone after shutdown', async () => {
    const { collect, metrics } = setUp({ producerSupported: false });
    metrics.recordCounter('c_total', 1);
    await collect();
    metrics.shutdown();
    metrics.recordCounter('c_total', 1);
    expect(points(await collect(), 'c_total')).toEqual([[{}, 1]]);
  });

  it('reports an observer that throws without losing the other metrics', async () => {
    const { metrics } = setUp();
    metrics.recordGauge('g', 1);
    metrics.observeGauge(catalog.alertsFiring, () => {
      throw new Error('broken');
    });
    const { errors, resourceMetrics } = await metrics.producer!.collect();
    expect(errors).toEqual([expect.objectContaining({ code: 'KOTOBA_OBSERVER_FAILED' })]);
    expect(resourceMetrics.scopeMetrics[0]!.metrics.map((m) => m.descriptor.name)).toContain('g');
  });

  it('refuses two databases of one name', () => {
    const databases = [chattyDatabase(), chattyDatabase()];
    expect(() => createMetrics({ meter: createNoopMeter(), databases, system: false })).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DUPLICATE_NAME' }),
    );
  });

  it('switches db.client.operation.duration off and on while running', async () => {
    const { collect, metrics } = setUp();
    metrics.recordQuery('main', 'select', 0.1);
    metrics.setSemanticConventions(false);
    expect(points(await collect(), 'db.client.operation.duration')).toEqual([]);
    metrics.setSemanticConventions(true);
    expect(points(await collect(), 'db.client.operation.duration')).toHaveLength(1);
  });

  it('answers the reading of the present interval, and nothing for an unknown name', async () => {
    const { metrics } = setUp({ databases: [chattyDatabase()] });
    expect(await metrics.readDatabase('main')).toMatchObject({ up: true, atMillis: START, errors: {} });
    expect(await metrics.readDatabase('elsewhere')).toBeUndefined();
    expect(await metrics.readCluster('elsewhere')).toBeUndefined();
  });
});

function chattyDatabase(): MonitoredDatabase {
  return {
    name: 'main',
    system: 'sqlite',
    ping: () => {},
    getDatabaseMetrics: () => ({
      activeConnections: 5,
      totalConnections: 15,
      uptimeSeconds: 3_600,
      version: '3.50',
    }),
    getQueryMetrics: () => ({
      totalQueries: 1_000,
      queriesPerSecond: 50,
      avgQueryLatencyMs: 25,
      p95QueryLatencyMs: 50,
      p99QueryLatencyMs: 100,
      slowQueries: 5,
      failedQueries: 1,
    }),
    getStorageMetrics: () => ({
      totalSizeBytes: 1e9,
      usedSizeBytes: 5e8,
      readOperations: 10_000,
      writeOperations: 5_000,
      readBytes: 7,
      writtenBytes: 8,
      cacheHitRate: 0.95,
      ioLatencyMs: 10,
    }),
  };
}

describe('readHost', () => {
  it('answers what the host metrics are made of', async () => {
    const metrics = createMetrics();
    const { memory, disks } = (await metrics.readHost())!;
    expect(memory!.usedBytes).toBeLessThan(memory!.totalBytes);
    expect(disks!.map(({ mountpoint }) => mountpoint)).toContain('/');
    metrics.shutdown();
  });

  it('answers nothing when host metrics are off', async () => {
    expect(await createMetrics({ system: false }).readHost()).toBeUndefined();
  });
});
