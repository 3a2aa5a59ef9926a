import type { NativeHistogram } from '@kotoba/core';
import { type BucketColumns, negativeBuckets, positiveBuckets } from './bucket-layout.ts';
import { sameBounds } from './custom-buckets.ts';

/**
 * Whether two histograms have the same buckets, empty ones included, with the same counts; hints do not count. NaN equals NaN.
 * Source: prometheus/prometheus `FloatHistogram.Equals`.
 */
export function equalHistograms(a: NativeHistogram, b: NativeHistogram): boolean {
  return (
    a.schema === b.schema &&
    same(a.count, b.count) &&
    same(a.sum, b.sum) &&
    a.zeroThreshold === b.zeroThreshold &&
    same(a.zeroCount, b.zeroCount) &&
    sameBounds(a.customValues ?? [], b.customValues ?? []) &&
    sameBuckets(positiveBuckets(a), positiveBuckets(b)) &&
    sameBuckets(negativeBuckets(a), negativeBuckets(b))
  );
}

function same(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function sameBuckets(a: BucketColumns, b: BucketColumns): boolean {
  return (
    a.indexes.length === b.indexes.length &&
    a.indexes.every((index, i) => index === b.indexes[i] && same(a.counts[i]!, b.counts[i]!))
  );
}
