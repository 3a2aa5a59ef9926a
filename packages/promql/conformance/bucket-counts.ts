import type { BucketSpan } from '@kotoba/core';

/** The buckets that are not empty, by index: the same however the spans are laid out. */
export function bucketCounts(spans: readonly BucketSpan[], buckets: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  let index = 0;
  let at = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let i = 0; i < length; i++, index++, at++) {
      if (buckets[at] !== 0) counts.set(index, buckets[at]!);
    }
  }
  return counts;
}
