import { type CounterResetHint, CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from '@kotoba/core';
import { bucketCounts } from './bucket-counts.ts';

/**
 * The hint a histogram carries when it is read from Prometheus' storage after `before`, for scripts expect what
 * was stored: a sample that continues a chunk is known to be no reset, of one that begins a chunk
 * nothing is known.
 * Source: prometheus/prometheus `tsdb/chunkenc/float_histogram.go`, `appendable`.
 */
export function storedHint(current: NativeHistogram, before: NativeHistogram | undefined): CounterResetHint {
  if (current.counterResetHint === 'gauge') return 'gauge';
  if (before === undefined || before.counterResetHint === 'gauge') return 'unknown';
  return current.counterResetHint !== 'reset' && continues(current, before) ? 'not_reset' : 'unknown';
}

function continues(current: NativeHistogram, before: NativeHistogram): boolean {
  return (
    current.count >= before.count &&
    current.schema === before.schema &&
    current.zeroThreshold === before.zeroThreshold &&
    (current.schema !== CUSTOM_BUCKETS_SCHEMA || sameBounds(current, before)) &&
    current.zeroCount >= before.zeroCount &&
    !hasFewer(current, before)
  );
}

function sameBounds(a: NativeHistogram, b: NativeHistogram): boolean {
  const bounds = b.customValues ?? [];
  return a.customValues?.length === bounds.length && a.customValues.every((bound, i) => bound === bounds[i]);
}

function hasFewer(current: NativeHistogram, before: NativeHistogram): boolean {
  const sides = [
    [
      bucketCounts(current.positiveSpans, current.positiveBuckets),
      bucketCounts(before.positiveSpans, before.positiveBuckets),
    ],
    [
      bucketCounts(current.negativeSpans, current.negativeBuckets),
      bucketCounts(before.negativeSpans, before.negativeBuckets),
    ],
  ] as const;
  return sides.some(([now, then]) => [...then].some(([index, count]) => (now.get(index) ?? 0) < count));
}
