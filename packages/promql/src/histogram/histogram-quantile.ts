import type { NativeHistogram } from '@kotoba/core';
import { allBuckets, type BoundedBucket } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';

/** A quantile of a histogram, and what NaN observations did to it. */
export interface HistogramQuantile {
  readonly value: number;
  /** `all`: only NaN is left to answer with; `skewed`: the value is too high. */
  readonly nan?: 'all' | 'skewed';
}

/**
 * The value below which the share `quantile` of the observations lies: interpolated on a logarithmic scale, in the zero bucket and
 * in custom buckets on a linear one. −Inf below 0, +Inf above 1, NaN without observations.
 * Source: prometheus/prometheus `promql/quantile.go`, `HistogramQuantile`.
 */
export function histogramQuantile(quantile: number, histogram: NativeHistogram): HistogramQuantile {
  if (quantile < 0) return { value: Number.NEGATIVE_INFINITY };
  if (quantile > 1) return { value: Number.POSITIVE_INFINITY };
  if (histogram.count === 0 || Number.isNaN(quantile)) return { value: Number.NaN };
  // NaN observations are in no bucket but in the count, so that only counting from below is right.
  const hasNaN = Number.isNaN(histogram.sum);
  const fromBelow = hasNaN || quantile < 0.5;
  const rank = (fromBelow ? quantile : 1 - quantile) * histogram.count;
  const buckets = allBuckets(histogram);
  if (!fromBelow) buckets.reverse();
  const { bucket, counted } = bucketAt(buckets, rank);
  if (bucket === undefined) return { value: Number.NaN, ...(hasNaN && { nan: 'all' as const }) };
  const skew = hasNaN ? nanEffect(histogram, buckets, counted, rank) : {};
  if (skew.nan === 'all') return { value: Number.NaN, ...skew };
  return {
    value: interpolate(bucket, Math.min(counted, histogram.count), rank, fromBelow, histogram),
    ...skew,
  };
}

function bucketAt(buckets: readonly BoundedBucket[], rank: number) {
  let counted = 0;
  let bucket: BoundedBucket | undefined;
  for (const one of buckets) {
    if (one.count === 0) continue;
    bucket = one;
    counted += one.count;
    if (counted >= rank) break;
  }
  return { bucket, counted };
}

function nanEffect(
  { count }: NativeHistogram,
  buckets: readonly BoundedBucket[],
  counted: number,
  rank: number,
): Pick<HistogramQuantile, 'nan'> {
  const inBuckets = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (count <= inBuckets) return {};
  return { nan: counted < rank ? 'all' : 'skewed' };
}

function interpolate(
  bucket: BoundedBucket,
  counted: number,
  rank: number,
  fromBelow: boolean,
  histogram: NativeHistogram,
): number {
  let { lower, upper } = bucket;
  const isCustom = hasCustomBuckets(histogram);
  if (isCustom) {
    if (lower === Number.NEGATIVE_INFINITY) {
      if (upper <= 0) return upper;
      lower = 0;
    } else if (upper === Number.POSITIVE_INFINITY) return lower;
  } else if (lower < 0 && upper > 0) ({ lower, upper } = oneSided(bucket, histogram));
  if (counted < rank) return upper;
  const within = fromBelow ? rank - (counted - bucket.count) : counted - rank;
  const fraction = within / bucket.count;
  if (isCustom || (lower <= 0 && upper >= 0)) return lower + (upper - lower) * fraction;
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}

/** The zero bucket ends at zero where the histogram has buckets on the other side only. */
export function oneSided<T extends { readonly lower: number; readonly upper: number }>(
  bucket: T,
  { positiveBuckets, negativeBuckets }: NativeHistogram,
): T {
  if (negativeBuckets.length === 0 && positiveBuckets.length > 0) return { ...bucket, lower: 0 };
  if (positiveBuckets.length === 0 && negativeBuckets.length > 0) return { ...bucket, upper: 0 };
  return bucket;
}
