import type { NativeHistogram } from '@kotoba/core';
import { allBuckets, type BoundedBucket } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';
import { oneSided } from './histogram-quantile.ts';

/**
 * The share of the observations between two values, interpolated as for quantiles. NaN without observations or for a
 * bound that is NaN. Source: prometheus/prometheus `promql/quantile.go`, `HistogramFraction`.
 */
export function histogramFraction(lower: number, upper: number, histogram: NativeHistogram): number {
  const { count } = histogram;
  if (count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN;
  if (lower >= upper) return 0;
  const isCustom = hasCustomBuckets(histogram);
  let rank = 0;
  let lowerRank: number | undefined;
  let upperRank: number | undefined;
  for (const original of allBuckets(histogram)) {
    const isZero = original.lower <= 0 && original.upper >= 0;
    const bucket = isZero ? oneSided(original, histogram) : original;
    if (bucket.lower >= lower) lowerRank ??= rank;
    if (bucket.lower >= upper) upperRank ??= rank;
    if (lowerRank !== undefined && upperRank !== undefined) break;
    const rankOf = (value: number) => rank + (isCustom || isZero ? linear : exponential)(bucket, value);
    if (bucket.lower < lower && bucket.upper > lower) lowerRank ??= rankOf(lower);
    if (bucket.lower < upper && bucket.upper > upper) upperRank ??= rankOf(upper);
    if (lowerRank !== undefined && upperRank !== undefined) break;
    rank += bucket.count;
  }
  // NaN observations are counted, but lie between no two values.
  const most = Number.isNaN(histogram.sum) ? Math.min(rank, count) : count;
  return (Math.min(upperRank ?? most, count) - Math.min(lowerRank ?? most, count)) / count;
}

/** Observations of the bucket below `value`. A bucket without an end counts whole when it has no beginning, else not at all. */
function linear({ lower, upper, count }: BoundedBucket, value: number): number {
  if (lower === Number.NEGATIVE_INFINITY) return count;
  return (count * (value - lower)) / (upper - lower);
}

function exponential({ lower, upper, count }: BoundedBucket, value: number): number {
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  const logValue = Math.log2(Math.abs(value));
  const fraction =
    value > 0
      ? (logValue - logLower) / (logUpper - logLower)
      : 1 - (logValue - logUpper) / (logLower - logUpper);
  return count * fraction;
}
