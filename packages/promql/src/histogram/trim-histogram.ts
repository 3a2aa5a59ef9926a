import type { NativeHistogram } from '@kotoba/core';
import { type BoundedBucket, sideBuckets } from './all-buckets.ts';
import { hasCustomBuckets, negativeBuckets, positiveBuckets, withBuckets } from './bucket-layout.ts';

/** What is left of a bucket. */
interface Kept {
  readonly count: number;
  /** Where its observations are taken to lie. */
  readonly middle: number;
}

/**
 * The observations below (`upper`, PromQL's `</`) or above (`lower`, `>/`) a value. The bucket the value lies in is divided as
 * quantiles are interpolated, and the sum is estimated anew from the middles of the buckets. A histogram that loses nothing
 * stays as it is. Source: prometheus/prometheus `FloatHistogram.TrimBuckets`.
 */
export function trimHistogram(
  histogram: NativeHistogram,
  value: number,
  side: 'upper' | 'lower',
): NativeHistogram {
  const isCustom = hasCustomBuckets(histogram);
  const trimSide = (buckets: readonly BoundedBucket[], isPositive: boolean) =>
    buckets.map((bucket) => trimBucket(bucket, value, { side, isPositive, isLinear: isCustom }));
  const positive = trimSide(sideBuckets(histogram, 'positive'), true);
  const negative = trimSide(sideBuckets(histogram, 'negative'), false);
  const zero = trimZeroBucket(histogram, value, side);
  const isTrimmed =
    zero.count !== histogram.zeroCount ||
    positive.some(({ count }, i) => count !== histogram.positiveBuckets[i]) ||
    negative.some(({ count }, i) => count !== histogram.negativeBuckets[i]);
  if (!isTrimmed) return histogram;
  const kept = [...positive, ...negative, zero].filter(({ count }) => count !== 0);
  return {
    ...withBuckets(
      histogram,
      { indexes: positiveBuckets(histogram).indexes, counts: positive.map(({ count }) => count) },
      { indexes: negativeBuckets(histogram).indexes, counts: negative.map(({ count }) => count) },
    ),
    zeroCount: zero.count,
    count: kept.reduce((total, { count }) => total + count, 0),
    sum: kept.reduce((total, { count, middle }) => total + middle * count, 0),
  };
}

interface Trimming {
  readonly side: 'upper' | 'lower';
  readonly isPositive: boolean;
  readonly isLinear: boolean;
}

function trimBucket(bucket: BoundedBucket, value: number, how: Trimming): Kept {
  const { lower, upper, count } = bucket;
  if (count === 0) return { count: 0, middle: 0 };
  const isKept = how.side === 'upper' ? upper <= value : lower >= value;
  if (isKept) return { count, middle: middleOf(lower, upper, how) };
  const isCut = how.side === 'upper' ? lower < value : upper > value;
  if (!isCut) return { count: 0, middle: 0 };
  if (lower === Number.NEGATIVE_INFINITY || upper === Number.POSITIVE_INFINITY)
    return trimUnboundedBucket(bucket, value, how.side);
  const below = countBelow(bucket, value, how);
  return how.side === 'upper'
    ? { count: below, middle: middleOf(lower, value, how) }
    : { count: count - below, middle: middleOf(value, upper, how) };
}

/** How observations lie in a bucket without an end is not known: what cannot be told is dropped. */
function trimUnboundedBucket(
  { lower, upper, count }: BoundedBucket,
  value: number,
  side: 'upper' | 'lower',
): Kept {
  const isFinitePositive = upper > 0 && upper !== Number.POSITIVE_INFINITY;
  if (lower === Number.NEGATIVE_INFINITY) {
    if (side === 'upper') {
      // A bucket that ends above zero is taken to begin at zero.
      if (value > 0 && isFinitePositive) return { count: (count * value) / upper, middle: value / 2 };
      return upper <= 0 ? { count, middle: value } : { count: 0, middle: 0 };
    }
    if (value === Number.NEGATIVE_INFINITY) return { count, middle: 0 };
    if (value >= 0 && upper > value && isFinitePositive)
      return { count: count * (1 - value / upper), middle: (value + upper) / 2 };
    return { count: 0, middle: 0 };
  }
  return side === 'lower' && value >= lower ? { count, middle: value } : { count: 0, middle: 0 };
}

function countBelow(
  { lower, upper, count }: BoundedBucket,
  value: number,
  { isPositive, isLinear }: Trimming,
): number {
  if (isLinear) return (count * (value - lower)) / (upper - lower);
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))];
  const logValue = Math.log2(Math.abs(value));
  if (isPositive) return (count * (logValue - logLower)) / (logUpper - logLower);
  return count * (1 - (logValue - logUpper) / (logLower - logUpper));
}

function middleOf(lower: number, upper: number, { isPositive, isLinear }: Trimming): number {
  if (lower === Number.NEGATIVE_INFINITY) {
    if (upper === Number.POSITIVE_INFINITY) return 0;
    return upper > 0 ? upper / 2 : upper;
  }
  if (upper === Number.POSITIVE_INFINITY) return lower;
  if (isLinear) return (lower + upper) / 2;
  const middle = Math.sqrt(Math.abs(lower * upper));
  return isPositive ? middle : -middle;
}

function trimZeroBucket(histogram: NativeHistogram, value: number, side: 'upper' | 'lower'): Kept {
  const { zeroThreshold, zeroCount } = histogram;
  if (zeroCount === 0) return { count: 0, middle: 0 };
  const hasPositive = histogram.positiveBuckets.some((count) => count !== 0);
  const hasNegative = histogram.negativeBuckets.some((count) => count !== 0);
  const lower = hasPositive && !hasNegative ? 0 : -zeroThreshold;
  const upper = hasNegative && !hasPositive ? 0 : zeroThreshold;
  const whole = { count: zeroCount, middle: (lower + upper) / 2 };
  if (value <= lower) return side === 'upper' ? { count: 0, middle: 0 } : whole;
  if (value >= upper) return side === 'upper' ? whole : { count: 0, middle: 0 };
  const below = (value - lower) / (upper - lower);
  return side === 'upper'
    ? { count: zeroCount * below, middle: (lower + value) / 2 }
    : { count: zeroCount * (1 - below), middle: (value + upper) / 2 };
}
