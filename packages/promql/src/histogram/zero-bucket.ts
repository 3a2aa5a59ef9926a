import type { NativeHistogram } from '@kotoba/core';
import { sideBuckets } from './all-buckets.ts';
import {
  type BucketColumns,
  exponentialBound,
  negativeBuckets,
  positiveBuckets,
  withBuckets,
} from './bucket-layout.ts';

/** A zero bucket's width and count. */
export interface ZeroBucket {
  readonly threshold: number;
  readonly count: number;
}

/**
 * The zero bucket once it reaches to `threshold` at least: buckets it swallows are counted in, and it ends at the
 * far bound of a bucket with observations that it would otherwise cut.
 * Source: prometheus/prometheus `FloatHistogram.zeroCountForLargerThreshold`.
 */
export function widerZeroBucket(histogram: NativeHistogram, threshold: number): ZeroBucket {
  if (threshold === histogram.zeroThreshold) return { threshold, count: histogram.zeroCount };
  let reach = threshold;
  for (;;) {
    const positive = swallow(
      sideBuckets(histogram, 'positive').map(({ lower, upper, count }) => [lower, upper, count]),
      reach,
    );
    const negative = swallow(
      sideBuckets(histogram, 'negative').map(({ lower, upper, count }) => [-upper, -lower, count]),
      positive.reach,
    );
    if (negative.reach === positive.reach)
      return { threshold: positive.reach, count: histogram.zeroCount + positive.count + negative.count };
    reach = negative.reach;
  }
}

function swallow(
  buckets: readonly (readonly [inner: number, outer: number, count: number])[],
  threshold: number,
): { readonly reach: number; readonly count: number } {
  let swallowed = 0;
  for (const [inner, outer, count] of buckets) {
    if (inner >= threshold) break;
    swallowed += count;
    if (outer > threshold) return { reach: count === 0 ? threshold : outer, count: swallowed };
  }
  return { reach: threshold, count: swallowed };
}

/** Two histograms with zero buckets of the same width. */
export function withSameZeroBuckets(
  a: NativeHistogram,
  b: NativeHistogram,
): [NativeHistogram, NativeHistogram] {
  let [left, right] = [a, b];
  while (left.zeroThreshold !== right.zeroThreshold) {
    if (left.zeroThreshold < right.zeroThreshold) left = widened(left, right.zeroThreshold);
    else right = widened(right, left.zeroThreshold);
  }
  return [left, right];
}

function widened(histogram: NativeHistogram, atLeast: number): NativeHistogram {
  const { threshold, count } = widerZeroBucket(histogram, atLeast);
  const { schema } = histogram;
  return {
    ...withBuckets(
      histogram,
      beyond(positiveBuckets(histogram), threshold, schema),
      beyond(negativeBuckets(histogram), threshold, schema),
    ),
    zeroThreshold: threshold,
    zeroCount: count,
  };
}

/** The buckets that begin at or after the threshold. */
export function beyond({ indexes, counts }: BucketColumns, threshold: number, schema: number): BucketColumns {
  const from = indexes.findIndex((index) => exponentialBound(index - 1, schema) >= threshold);
  return from < 0
    ? { indexes: [], counts: [] }
    : { indexes: indexes.slice(from), counts: counts.slice(from) };
}
