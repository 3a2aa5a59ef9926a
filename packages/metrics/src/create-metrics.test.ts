import { afterEach, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase, QueryObserver } from '@kotoba/core';
import { DataPointType, type Histogram } from '@opentelemetry/sdk-metrics';
import { Cleanup } from '../../../e2e/support/cleanup.ts';
import { chattyDatabase, metricsInProvider, points } from '../../../e2e/support/metrics-in-provider.ts';
import { catalog } from './catalog.ts';
import type { MetricsOptions } from './options.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const both = [
  ['through a producer', true, 'producer'],
  ['through a producer, gauges as observable instruments', true, 'instruments'],
  ['through plain instruments', false, 'producer'],
] as const;

describe.each(both)('createMetrics %s', (_title, producerSupported, gauges) => {
  const start = (options: Partial<MetricsOptions> = {}) =>
    metricsInProvider(cleanup, { ...options, producerSupported }, gauges);

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

  it('emits the pool by OpenTelemetry’s conventions, as sums that may fall', async () => {
    const pool = { activeConnections: 5, idleConnections: 2, maxConnections: 10, waitingRequests: 4 };
    const { collect } = start({ databases: [{ name: 'main', getDatabaseMetrics: () => pool }] });
    const data = await collect();
    const name = { 'db.client.connection.pool.name': 'main' };
    expect(points(data, 'db.client.connection.count')).toEqual([
      [{ ...name, 'db.client.connection.state': 'idle' }, 2],
      [{ ...name, 'db.client.connection.state': 'used' }, 3],
    ]);
    expect(points(data, 'db.client.connection.max')).toEqual([[name, 10]]);
    expect(points(data, 'db.client.connection.pending_requests')).toEqual([[name, 4]]);
    const count = data.find(({ descriptor }) => descriptor.name === 'db.client.connection.count');
    expect(count).toMatchObject({ dataPointType: DataPointType.SUM, isMonotonic: false });
  });

  it.each([
    ['it is asked to', { semanticConventions: false }, {}],
    ['another instrumentation emits it', {}, { instrumentedElsewhere: { spans: true, durations: true } }],
  ])('leaves the pool by the conventions out where %s', async (_, options, database) => {
    const pool = { activeConnections: 5, idleConnections: 2, maxConnections: 10, waitingRequests: 4 };
    const { collect } = start({
      ...options,
      databases: [{ name: 'main', getDatabaseMetrics: () => pool, ...database }],
    });
    const data = await collect();
    expect(data.filter(({ descriptor }) => descriptor.name.startsWith('db.client.'))).toEqual([]);
    expect(points(data, 'kotoba_db_connections_idle')).toEqual([[{ database: 'main' }, 2]]);
  });

  it('tells no state of connections where the database knows of no idle ones', async () => {
    const { collect } = start({
      databases: [{ name: 'main', getDatabaseMetrics: () => ({ activeConnections: 5 }) }],
    });
    expect(points(await collect(), 'db.client.connection.count')).toEqual([]);
  });

  it('leaves db.client.operation.duration out when asked to', async () => {
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
