import type { NativeHistogram } from '@kotoba/core';
import { compensate } from '../engine/kahan-sum.ts';
import { alignHistograms, combinedHint, divideHistogram, scaleHistogram } from './arithmetic.ts';
import {
  type BucketColumns,
  mergeBuckets,
  NO_BUCKETS,
  negativeBuckets,
  positiveBuckets,
  reduceResolution,
  withBuckets,
} from './bucket-layout.ts';
import { mapToBounds } from './custom-buckets.ts';
import { beyond } from './zero-bucket.ts';

/** Several histograms put together. */
export interface SummedHistograms {
  readonly histogram: NativeHistogram;
  readonly isReconciled: boolean;
  readonly isHintConflict: boolean;
}

/**
 * The sum of histograms, with compensated summation of everything in them. Nothing when some have custom buckets
 * and others have not. Source: prometheus/prometheus `FloatHistogram.KahanAdd`.
 */
export function sumOfHistograms(histograms: readonly NativeHistogram[]): SummedHistograms | undefined {
  const hints = new Set(histograms.map(({ counterResetHint }) => counterResetHint));
  const isHintConflict = hints.has('reset') && hints.has('not_reset');
  let sum = histograms[0]!;
  let rest = emptied(sum);
  let isReconciled = false;
  for (const histogram of histograms.slice(1)) {
    const aligned = alignHistograms(sum, histogram);
    if (aligned === undefined) return undefined;
    isReconciled ||= aligned.isReconciled;
    const { layout, positive, negative, zeroCounts } = aligned;
    const add = (a: number, b: number) => a + b;
    const total: NativeHistogram = {
      ...withBuckets(layout, mergeBuckets(...positive, add), mergeBuckets(...negative, add)),
      zeroCount: zeroCounts[0] + zeroCounts[1],
      count: sum.count + histogram.count,
      sum: sum.sum + histogram.sum,
      counterResetHint: combinedHint(sum.counterResetHint, histogram.counterResetHint),
    };
    const known = inLayout(rest, layout);
    rest = {
      ...withBuckets(
        layout,
        compensateBuckets(known.positive, ...positive),
        compensateBuckets(known.negative, ...negative),
      ),
      zeroCount: compensate(known.zeroCount, zeroCounts[0], zeroCounts[1], total.zeroCount),
      count: compensate(rest.count, sum.count, histogram.count, total.count),
      sum: compensate(rest.sum, sum.sum, histogram.sum, total.sum),
    };
    sum = total;
  }
  return { histogram: compensated(sum, rest), isReconciled, isHintConflict };
}

/** The mean of histograms, likewise; from scaled parts where the sum would overflow. */
export function meanOfHistograms(histograms: readonly NativeHistogram[]): SummedHistograms | undefined {
  const summed = sumOfHistograms(histograms);
  if (summed === undefined) return undefined;
  const mean = divideHistogram(summed.histogram, histograms.length);
  if (!hasOverflown(mean, histograms)) return { ...summed, histogram: mean };
  return sumOfHistograms(histograms.map((histogram) => scaleHistogram(histogram, 1 / histograms.length)));
}

function hasOverflown(mean: NativeHistogram, histograms: readonly NativeHistogram[]): boolean {
  const holdsFinite = ({ count, sum }: NativeHistogram) => Number.isFinite(count) && Number.isFinite(sum);
  return !holdsFinite(mean) && histograms.every(holdsFinite);
}

function emptied(histogram: NativeHistogram): NativeHistogram {
  const none = { positiveSpans: [], positiveBuckets: [], negativeSpans: [], negativeBuckets: [] };
  return { ...histogram, ...none, zeroCount: 0, count: 0, sum: 0 };
}

/** What was compensated so far, with the buckets the sum has now. */
function inLayout(
  rest: NativeHistogram,
  { schema, zeroThreshold, customValues }: NativeHistogram,
): { readonly positive: BucketColumns; readonly negative: BucketColumns; readonly zeroCount: number } {
  if (customValues !== undefined) {
    const positive = mapToBounds(positiveBuckets(rest), rest.customValues ?? [], customValues);
    return { positive, negative: NO_BUCKETS, zeroCount: 0 };
  }
  const outside = (buckets: BucketColumns) => beyond(buckets, zeroThreshold, rest.schema);
  const [positive, negative] = [positiveBuckets(rest), negativeBuckets(rest)];
  const [farPositive, farNegative] = [outside(positive), outside(negative)];
  const swallowed = countOf(positive) - countOf(farPositive) + (countOf(negative) - countOf(farNegative));
  return {
    positive: reduceResolution(farPositive, rest.schema, schema),
    negative: reduceResolution(farNegative, rest.schema, schema),
    zeroCount: rest.zeroCount + swallowed,
  };
}

function countOf({ counts }: BucketColumns): number {
  return counts.reduce((total, count) => total + count, 0);
}

function compensateBuckets(rest: BucketColumns, sums: BucketColumns, values: BucketColumns): BucketColumns {
  const restOf = new Map(rest.indexes.map((index, i) => [index, rest.counts[i]!]));
  const sumOf = new Map(sums.indexes.map((index, i) => [index, sums.counts[i]!]));
  const { indexes, counts } = mergeBuckets(sums, values, (sum, value) => sum + value);
  const addedOf = new Map(values.indexes.map((index, i) => [index, values.counts[i]!]));
  return {
    indexes,
    counts: indexes.map((index, i) =>
      compensate(restOf.get(index) ?? 0, sumOf.get(index) ?? 0, addedOf.get(index) ?? 0, counts[i]!),
    ),
  };
}

function compensated(sum: NativeHistogram, rest: NativeHistogram): NativeHistogram {
  const add = (a: number, b: number) => a + b;
  return {
    ...withBuckets(
      sum,
      mergeBuckets(positiveBuckets(sum), positiveBuckets(rest), add),
      mergeBuckets(negativeBuckets(sum), negativeBuckets(rest), add),
    ),
    zeroCount: sum.zeroCount + rest.zeroCount,
    count: sum.count + rest.count,
    sum: sum.sum + rest.sum,
  };
}
