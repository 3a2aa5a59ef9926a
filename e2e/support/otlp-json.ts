import { seriesKey } from './exposition.ts';

/**
 * The part of OTLP's JSON the suites read: 64-bit integers are text, enums are numbers.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
export interface OtlpExport {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string; readonly version?: string };
      readonly metrics: readonly OtlpMetric[];
    }[];
  }[];
}

export interface OtlpMetric {
  readonly name: string;
  readonly unit?: string;
  readonly description?: string;
  readonly gauge?: { readonly dataPoints: readonly OtlpNumberPoint[] };
  readonly sum?: {
    readonly dataPoints: readonly OtlpNumberPoint[];
    readonly aggregationTemporality: number;
    readonly isMonotonic?: boolean;
  };
  readonly histogram?: {
    readonly dataPoints: readonly OtlpHistogramPoint[];
    readonly aggregationTemporality: number;
  };
}

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface OtlpPoint {
  readonly attributes?: readonly OtlpAttribute[];
  readonly startTimeUnixNano?: string;
  readonly timeUnixNano: string;
}

interface OtlpNumberPoint extends OtlpPoint {
  readonly asInt?: string;
  readonly asDouble?: number | string;
}

interface OtlpHistogramPoint extends OtlpPoint {
  readonly count: string;
  readonly sum?: number;
  readonly bucketCounts: readonly string[];
  readonly explicitBounds: readonly number[];
}

/** `AGGREGATION_TEMPORALITY_CUMULATIVE` of OTLP. */
export const CUMULATIVE = 2;

/** Attributes as an object; a value of OTLP's is its one field. */
export function attributes(list: readonly OtlpAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}

export function resourceOf(received: OtlpExport): Record<string, unknown> {
  return attributes(received.resourceMetrics[0]!.resource.attributes);
}

/** Every metric of an export; throws when two have one name. */
export function metricsByName(received: OtlpExport): Map<string, OtlpMetric> {
  const metrics = new Map<string, OtlpMetric>();
  for (const { scopeMetrics } of received.resourceMetrics) {
    for (const metric of scopeMetrics.flatMap((scope) => scope.metrics)) {
      if (metrics.has(metric.name)) throw new Error(`two metrics are named ${metric.name}`);
      metrics.set(metric.name, metric);
    }
  }
  return metrics;
}

/** A metric's points with their attributes and value; of a histogram the count. */
export function pointsOf(metric: OtlpMetric): {
  attributes: Record<string, unknown>;
  value: number;
  startTimeUnixNano: string | undefined;
}[] {
  const numbers = metric.gauge?.dataPoints ?? metric.sum?.dataPoints ?? [];
  return [
    ...numbers.map((point) => ({ ...point, value: Number(point.asInt ?? point.asDouble) })),
    ...(metric.histogram?.dataPoints ?? []).map((point) => ({ ...point, value: Number(point.count) })),
  ].map((point) => ({
    attributes: attributes(point.attributes),
    value: point.value,
    startTimeUnixNano: point.startTimeUnixNano,
  }));
}

/** The series a scrape of the same moment would show, for metrics whose name is a Prometheus name. */
export function asSeries(metric: OtlpMetric): Map<string, number> {
  const series = new Map<string, number>();
  if (!metric.histogram) {
    for (const point of pointsOf(metric)) {
      series.set(seriesKey(metric.name, labels(point.attributes)), point.value);
    }
    return series;
  }
  for (const point of metric.histogram.dataPoints) {
    const own = labels(attributes(point.attributes));
    let below = 0;
    for (const [index, count] of point.bucketCounts.entries()) {
      below += Number(count);
      const bound = point.explicitBounds[index];
      const le = bound === undefined ? '+Inf' : String(bound);
      series.set(seriesKey(`${metric.name}_bucket`, { ...own, le }), below);
    }
    series.set(seriesKey(`${metric.name}_count`, own), Number(point.count));
    if (point.sum !== undefined) series.set(seriesKey(`${metric.name}_sum`, own), point.sum);
  }
  return series;
}

function labels(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
