import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import {
  atSchema,
  compactBuckets,
  compacted,
  expandBuckets,
  exponentialBound,
  mapIndexes,
  mergeBuckets,
  reduceResolution,
} from './bucket-layout.ts';

describe('buckets', () => {
  it('are placed by spans, the first by its index and each other by its distance', () => {
    const spans = [
      { offset: -2, length: 2 },
      { offset: 3, length: 1 },
      { offset: 0, length: 1 },
    ];
    expect(expandBuckets(spans, [1, 2, 3, 4])).toEqual({ indexes: [-2, -1, 3, 4], counts: [1, 2, 3, 4] });
  });

  it('that are empty go with compaction, a gap opening a new span', () => {
    expect(compactBuckets({ indexes: [-1, 0, 1, 2, 3], counts: [0, 5, 0, 6, 7] })).toEqual({
      spans: [
        { offset: 0, length: 1 },
        { offset: 1, length: 2 },
      ],
      buckets: [5, 6, 7],
    });
    const { value } = parseHistogramDescription('buckets:[0 1 0] n_buckets:[0]');
    expect(compacted(value)).toMatchObject({
      positiveSpans: [{ offset: 1, length: 1 }],
      positiveBuckets: [1],
      negativeSpans: [],
      negativeBuckets: [],
    });
  });

  it('of a negative count or NaN stay', () => {
    expect(compactBuckets({ indexes: [0, 1], counts: [-1, Number.NaN] }).buckets).toEqual([-1, Number.NaN]);
  });

  it('merge in twos for each schema less, the upper bound of both being kept', () => {
    const buckets = { indexes: [-3, -2, -1, 0, 1, 2, 3], counts: [1, 2, 3, 4, 5, 6, 7] };
    // Schema 1 to 0: (…, 2^-1.5] and (…, 2^-1] end at 2^-1 both.
    expect(reduceResolution(buckets, 1, 0)).toEqual({ indexes: [-1, 0, 1, 2], counts: [3, 7, 11, 7] });
    expect(reduceResolution(buckets, 1, -1)).toEqual({ indexes: [0, 1], counts: [10, 18] });
    expect(reduceResolution(buckets, 1, 1)).toBe(buckets);
  });

  it('of a whole histogram merge on both sides, and its schema says so', () => {
    const { value } = parseHistogramDescription('schema:1 buckets:[1 2] offset:1 n_buckets:[3] n_offset:4');
    expect(atSchema(value, 0)).toMatchObject({
      schema: 0,
      positiveSpans: [{ offset: 1, length: 1 }],
      positiveBuckets: [3],
      negativeSpans: [{ offset: 2, length: 1 }],
      negativeBuckets: [3],
    });
    expect(atSchema(value, 1)).toBe(value);
  });

  it('that come to the same index are added up', () => {
    expect(mapIndexes({ indexes: [1, 2, 5], counts: [1, 2, 4] }, (index) => Math.ceil(index / 2))).toEqual({
      indexes: [1, 3],
      counts: [3, 4],
    });
  });

  it('of two histograms are combined one by one, 0 standing in for the one that is not there', () => {
    const [a, b] = [
      { indexes: [1, 3], counts: [10, 30] },
      { indexes: [2, 3], counts: [2, 3] },
    ];
    expect(mergeBuckets(a, b, (left, right) => left - right)).toEqual({
      indexes: [1, 2, 3],
      counts: [10, -2, 27],
    });
  });
});

describe('bounds', () => {
  it.each([
    [0, 0, 1],
    [1, 0, 2],
    [-1, 0, 0.5],
    [2, 1, 2],
    [1, 1, Math.SQRT2],
    [1, -1, 4],
    [1, -4, 65_536],
  ])('of index %d in schema %d end at %d', (index, schema, bound) => {
    expect(exponentialBound(index, schema)).toBeCloseTo(bound, 12);
  });

  it('end at the largest float, and the bucket after that at infinity', () => {
    expect(exponentialBound(1024, 0)).toBe(Number.MAX_VALUE);
    expect(exponentialBound(1025, 0)).toBe(Infinity);
  });
});
