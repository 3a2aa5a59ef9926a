import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { catalog } from './catalog.ts';
import { createMetrics } from './create-metrics.ts';
import type { KotobaMetrics } from './kotoba-metrics.ts';

interface Query {
  readonly operation: string;
  readonly seconds: number;
  readonly failed: boolean;
}

const SLOW = 0.1;
const LATENCY = catalog.dbQueryLatency;
const DURATION = catalog.dbClientOperationDuration;

/** Values on and beside every bound, where an off-by-one shows. */
const onBounds = [...LATENCY.boundaries, ...DURATION.boundaries].flatMap((bound) => [
  bound,
  bound * (1 - Number.EPSILON),
  bound * (1 + Number.EPSILON),
]);

const query: fc.Arbitrary<Query> = fc.record({
  operation: fc.constantFrom('select', 'insert', 'other'),
  seconds: fc.oneof(fc.constantFrom(0, ...onBounds), fc.double({ min: 0, max: 20, noNaN: true })),
  failed: fc.boolean(),
});

/** The same queries through plain instruments of the SDK. */
async function throughSdk(queries: readonly Query[]): Promise<MetricData[]> {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 1e9,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('peer');
  const histogram = (definition: typeof LATENCY | typeof DURATION) =>
    meter.createHistogram(definition.name, {
      advice: { explicitBucketBoundaries: [...definition.boundaries] },
    });
  const latency = histogram(LATENCY);
  const duration = histogram(DURATION);
  const count = meter.createCounter(catalog.dbQueries.name);
  const slow = meter.createCounter(catalog.dbSlowQueries.name);
  for (const { operation, seconds, failed } of queries) {
    const labels = { database: 'main', operation };
    latency.record(seconds, labels);
    count.add(1, { ...labels, status: failed ? 'error' : 'ok' });
    if (seconds >= SLOW) slow.add(1, labels);
    duration.record(seconds, {
      'db.system.name': 'sqlite',
      'db.namespace': 'main',
      ...(operation !== 'other' && { 'db.operation.name': operation.toUpperCase() }),
      ...(failed && { 'error.type': '_OTHER' }),
    });
  }
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
}

function recorded(slowQuerySeconds = SLOW): KotobaMetrics {
  const database = { name: 'main', system: 'sqlite', getDatabaseMetrics: () => ({}) };
  const clock = new ManualClock(1_000);
  return createMetrics({ clock, system: false, slowQuerySeconds, databases: [database] });
}

async function collect(metrics: KotobaMetrics): Promise<MetricData[]> {
  const { resourceMetrics } = await metrics.producer!.collect();
  return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
}

/**
 * Series by their attributes; those without a measurement are left out, as the SDK has none for them.
 * @param expected makes sums match others that were added up in another order
 */
function series(data: MetricData[], name: string, expected = false): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const point of data.find((metric) => metric.descriptor.name === name)?.dataPoints ?? []) {
    const { attributes, value } = point as DataPoint<number | Histogram>;
    const key = JSON.stringify(Object.entries(attributes).sort());
    if (typeof value === 'number') {
      if (value > 0) found.set(key, value);
    } else if (value.count > 0) {
      const { buckets, count, sum = Number.NaN } = value;
      found.set(key, { ...buckets, count, sum: expected ? expect.closeTo(sum, 9) : sum });
    }
  }
  return found;
}

const NAMES = [LATENCY, DURATION, catalog.dbQueries, catalog.dbSlowQueries].map(({ name }) => name);

