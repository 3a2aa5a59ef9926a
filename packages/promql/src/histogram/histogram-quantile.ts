import type { NativeHistogram } from '@kotoba/core';
import { allBuckets, type BoundedBucket } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';

/** A quantile of a histogram, and what NaN observations did to it. */
export interface HistogramQuantile {
  readonly value: number;
  /** `all`: only NaN is left to answer with; `skewed`: the value is too high. */
  readonly nan?: 'all' | 'skewed';
}

/** Where nothing is: a histogram that counts observations but has no buckets. */
const NOWHERE: BoundedBucket = { lower: 0, upper: 0, count: 0 };

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
  const { bucket, counted: uncapped } = bucketAt(buckets, rank);
  const counted = Math.min(uncapped, histogram.count);
  const isCustom = hasCustomBuckets(histogram);
  // Of a custom bucket without an end only the bound it has is known, that at or below zero being one as well.
  if (isCustom && bucket.lower === Number.NEGATIVE_INFINITY && bucket.upper <= 0)
    return { value: bucket.upper };
  const isLast = isCustom && bucket.upper === Number.POSITIVE_INFINITY;
  if (isLast && bucket.lower !== Number.NEGATIVE_INFINITY) return { value: bucket.lower };
  // Short of the rank although all is counted: the rest are NaN, or the count is more than the buckets hold.
  if (counted < rank) return hasNaN ? { value: Number.NaN, nan: 'all' } : { value: bucket.upper };
  const within = fromBelow ? rank - (counted - bucket.count) : counted - rank;
  const value = interpolate(bounded(bucket, histogram), within / bucket.count, isCustom);
  return hasNaN && countOf(buckets) < histogram.count ? { value, nan: 'skewed' } : { value };
}

/** The first bucket with which `rank` observations are counted, or the last of all; empty ones hold no rank. */
function bucketAt(buckets: readonly BoundedBucket[], rank: number) {
  let counted = 0;
  let bucket = NOWHERE;
  for (const one of buckets) {
    bucket = one;
    if (one.count === 0) continue;
    counted += one.count;
    if (counted >= rank) break;
  }
  return { bucket, counted };
}

function countOf(buckets: readonly BoundedBucket[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

/** The first custom bucket is taken to begin at zero, and the zero bucket not to reach to a side without buckets. */
function bounded(bucket: BoundedBucket, histogram: NativeHistogram): BoundedBucket {
  if (hasCustomBuckets(histogram))
    return bucket.lower === Number.NEGATIVE_INFINITY ? { ...bucket, lower: 0 } : bucket;
  return bucket.lower < 0 && bucket.upper > 0 ? oneSided(bucket, histogram) : bucket;
}

function interpolate({ lower, upper }: BoundedBucket, fraction: number, isCustom: boolean): number {
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
