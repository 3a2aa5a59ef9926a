import type { NativeHistogram } from '@kotoba/core';
import { KahanSum } from '../engine/kahan-sum.ts';
import { allBuckets, type BoundedBucket } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';

/**
 * The variance of the observations, each taken to lie in the middle of its bucket.
 * Source: prometheus/prometheus `promql/functions.go`, `histogramVariance`.
 */
export function histogramVariance(histogram: NativeHistogram): number {
  const mean = histogram.sum / histogram.count;
  const isCustom = hasCustomBuckets(histogram);
  const variance = new KahanSum();
  for (const bucket of allBuckets(histogram)) {
    if (bucket.count === 0) continue;
    const distance = middleOf(bucket, isCustom) - mean;
    variance.add(bucket.count * distance * distance);
  }
  return variance.value / histogram.count;
}

/** The arithmetic mean of a custom bucket's bounds, the geometric one of an exponential bucket's, zero for the zero bucket. */
function middleOf({ lower, upper }: BoundedBucket, isCustom: boolean): number {
  if (isCustom) return (upper + lower) / 2;
  if (lower <= 0 && upper >= 0) return 0;
  const middle = Math.sqrt(upper * lower);
  return upper < 0 ? -middle : middle;
}
