import { type BucketSpan, CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from '@kotoba/core';

/** One bucket of a native histogram. */
export interface HistogramBucket {
  readonly lower: number;
  readonly upper: number;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
  readonly count: number;
}

/**
 * Every bucket, from the lowest to the highest; those beside the zero bucket end where it begins.
 * Source: Prometheus `model/histogram/float_histogram.go`, `AllBucketIterator`.
 */
export function histogramBuckets(histogram: NativeHistogram): HistogramBucket[] {
  const { zeroThreshold, zeroCount, schema } = histogram;
  const isCustom = schema === CUSTOM_BUCKETS_SCHEMA;
  const negative = indexes(histogram.negativeSpans).map((index, i): HistogramBucket => {
    const lower = -boundary(histogram, index);
    const upper = Math.min(-boundary(histogram, index - 1), -zeroThreshold);
    const count = histogram.negativeBuckets[i]!;
    return { lower, upper, lowerInclusive: true, upperInclusive: false, count };
  });
  const positive = indexes(histogram.positiveSpans).map((index, i): HistogramBucket => {
    const below = boundary(histogram, index - 1);
    const lower = isCustom ? below : Math.max(below, zeroThreshold);
    const upper = boundary(histogram, index);
    const count = histogram.positiveBuckets[i]!;
    return { lower, upper, lowerInclusive: isCustom && index === 0, upperInclusive: true, count };
  });
  const zero: HistogramBucket = {
    lower: -zeroThreshold,
    upper: zeroThreshold,
    lowerInclusive: true,
    upperInclusive: true,
    count: zeroCount,
  };
  return [...negative.reverse(), ...(zeroCount > 0 ? [zero] : []), ...positive];
}

function indexes(spans: readonly BucketSpan[]): number[] {
  const found: number[] = [];
  let next = 0;
  for (const { offset, length } of spans) {
    next += offset;
    for (let i = 0; i < length; i++) found.push(next++);
  }
  return found;
}

/** The upper boundary of a bucket; that of the last exponential bucket is the largest float. */
function boundary({ schema, customValues = [] }: NativeHistogram, index: number): number {
  if (schema === CUSTOM_BUCKETS_SCHEMA) {
    if (index < 0) return Number.NEGATIVE_INFINITY;
    return customValues[index] ?? Number.POSITIVE_INFINITY;
  }
  const exponent = index * 2 ** -schema;
  return exponent === 1_024 ? Number.MAX_VALUE : 2 ** exponent;
}
