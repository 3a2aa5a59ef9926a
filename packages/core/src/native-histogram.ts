/** A run of consecutive native-histogram buckets, as Prometheus' `histogram.Span`. */
export interface BucketSpan {
  /** Gap to the previous span's end (in buckets), or the first span's absolute bucket index. */
  readonly offset: number;
  readonly length: number;
}

/** Whether a native histogram is a counter that was reset, as Prometheus' `CounterResetHint`. */
export type CounterResetHint = 'unknown' | 'reset' | 'not_reset' | 'gauge';

/** The schema of native histograms with custom bucket boundaries (NHCB). */
export const CUSTOM_BUCKETS_SCHEMA = -53;

/**
 * A native histogram sample with float counts and absolute bucket values, immutable.
 * Source: prometheus/prometheus `model/histogram/float_histogram.go`.
 */
export interface NativeHistogram {
  /** −4 … 8: bucket boundaries grow by 2^(2^−schema); −53: boundaries are `customValues`. */
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly positiveSpans: readonly BucketSpan[];
  readonly positiveBuckets: readonly number[];
  readonly negativeSpans: readonly BucketSpan[];
  readonly negativeBuckets: readonly number[];
  /** Upper bounds, ascending, without +Inf; only with schema −53. */
  readonly customValues?: readonly number[];
  readonly counterResetHint: CounterResetHint;
}