describe('query recording', () => {
  it('yields what plain OpenTelemetry instruments would, bound and unbound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(query, { maxLength: 200 }), async (queries) => {
        const unbound = recorded();
        const bound = recorded();
        for (const { operation, seconds, failed } of queries) {
          unbound.recordQuery('main', operation, seconds, failed);
          bound.queries.get('main')!.bindQuery(operation)(seconds, failed);
        }
        const peer = await throughSdk(queries);
        for (const data of [await collect(unbound), await collect(bound)])
          for (const name of NAMES) expect(series(data, name)).toEqual(series(peer, name, true));
      }),
      { numRuns: 60 },
    );
  });

  it('has a known zero of failed queries from the first query on', async () => {
    const metrics = recorded();
    metrics.recordQuery('main', 'select', 0.001);
    const counts = (await collect(metrics)).find((m) => m.descriptor.name === catalog.dbQueries.name)!;
    expect(counts.dataPoints.map(({ attributes, value }) => [attributes.status, value])).toEqual([
      ['ok', 1],
      ['error', 0],
    ]);
  });

  it('counts a query that takes exactly the threshold as slow', async () => {
    const metrics = recorded(0.25);
    metrics.recordQuery('main', 'select', 0.2499);
    metrics.recordQuery('main', 'select', 0.25);
    expect([...series(await collect(metrics), catalog.dbSlowQueries.name).values()]).toEqual([1]);
  });

  it.each([
    ['NaN', Number.NaN],
    ['a negative duration', -1],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text', '5'],
    ['a bigint', 5n],
    ['nothing', undefined],
    ['an object', {}],
  ])('refuses and counts %s', async (_title, seconds) => {
    const metrics = recorded();
    metrics.recordQuery('main', 'select', seconds as number);
    metrics.queries.get('main')!.bindQuery('select')(seconds as number);
    const data = await collect(metrics);
    expect(series(data, LATENCY.name).size).toBe(0);
    expect([...series(data, catalog.monitoringRejected.name)]).toEqual([['[["reason","invalid_value"]]', 2]]);
  });

  it.each([
    ['SQL text', "SELECT * FROM users WHERE token = 'secret'"],
    ['nothing', undefined],
    ['an empty name', ''],
    ['an overlong name', 'x'.repeat(65)],
    ['a number', 7],
  ])('never makes %s a label', async (_title, operation) => {
    const metrics = recorded();
    metrics.recordQuery('main', operation as string, 0.1);
    metrics.queries.get('main')!.bindQuery(operation as string)(0.1);
    const latency = (await collect(metrics)).find((m) => m.descriptor.name === LATENCY.name)!;
    expect(latency.dataPoints.map((point) => point.attributes)).toEqual([
      { database: 'main', operation: 'other' },
    ]);
  });

  it('names the error by its code or class, never by its message', async () => {
    const metrics = recorded();
    class BusyError extends Error {}
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
      },
    );
    const errors = [{ code: '23505' }, new BusyError('secret'), 'secret', { code: 'se cret' }, hostile];
    for (const error of errors) metrics.recordQuery('main', 'select', 0.1, error);
    const duration = (await collect(metrics)).find((m) => m.descriptor.name === DURATION.name)!;
    const types = duration.dataPoints.map((point) => point.attributes['error.type']);
    expect(types).toEqual([undefined, '23505', 'BusyError', '_OTHER']);
  });

  it('keeps every metric within the cardinality limit, whatever operations and errors come', async () => {
    const clock = new ManualClock();
    const metrics = createMetrics({ clock, system: false, cardinalityLimit: 50 });
    for (let i = 0; i < 3_000; i++)
      metrics.recordQuery(`db${i % 7}`, `op${i % 300}`, 0.1, i % 3 === 0 ? { code: `E${i}` } : undefined);
    const data = await collect(metrics);
    for (const name of NAMES) {
      const metric = data.find((m) => m.descriptor.name === name)!;
      expect(metric.dataPoints.length).toBeLessThanOrEqual(50);
      const total = [...series(data, name).values()].reduce<number>(
        (sum, value) => sum + (typeof value === 'number' ? value : (value as Histogram).count),
        0,
      );
      expect(total).toBe(3_000);
    }
    const overflow = [...series(data, catalog.monitoringOverflow.name)];
    expect(overflow).toEqual([['[["metric","kotoba_db_query_latency_seconds"]]', expect.any(Number)]]);
  });

  it('refuses a database name that is not text', async () => {
    const metrics = recorded();
    metrics.recordQuery(Symbol('x') as unknown as string, 'select', 0.1);
    expect([...series(await collect(metrics), catalog.monitoringRejected.name)]).toEqual([
      ['[["reason","invalid_label"]]', 1],
    ]);
  });
});
