/** @needs otel-collector */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from './support/cleanup.ts';
import type { Exposition } from './support/exposition.ts';
import { type CollectorPorts, freeCollectorPorts, OtelCollector } from './support/otel-collector.ts';
import { OtlpApp } from './support/otlp-app.ts';
import {
  asSeries,
  CUMULATIVE,
  metricsByName,
  type OtlpExport,
  type OtlpMetric,
  pointsOf,
  resourceOf,
} from './support/otlp-json.ts';

/** What a real OpenTelemetry Collector receives, over each protocol, is what the app recorded. */
const INTERVAL_MILLIS = 300;

type Protocol = 'http/protobuf' | 'http/json' | 'grpc';

interface Way {
  readonly protocol: Protocol;
  readonly by: 'options' | 'environment';
}

const WAYS: readonly Way[] = (['http/protobuf', 'http/json', 'grpc'] as const).flatMap((protocol) => [
  { protocol, by: 'options' },
  { protocol, by: 'environment' },
]);

/** Starts the fixture configured one way or the other, to the same effect. */
function startApp({ protocol, by }: Way, ports: CollectorPorts, cleanup: Cleanup): Promise<OtlpApp> {
  const base = `http://127.0.0.1:${protocol === 'grpc' ? ports.grpc : ports.http}`;
  if (by === 'options') {
    const otlp = {
      protocol,
      intervalMillis: INTERVAL_MILLIS,
      endpoint: protocol === 'grpc' ? base : `${base}/v1/metrics`,
    };
    const resourceAttributes = { 'deployment.environment.name': 'e2e' };
    return OtlpApp.start({ serviceName: 'orders-service', resourceAttributes, otlp }, cleanup);
  }
  return OtlpApp.start({}, cleanup, {
    OTEL_SERVICE_NAME: 'orders-service',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=e2e',
    OTEL_EXPORTER_OTLP_ENDPOINT: base,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRIC_EXPORT_INTERVAL: String(INTERVAL_MILLIS),
    OTEL_METRIC_EXPORT_TIMEOUT: String(INTERVAL_MILLIS),
  });
}

const database = 'orders';
const query = (operation: string, status: string) => ({ database, operation, status });

/** Name, unit, kind, and each point's attributes and value (a histogram's count) after one round. */
const RECORDED: readonly (readonly [
  string,
  string,
  'gauge' | 'sum' | 'histogram',
  (readonly [object, number])[],
])[] = [
  [
    'kotoba_db_queries_total',
    '{query}',
    'sum',
    [
      [query('insert', 'error'), 1],
      [query('insert', 'ok'), 3],
      [query('other', 'error'), 0],
      [query('other', 'ok'), 1],
      [query('select', 'error'), 0],
      [query('select', 'ok'), 5],
    ],
  ],
  [
    'kotoba_db_query_latency_seconds',
    's',
    'histogram',
    [
      [{ database, operation: 'insert' }, 4],
      [{ database, operation: 'other' }, 1],
      [{ database, operation: 'select' }, 5],
    ],
  ],
  ['kotoba_db_up', '1', 'gauge', [[{ database }, 1]]],
  ['kotoba_db_connections_active', '{connection}', 'gauge', [[{ database }, 1]]],
  ['custom_operation_duration', '', 'gauge', [[{ operation: 'user_registration', region: 'us-east' }, 1.5]]],
  ['user_registrations_total', '', 'sum', [[{ region: 'Zürich "east"\\\n' }, 2]]],
  ['active_users', '', 'gauge', [[{ service: 'auth' }, -150.25]]],
  ['request_duration', '', 'histogram', [[{ endpoint: '/api/users' }, 2]]],
];

function sortedPoints(points: readonly (readonly [object, number])[]): string[] {
  return points
    .map(([attributes, value]) => JSON.stringify([Object.entries(attributes).sort(), value]))
    .sort();
}

