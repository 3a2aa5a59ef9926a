import { type CounterResetHint, CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from '@kotoba/core';
import { bucketCounts } from './bucket-counts.ts';

/**
 * The hint a histogram carries when it is read from Prometheus' storage after `before`, for scripts expect what
 * was stored: a sample continues a chunk, or begins one because the counter was reset or the buckets changed.
 * Source: prometheus/prometheus `tsdb/chunkenc/float_histogram.go`, `appendable`.
 */
export function storedHint(current: NativeHistogram, before: NativeHistogram | undefined): CounterResetHint {
  if (current.counterResetHint === 'gauge' || current.counterResetHint === 'reset')
    return current.counterResetHint;
  if (before === undefined || before.counterResetHint === 'gauge') return 'unknown';
  if (current.count < before.count) return 'reset';
  if (current.schema !== before.schema || current.zeroThreshold !== before.zeroThreshold) return 'unknown';
  if (current.schema === CUSTOM_BUCKETS_SCHEMA && !sameBounds(current, before)) return 'reset';
  if (current.zeroCount < before.zeroCount) return 'reset';
  return hasFewer(current, before) ? 'reset' : 'not_reset';
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
