import { createMetrics } from '@kotoba/metrics';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { Counter, Histogram, Registry } from '@prometheus-io/client';
import { type BenchCase, benchCase, interleaved, nanosecondsEach } from './measure.ts';

export const unit = 'ns/op';

const OPERATIONS = 200_000;
const SLOW_SECONDS = 0.1;
const BOUNDARIES = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Latencies of a service: most below a millisecond, one in twenty slow. Every hundredth query fails. */
const SECONDS = Float64Array.from({ length: 1_024 }, (_, i) =>
  i % 20 === 0 ? 0.1 + (i % 7) / 10 : 0.0001 * (1 + (i % 37)),
);
const STATEMENTS = ['select', 'insert', 'update', 'delete'] as const;
const failure = new Error('constraint');

/**
 * One finished query: a latency histogram, a count by status and a count of slow queries, over the labels database,
 * operation and status. Ours also yields `db.client.operation.duration`, which the peers are spared.
 */
type RecordOne = (index: number) => void;

function kotoba(): { readonly unbound: RecordOne; readonly bound: RecordOne } {
  const { recordQuery } = recorderOf();
  const bound = recorderOf().bindQuery('select');
  return {
    unbound: (i) => recordQuery(STATEMENTS[i & 3]!, SECONDS[i & 1_023]!, i % 100 === 0 ? failure : undefined),
    bound: (i) => bound(SECONDS[i & 1_023]!, i % 100 === 0),
  };
}

function recorderOf() {
  const database = { name: 'main', system: 'sqlite', getDatabaseMetrics: () => ({}) };
  const metrics = createMetrics({ databases: [database], slowQuerySeconds: SLOW_SECONDS, system: false });
  const recorder = metrics.queries.get('main')!;
  return {
    recordQuery: recorder.recordQuery.bind(recorder),
    bindQuery: recorder.bindQuery.bind(recorder),
  };
}

/** OpenTelemetry has no bound instruments: both forms look the series up by its attributes. */
function openTelemetry(): { readonly unbound: RecordOne; readonly bound: RecordOne } {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 2_000_000_000,
  });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  const latency = meter.createHistogram('latency', { advice: { explicitBucketBoundaries: BOUNDARIES } });
  const queries = meter.createCounter('queries');
  const slow = meter.createCounter('slow');
  const record = (operation: string, seconds: number, failed: boolean) => {
    latency.record(seconds, { database: 'main', operation, status: failed ? 'error' : 'ok' });
    queries.add(1, { database: 'main', operation, status: failed ? 'error' : 'ok' });
    if (seconds >= SLOW_SECONDS)
      slow.add(1, { database: 'main', operation, status: failed ? 'error' : 'ok' });
  };
  return {
    unbound: (i) => record(STATEMENTS[i & 3]!, SECONDS[i & 1_023]!, i % 100 === 0),
    bound: (i) => record('select', SECONDS[i & 1_023]!, i % 100 === 0),
  };
}

function prometheusClient(): { readonly unbound: RecordOne; readonly bound: RecordOne } {
  const registers = [new Registry()];
  const labelNames = ['database', 'operation', 'status'] as const;
  const latency = new Histogram({ name: 'latency', help: 'h', labelNames, buckets: BOUNDARIES, registers });
  const queries = new Counter({ name: 'queries', help: 'h', labelNames, registers });
  const slow = new Counter({ name: 'slow', help: 'h', labelNames, registers });
  const children = ['ok', 'error'].map((status) => ({
    latency: latency.labels('main', 'select', status),
    queries: queries.labels('main', 'select', status),
    slow: slow.labels('main', 'select', status),
  }));
  return {
    unbound: (i) => {
      const operation = STATEMENTS[i & 3]!;
      const seconds = SECONDS[i & 1_023]!;
      const status = i % 100 === 0 ? 'error' : 'ok';
      latency.observe({ database: 'main', operation, status }, seconds);
      queries.inc({ database: 'main', operation, status });
      if (seconds >= SLOW_SECONDS) slow.inc({ database: 'main', operation, status });
    },
    bound: (i) => {
      const seconds = SECONDS[i & 1_023]!;
      const child = children[i % 100 === 0 ? 1 : 0]!;
      child.latency.observe(seconds);
      child.queries.inc();
      if (seconds >= SLOW_SECONDS) child.slow.inc();
    },
  };
}

export default async function bench(): Promise<BenchCase[]> {
  const ours = kotoba();
  const cases: BenchCase[] = [];
  const peers = [
    ['OpenTelemetry API', openTelemetry()],
    ['@prometheus-io/client', prometheusClient()],
  ] as const;
  for (const form of ['bound', 'unbound'] as const)
    for (const [name, peer] of peers) {
      const result = await interleaved({
        ours: nanosecondsEach(OPERATIONS, ours[form]),
        peer: nanosecondsEach(OPERATIONS, peer[form]),
      });
      const title = form === 'bound' ? 'bound record' : 'recordQuery';
      cases.push(benchCase(title, result.ours, result.peer, name));
    }
  return cases;
}
