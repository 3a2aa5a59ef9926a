import { type BucketSpan, CUSTOM_BUCKETS_SCHEMA, type NativeHistogram } from '@kotoba/core';

/** Buckets of one side as two columns: their indexes, ascending, and their counts. Empty buckets may stand among them. */
export interface BucketColumns {
  readonly indexes: readonly number[];
  readonly counts: readonly number[];
}

/** No bucket at all. */
export const NO_BUCKETS: BucketColumns = { indexes: [], counts: [] };

/** Whether the bounds are given one by one rather than by a schema. */
export function hasCustomBuckets({ schema }: NativeHistogram): boolean {
  return schema === CUSTOM_BUCKETS_SCHEMA;
}

/** Buckets that spans place, one by one. */
export function expandBuckets(spans: readonly BucketSpan[], counts: readonly number[]): BucketColumns {
  const indexes: number[] = [];
  let index = 0;
  for (const { offset, length } of spans) {
    index += offset;
    for (let i = 0; i < length; i++) indexes.push(index++);
  }
  return { indexes, counts };
}

/** The positive buckets. */
export function positiveBuckets(histogram: NativeHistogram): BucketColumns {
  return expandBuckets(histogram.positiveSpans, histogram.positiveBuckets);
}

/** The negative buckets, by the index of their absolute bounds. */
export function negativeBuckets(histogram: NativeHistogram): BucketColumns {
  return expandBuckets(histogram.negativeSpans, histogram.negativeBuckets);
}

/** Spans and counts of the buckets that are not empty. */
export function compactBuckets({ indexes, counts }: BucketColumns): {
  readonly spans: readonly BucketSpan[];
  readonly buckets: readonly number[];
} {
  const spans: { offset: number; length: number }[] = [];
  const buckets: number[] = [];
  let next = 0;
  for (let i = 0; i < indexes.length; i++) {
    if (counts[i] === 0) continue;
    const last = spans.at(-1);
    if (last !== undefined && indexes[i] === next) last.length++;
    else spans.push({ offset: indexes[i]! - next, length: 1 });
    buckets.push(counts[i]!);
    next = indexes[i]! + 1;
  }
  return { spans, buckets };
}

/** The histogram with other buckets, empty ones left out. */
export function withBuckets(
  histogram: NativeHistogram,
  positive: BucketColumns,
  negative: BucketColumns,
): NativeHistogram {
  const { spans: positiveSpans, buckets: positiveCounts } = compactBuckets(positive);
  const { spans: negativeSpans, buckets: negativeCounts } = compactBuckets(negative);
  return {
    ...histogram,
    positiveSpans,
    positiveBuckets: positiveCounts,
    negativeSpans,
    negativeBuckets: negativeCounts,
  };
}

/** The buckets at a lower resolution. Source: prometheus/prometheus `model/histogram`, `targetIdx`. */
export function reduceResolution(buckets: BucketColumns, from: number, to: number): BucketColumns {
  if (from === to) return buckets;
  const shift = from - to;
  return mapIndexes(buckets, (index) => ((index - 1) >> shift) + 1);
}

/** The histogram at a lower resolution, or the same. */
export function atSchema(histogram: NativeHistogram, schema: number): NativeHistogram {
  if (schema === histogram.schema) return histogram;
  return {
    ...withBuckets(
      histogram,
      reduceResolution(positiveBuckets(histogram), histogram.schema, schema),
      reduceResolution(negativeBuckets(histogram), histogram.schema, schema),
    ),
    schema,
  };
}

/** The histogram without the empty buckets that are spelled out. */
export function compacted(histogram: NativeHistogram): NativeHistogram {
  return withBuckets(histogram, positiveBuckets(histogram), negativeBuckets(histogram));
}

/** Buckets whose indexes become others, ascending still; those that meet are added up. */
export function mapIndexes(
  { indexes, counts }: BucketColumns,
  target: (index: number) => number,
): BucketColumns {
  const mapped: number[] = [];
  const sums: number[] = [];
  for (let i = 0; i < indexes.length; i++) {
    const index = target(indexes[i]!);
    if (mapped.at(-1) === index) sums[sums.length - 1]! += counts[i]!;
    else {
      mapped.push(index);
      sums.push(counts[i]!);
    }
  }
  return { indexes: mapped, counts: sums };
}

/** `combine(a, b)` of each bucket that either side has, 0 standing for a bucket that is not there. */
export function mergeBuckets(
  a: BucketColumns,
  b: BucketColumns,
  combine: (a: number, b: number) => number,
): BucketColumns {
  const indexes: number[] = [];
  const counts: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.indexes.length || j < b.indexes.length) {
    const left = a.indexes[i] ?? Number.POSITIVE_INFINITY;
    const right = b.indexes[j] ?? Number.POSITIVE_INFINITY;
    indexes.push(Math.min(left, right));
    counts.push(combine(left <= right ? a.counts[i]! : 0, right <= left ? b.counts[j]! : 0));
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return { indexes, counts };
}

/** Largest exponent whose power of two is finite, plus one: the last bucket ends at the largest float. */
const OVERFLOW_EXPONENT = 1_024;

/** The upper bound of an exponential bucket. Source: prometheus/prometheus `model/histogram`, `getBoundExponential`. */
export function exponentialBound(index: number, schema: number): number {
  const exponent = index * 2 ** -schema;
  return exponent === OVERFLOW_EXPONENT ? Number.MAX_VALUE : 2 ** exponent;
}
