import type { CounterResetHint, NativeHistogram } from '@kotoba/core';
import {
  type BucketColumns,
  hasCustomBuckets,
  mergeBuckets,
  NO_BUCKETS,
  negativeBuckets,
  positiveBuckets,
  reduceResolution,
  withBuckets,
} from './bucket-layout.ts';
import { mapToBounds, sameBounds, sharedBounds } from './custom-buckets.ts';
import { beyond, withSameZeroBuckets } from './zero-bucket.ts';

/** Two histograms put together. */
export interface CombinedHistogram {
  readonly histogram: NativeHistogram;
  /** Their custom bounds differed: only those both have are left. */
  readonly isReconciled: boolean;
  /** One was a counter that was reset, the other one that was not. */
  readonly isHintConflict: boolean;
}

/** Two histograms with the same buckets, so that their counts can be put together one by one. */
export interface AlignedHistograms {
  /** Schema, bounds and zero threshold both have now; the counts of neither. */
  readonly layout: NativeHistogram;
  readonly zeroCounts: readonly [number, number];
  readonly positive: readonly [BucketColumns, BucketColumns];
  readonly negative: readonly [BucketColumns, BucketColumns];
  readonly isReconciled: boolean;
}

/**
 * Gives two histograms the lower resolution, the wider zero bucket or the shared bounds of the two. Nothing when one has
 * custom buckets and the other has not.
 * Source: prometheus/prometheus `model/histogram/float_histogram.go`.
 */
export function alignHistograms(a: NativeHistogram, b: NativeHistogram): AlignedHistograms | undefined {
  if (hasCustomBuckets(a) !== hasCustomBuckets(b)) return undefined;
  return hasCustomBuckets(a) ? alignCustom(a, b) : alignExponential(a, b);
}

function alignCustom(a: NativeHistogram, b: NativeHistogram): AlignedHistograms {
  const [left, right] = [a.customValues ?? [], b.customValues ?? []];
  const isReconciled = !sameBounds(left, right);
  const customValues = isReconciled ? sharedBounds(left, right) : left;
  const mapped = (histogram: NativeHistogram, bounds: readonly number[]) =>
    isReconciled ? mapToBounds(positiveBuckets(histogram), bounds, customValues) : positiveBuckets(histogram);
  return {
    layout: { ...a, customValues },
    zeroCounts: [0, 0],
    positive: [mapped(a, left), mapped(b, right)],
    negative: [NO_BUCKETS, NO_BUCKETS],
    isReconciled,
  };
}

function alignExponential(a: NativeHistogram, b: NativeHistogram): AlignedHistograms {
  const [left, right] = withSameZeroBuckets(a, b);
  const schema = Math.min(left.schema, right.schema);
  const { zeroThreshold } = left;
  const reduced = (buckets: BucketColumns, from: number) =>
    reduceResolution(beyond(buckets, zeroThreshold, from), from, schema);
  return {
    layout: { ...a, schema, zeroThreshold },
    zeroCounts: [left.zeroCount, right.zeroCount],
    positive: [reduced(positiveBuckets(left), left.schema), reduced(positiveBuckets(right), right.schema)],
    negative: [reduced(negativeBuckets(left), left.schema), reduced(negativeBuckets(right), right.schema)],
    isReconciled: false,
  };
}

/** `a + b`, empty buckets left out. Nothing when only one of them has custom buckets. */
export function addHistograms(a: NativeHistogram, b: NativeHistogram): CombinedHistogram | undefined {
  return combine(a, b, (left, right) => left + right);
}

/** `a - b`, likewise. */
export function subtractHistograms(a: NativeHistogram, b: NativeHistogram): CombinedHistogram | undefined {
  return combine(a, b, (left, right) => left - right);
}

function combine(
  a: NativeHistogram,
  b: NativeHistogram,
  apply: (a: number, b: number) => number,
): CombinedHistogram | undefined {
  const aligned = alignHistograms(a, b);
  if (aligned === undefined) return undefined;
  const { layout, positive, negative, zeroCounts, isReconciled } = aligned;
  const histogram: NativeHistogram = {
    ...withBuckets(layout, mergeBuckets(...positive, apply), mergeBuckets(...negative, apply)),
    zeroCount: apply(...(zeroCounts as [number, number])),
    count: apply(a.count, b.count),
    sum: apply(a.sum, b.sum),
    counterResetHint: combinedHint(a.counterResetHint, b.counterResetHint),
  };
  const isHintConflict =
    histogram.counterResetHint === 'unknown' && isConflict(a.counterResetHint, b.counterResetHint);
  return { histogram, isReconciled, isHintConflict };
}

/** Source: prometheus/prometheus `FloatHistogram.adjustCounterReset`. */
export function combinedHint(a: CounterResetHint, b: CounterResetHint): CounterResetHint {
  if (a === b) return a;
  return a === 'gauge' || b === 'gauge' ? 'gauge' : 'unknown';
}

function isConflict(a: CounterResetHint, b: CounterResetHint): boolean {
  return a !== b && a !== 'unknown' && b !== 'unknown';
}

/** All counts and the sum times `factor`; by a negative factor a counter becomes a gauge. */
export function scaleHistogram(histogram: NativeHistogram, factor: number): NativeHistogram {
  return mapCounts(histogram, (count) => count * factor, factor < 0);
}

/** All counts and the sum divided; by zero no bucket is left. */
export function divideHistogram(histogram: NativeHistogram, divisor: number): NativeHistogram {
  const divided = mapCounts(histogram, (count) => count / divisor, divisor < 0);
  if (divisor !== 0) return divided;
  return { ...divided, positiveSpans: [], positiveBuckets: [], negativeSpans: [], negativeBuckets: [] };
}

function mapCounts(
  histogram: NativeHistogram,
  change: (count: number) => number,
  isGauge: boolean,
): NativeHistogram {
  return {
    ...histogram,
    zeroCount: change(histogram.zeroCount),
    count: change(histogram.count),
    sum: change(histogram.sum),
    positiveBuckets: histogram.positiveBuckets.map(change),
    negativeBuckets: histogram.negativeBuckets.map(change),
    ...(isGauge && { counterResetHint: 'gauge' as const }),
  };
}
