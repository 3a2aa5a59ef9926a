import type { NativeHistogram } from '@kotoba/core';
import {
  type BucketColumns,
  hasCustomBuckets,
  mergeBuckets,
  negativeBuckets,
  positiveBuckets,
  reduceResolution,
} from './bucket-layout.ts';
import { mapToBounds, sharedBounds } from './custom-buckets.ts';
import { beyond, widerZeroBucket } from './zero-bucket.ts';

/**
 * Whether a counter was reset between two samples: by its hint, or because anything it counts became less.
 * Source: prometheus/prometheus `FloatHistogram.DetectReset`.
 */
export function detectReset(current: NativeHistogram, before: NativeHistogram): boolean {
  if (current.counterResetHint === 'reset') return true;
  if (current.counterResetHint === 'not_reset') return false;
  if (hasCustomBuckets(current) !== hasCustomBuckets(before)) return true;
  if (current.count < before.count) return true;
  return hasCustomBuckets(current) ? isCustomReset(current, before) : isExponentialReset(current, before);
}

function isCustomReset(current: NativeHistogram, before: NativeHistogram): boolean {
  const [now, then] = [current.customValues ?? [], before.customValues ?? []];
  const bounds = sharedBounds(now, then);
  return anyLess(
    mapToBounds(positiveBuckets(current), now, bounds),
    mapToBounds(positiveBuckets(before), then, bounds),
  );
}

function isExponentialReset(current: NativeHistogram, before: NativeHistogram): boolean {
  const { schema, zeroThreshold } = current;
  if (schema > before.schema || zeroThreshold < before.zeroThreshold) return true;
  const zero = widerZeroBucket(before, zeroThreshold);
  if (zero.threshold !== zeroThreshold || current.zeroCount < zero.count) return true;
  const comparable = (buckets: BucketColumns, from: number) =>
    reduceResolution(beyond(buckets, zeroThreshold, from), from, schema);
  return (
    anyLess(
      comparable(positiveBuckets(current), schema),
      comparable(positiveBuckets(before), before.schema),
    ) ||
    anyLess(comparable(negativeBuckets(current), schema), comparable(negativeBuckets(before), before.schema))
  );
}

function anyLess(current: BucketColumns, before: BucketColumns): boolean {
  return mergeBuckets(current, before, (now, then) => (now < then ? 1 : 0)).counts.includes(1);
}
