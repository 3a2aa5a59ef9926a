import type { NativeHistogram } from '@kotoba/core';
import { formatG } from '../engine/annotation-texts.ts';
import { allBuckets, type BoundedBucket } from './all-buckets.ts';
import { hasCustomBuckets } from './bucket-layout.ts';

/**
 * A histogram as Prometheus prints it: `{count:3, sum:5, [-0.5,0.5]:1, (1,2]:2}`.
 * Source: prometheus/prometheus `FloatHistogram.String`.
 */
export function formatHistogram(histogram: NativeHistogram): string {
  const parts = allBuckets(histogram)
    .filter(({ count }) => count !== 0)
    .map((bucket) => formatBucket(bucket, histogram));
  return `{${[`count:${formatG(histogram.count)}`, `sum:${formatG(histogram.sum)}`, ...parts].join(', ')}}`;
}

function formatBucket({ lower, upper, count }: BoundedBucket, histogram: NativeHistogram): string {
  const includesLower = lower < 0 && !hasCustomBuckets(histogram);
  const includesUpper = upper > 0 || hasCustomBuckets(histogram);
  const [open, close] = [includesLower ? '[' : '(', includesUpper ? ']' : ')'];
  return `${open}${formatG(lower)},${formatG(upper)}${close}:${formatG(count)}`;
}