describe.each(WAYS)('OTLP over $protocol, set by $by', (way) => {
  const cleanup = new Cleanup();
  let last: OtlpExport;
  let metrics: Map<string, OtlpMetric>;
  let scraped: Exposition;
  let collector: OtelCollector;

  beforeAll(async () => {
    const ports = await freeCollectorPorts();
    collector = await OtelCollector.start(ports, cleanup);
    const app = await startApp(way, ports, cleanup);
    await collector.program.ready(() => collector.exports.length >= 3);
    scraped = await app.scrape();
    expect(await app.program.stop()).toEqual({ code: 0, signal: null });
    expect(app.program.stderr).toBe('');
    last = collector.exports.at(-1)!;
    metrics = metricsByName(last);
  });

  afterAll(() => cleanup.run());

  it('carries the resource', () => {
    expect(resourceOf(last)).toMatchObject({
      'service.name': 'orders-service',
      'deployment.environment.name': 'e2e',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.name': 'opentelemetry',
    });
  });

  it.each(RECORDED)('carries %s in %p, a %s, with its attributes and values', (name, unit, kind, points) => {
    const metric = metrics.get(name);
    expect(metric).toBeDefined();
    expect(metric!.unit ?? '').toBe(unit);
    expect(metric![kind]).toBeDefined();
    const received = pointsOf(metric!).map(({ attributes, value }) => [attributes, value] as const);
    expect(sortedPoints(received)).toEqual(sortedPoints(points));
  });

  it('sends every sum and histogram as cumulative, from one start', () => {
    const totals = [...metrics.values()].filter(({ sum, histogram }) => sum ?? histogram);
    expect(totals.length).toBeGreaterThan(5);
    for (const { name, sum, histogram } of totals) {
      expect([name, (sum ?? histogram)!.aggregationTemporality]).toEqual([name, CUMULATIVE]);
    }
    const queries = collector.exports.map((each) => metricsByName(each).get('kotoba_db_queries_total')!);
    const starts = queries.flatMap((metric) => pointsOf(metric).map((point) => point.startTimeUnixNano));
    expect(new Set(starts).size).toBeLessThanOrEqual(RECORDED[0]![3].length);
  });

  it('carries OpenTelemetry’s own duration with its required bounds and attributes', () => {
    const metric = metrics.get('db.client.operation.duration')!;
    expect(metric.unit).toBe('s');
    for (const { explicitBounds } of metric.histogram!.dataPoints) {
      expect(explicitBounds).toEqual([0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10]);
    }
    const counts: Record<string, number> = {};
    for (const { attributes, value } of pointsOf(metric)) {
      expect(attributes).toMatchObject({ 'db.system.name': 'sqlite', 'db.namespace': database });
      const operation = `${attributes['db.operation.name']}${attributes['error.type'] ? ' failed' : ''}`;
      counts[operation] = (counts[operation] ?? 0) + value;
    }
    expect(counts).toMatchObject({ INSERT: 3, 'INSERT failed': 1, SELECT: 5 });
  });

  it('counts histograms in the buckets of the scrape and keeps their sum', () => {
    const request = metrics.get('request_duration')!.histogram!.dataPoints[0]!;
    expect(request.sum).toBe(3.25);
    const buckets = asSeries(metrics.get('request_duration')!);
    expect([...buckets.values()].slice(0, 12)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]);
  });

  it('sends the same series and values the scrape shows', () => {
    const moving = new Set(['kotoba_db_uptime_seconds']);
    const compared = [...metrics.values()].filter(
      ({ name }) => /^(kotoba_db_|custom_|user_|active_|request_)/.test(name) && !moving.has(name),
    );
    expect(compared.length).toBeGreaterThanOrEqual(RECORDED.length);
    const shown = new Map(scraped.samples.map(({ key, value }) => [key, value]));
    for (const metric of compared) {
      for (const [key, value] of asSeries(metric)) expect([key, shown.get(key)]).toEqual([key, value]);
    }
  });
});
