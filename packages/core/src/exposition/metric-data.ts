/*
 * The part of OpenTelemetry SDK's collection result that is translated, so that core needs no SDK.
 * Source: @opentelemetry/sdk-metrics `MetricData`; the numbers are its `DataPointType`.
 */

/** Attributes of a data point. The SDK promises plain values; anything else is written as text. */
export type PointAttributes = Readonly<Record<string, unknown>>;

/** One series' reading. */
export interface DataPointInput<Value> {
  readonly attributes: PointAttributes;
  readonly value: Value;
}

/** Value of an explicit-bucket histogram; counts are not cumulative, the last is the +Inf bucket's. */
export interface HistogramInput {
  readonly buckets: { readonly boundaries: readonly number[]; readonly counts: readonly number[] };
  readonly count: number;
  readonly sum?: number | undefined;
}

/** Buckets on one side of zero; `offset` is the index of the first. */
export interface ExponentialBucketsInput {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** Value of an exponential histogram. */
export interface ExponentialHistogramInput {
  readonly count: number;
  readonly sum?: number | undefined;
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: ExponentialBucketsInput;
  readonly negative: ExponentialBucketsInput;
}

/** `DataPointType` of the SDK. */
export const POINT_TYPE = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;

/** One metric of a collection. */
export interface MetricInput {
  readonly descriptor: { readonly name: string; readonly description: string; readonly unit: string };
  readonly dataPointType: number;
  /** With sums only. */
  readonly isMonotonic?: boolean;
  readonly dataPoints: ReadonlyArray<DataPointInput<unknown>>;
}

/** One collection, as a `MetricReader` answers it. */
export interface ResourceMetricsInput {
  readonly resource: { readonly attributes: PointAttributes };
  readonly scopeMetrics: ReadonlyArray<{ readonly metrics: readonly MetricInput[] }>;
}
