import { afterEach, describe, expect, it } from '@jest/globals';
import type { DatabaseMetrics } from '@kotoba/core';
import { createNoopMeter } from '@opentelemetry/api';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import { Cleanup } from '../../../e2e/support/cleanup.ts';
import {
  chattyDatabase,
  metricsInProvider,
  points,
  START,
} from '../../../e2e/support/metrics-in-provider.ts';
import { catalog } from './catalog.ts';
import { createMetrics } from './create-metrics.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe('createMetrics', () => {
  it('makes a reading that fails absent instead of repeating the last one', async () => {
    let failing = false;
    const answer = (): DatabaseMetrics => {
      if (failing) throw new Error('gone');
      return { activeConnections: 5, totalConnections: 9 };
    };
    const { collect, clock } = metricsInProvider(cleanup, {
      databases: [{ name: 'main', getDatabaseMetrics: answer }],
    });
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
    const { collect, metrics } = metricsInProvider(cleanup, { producerSupported: false });
    metrics.observeGauge(catalog.alertsFiring, () => (known ? [[2, { severity: 'critical' }]] : []));
    await collect();
    known = false;
    expect(points(await collect(), 'kotoba_alerts_firing')).toEqual([[{ severity: 'critical' }, Number.NaN]]);
  });

  it('keeps the attributes object of each series from collection to collection', async () => {
    const { collect, metrics, clock } = metricsInProvider(cleanup, { databases: [chattyDatabase()] });
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
    const { metrics, clock } = metricsInProvider(cleanup);
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
    const { metrics } = metricsInProvider(cleanup);
    metrics.recordHistogram('h', 1);
    const before = await metrics.producer!.collect();
    const text = JSON.stringify(before.resourceMetrics);
    metrics.recordHistogram('h', 1);
    await metrics.producer!.collect();
    expect(JSON.stringify(before.resourceMetrics)).toBe(text);
  });

  it('forgets what an observer said once it throws', async () => {
    const { metrics } = metricsInProvider(cleanup);
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
    const { collect, metrics } = metricsInProvider(cleanup, { cardinalityLimit: 10 });
    metrics.observeGauge(catalog.healthCheckStatus, () =>
      Array.from({ length: 12 }, (_, i) => [1, { check_name: `c${i}` }] as const),
    );
    const data = await collect();
    expect(points(data, 'health_check_status')).toHaveLength(10);
  });

  it('leaves a foreign MeterProvider alone after shutdown', async () => {
    const { collect, metrics } = metricsInProvider(cleanup, { producerSupported: false });
    metrics.recordCounter('c_total', 1);
    await collect();
    metrics.shutdown();
    metrics.recordCounter('c_total', 1);
    expect(points(await collect(), 'c_total')).toEqual([[{}, 1]]);
  });

  it('reports an observer that throws without losing the other metrics', async () => {
    const { metrics } = metricsInProvider(cleanup);
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

  it('stops giving out a metric while running', async () => {
    const { collect, metrics } = metricsInProvider(cleanup);
    metrics.recordQuery('main', 'select', 0.1);
    expect(points(await collect(), 'db.client.operation.duration')).toHaveLength(1);
    metrics.mute(catalog.dbClientOperationDuration);
    expect(points(await collect(), 'db.client.operation.duration')).toEqual([]);
    expect(points(await collect(), 'kotoba_db_query_latency_seconds')).toHaveLength(1);
  });

  it('answers the reading of the present interval, and nothing for an unknown name', async () => {
    const { metrics } = metricsInProvider(cleanup, { databases: [chattyDatabase()] });
    expect(await metrics.readDatabase('main')).toMatchObject({ up: true, atMillis: START, errors: {} });
    expect(await metrics.readDatabase('elsewhere')).toBeUndefined();
    expect(await metrics.readCluster('elsewhere')).toBeUndefined();
  });
});

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
