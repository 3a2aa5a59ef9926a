import type { NativeHistogram } from '@kotoba/core';
import { type HistogramBucket, histogramBuckets } from './histogram-buckets.ts';
import { sampleValue } from './json-text.ts';

/** A native histogram as `{"count":…,"sum":…,"buckets":[[rule,lower,upper,count],…]}`; empty buckets are left out. */
export function histogramJson(histogram: NativeHistogram): string {
  const buckets: string[] = [];
  for (const bucket of histogramBuckets(histogram)) {
    if (bucket.count === 0) continue;
    const { lower, upper, count } = bucket;
    buckets.push(
      `[${boundaryRule(bucket)},"${sampleValue(lower)}","${sampleValue(upper)}","${sampleValue(count)}"]`,
    );
  }
  const head = `{"count":"${sampleValue(histogram.count)}","sum":"${sampleValue(histogram.sum)}"`;
  return buckets.length === 0 ? `${head}}` : `${head},"buckets":[${buckets.join(',')}]}`;
}

/** Which boundaries belong to the bucket: 0 the upper, 1 the lower, 2 none, 3 both. */
function boundaryRule({ lowerInclusive, upperInclusive }: HistogramBucket): number {
  if (lowerInclusive) return upperInclusive ? 3 : 1;
  return upperInclusive ? 0 : 2;
}
