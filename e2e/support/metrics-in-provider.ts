import { expect } from '@jest/globals';
import { ManualClock, type MonitoredDatabase } from '@kotoba/core';
import type { Attributes } from '@opentelemetry/api';
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
import { createMetrics } from '../../packages/metrics/src/create-metrics.ts';
import type { KotobaMetrics } from '../../packages/metrics/src/kotoba-metrics.ts';
import type { MetricsOptions } from '../../packages/metrics/src/options.ts';
import type { Cleanup } from './cleanup.ts';

export const START = 1_700_000_000_000;
/** Metrics under test. */
export type MetricsUnderTest = {
  metrics: KotobaMetrics;
  clock: ManualClock;
  collect: () => Promise<MetricData[]>;
};

/** As the readers of our own MeterProvider: gauges without the SDK's memory of earlier collections. */
const gaugesAsDelta = (type: InstrumentType) =>
  type === InstrumentType.OBSERVABLE_GAUGE ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;

/** The metrics in a real MeterProvider, through a producer or through plain instruments. */
export function metricsInProvider(
  cleanup: Cleanup,
  options: Partial<MetricsOptions> = {},
  gauges: 'producer' | 'instruments' = 'producer',
): MetricsUnderTest {
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
  cleanup.add(() => {
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

/** The points of one metric: attributes with the value, or with the count of a histogram. */
export function points(data: MetricData[], name: string): Array<[Attributes, number]> {
  const found = data.filter((metric) => metric.descriptor.name === name);
  expect(found.length).toBeLessThanOrEqual(1);
  return (found[0]?.dataPoints ?? []).map((point) => {
    const { attributes, value } = point as DataPoint<number | Histogram>;
    return [attributes, typeof value === 'number' ? value : value.count];
  });
}

/** A database that tells everything. */
export function chattyDatabase(): MonitoredDatabase {
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
