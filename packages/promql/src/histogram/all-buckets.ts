import type { NativeHistogram } from '@kotoba/core';
import { exponentialBound, hasCustomBuckets, negativeBuckets, positiveBuckets } from './bucket-layout.ts';

/** A bucket with its bounds. */
export interface BoundedBucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * All buckets from the lowest values to the highest, empty ones included; bounds within the zero bucket are moved to its
 * edge. Source: prometheus/prometheus `FloatHistogram.AllBucketIterator`.
 */
export function allBuckets(histogram: NativeHistogram): BoundedBucket[] {
  const { zeroThreshold, zeroCount } = histogram;
  if (hasCustomBuckets(histogram)) return sideBuckets(histogram, 'positive');
  const buckets = sideBuckets(histogram, 'negative')
    .reverse()
    .map((bucket) =>
      bucket.upper < 0 && bucket.upper > -zeroThreshold ? { ...bucket, upper: -zeroThreshold } : bucket,
    );
  if (zeroCount > 0) buckets.push({ lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount });
  for (const bucket of sideBuckets(histogram, 'positive'))
    buckets.push(
      bucket.lower > 0 && bucket.lower < zeroThreshold ? { ...bucket, lower: zeroThreshold } : bucket,
    );
  return buckets;
}

/** The buckets of one side, from zero outwards. */
export function sideBuckets(histogram: NativeHistogram, side: 'positive' | 'negative'): BoundedBucket[] {
  const { indexes, counts } = side === 'positive' ? positiveBuckets(histogram) : negativeBuckets(histogram);
  return indexes.map((index, i) => {
    const [inner, outer] = boundsOf(histogram, index);
    const count = counts[i]!;
    return side === 'positive'
      ? { lower: inner, upper: outer, count }
      : { lower: -outer, upper: -inner, count };
  });
}

function boundsOf(histogram: NativeHistogram, index: number): [inner: number, outer: number] {
  const { schema, customValues } = histogram;
  if (customValues !== undefined)
    return [
      customValues[index - 1] ?? Number.NEGATIVE_INFINITY,
      customValues[index] ?? Number.POSITIVE_INFINITY,
    ];
  return [exponentialBound(index - 1, schema), exponentialBound(index, schema)];
}
