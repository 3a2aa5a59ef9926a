import type { NativeHistogram } from '@kotoba/core';
import { formatG } from '../engine/annotation-texts.ts';
import { type BoundedBucket, sideBuckets } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';

/**
 * A histogram as Prometheus prints it: `{count:3, sum:5, [-0.5,0.5]:1, (1,2]:2}`, its buckets with the bounds of their schema even
 * within the zero bucket.
 * Source: prometheus/prometheus `FloatHistogram.String`.
 */
export function formatHistogram(histogram: NativeHistogram): string {
  const { zeroThreshold, zeroCount } = histogram;
  const parts = [
    ...sideBuckets(histogram, 'negative').reverse(),
    { lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount },
    ...sideBuckets(histogram, 'positive'),
  ]
    .filter(({ count }) => count !== 0)
    .map((bucket) => formatBucket(bucket, histogram));
  return `{${[`count:${formatG(histogram.count)}`, `sum:${formatG(histogram.sum)}`, ...parts].join(', ')}}`;
}

function formatBucket({ lower, upper, count }: BoundedBucket, histogram: NativeHistogram): string {
  const isZero = lower === -histogram.zeroThreshold && upper === histogram.zeroThreshold;
  const includesLower = isZero || (lower < 0 && !hasCustomBuckets(histogram));
  const includesUpper = isZero || upper > 0 || hasCustomBuckets(histogram);
  const [open, close] = [includesLower ? '[' : '(', includesUpper ? ']' : ')'];
  return `${open}${formatG(lower)},${formatG(upper)}${close}:${formatG(count)}`;
}
