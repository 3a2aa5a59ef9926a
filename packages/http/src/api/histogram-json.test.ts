import { expect, it } from '@jest/globals';
import type { NativeHistogram } from '@kotoba/core';
import { histogramJson } from './histogram-json.ts';

const EMPTY: NativeHistogram = {
  schema: 0,
  zeroThreshold: 0.001,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positiveSpans: [],
  positiveBuckets: [],
  negativeSpans: [],
  negativeBuckets: [],
  counterResetHint: 'unknown',
};

it('writes a histogram without observations as count and sum', () => {
  expect(histogramJson(EMPTY)).toBe('{"count":"0","sum":"0"}');
});

it('writes buckets from the lowest up, with which of their bounds belong to them, and no empty ones', () => {
  const histogram: NativeHistogram = {
    ...EMPTY,
    zeroCount: 2,
    count: 10,
    sum: 12.5,
    positiveSpans: [
      { offset: 0, length: 2 },
      { offset: 1, length: 1 },
    ],
    positiveBuckets: [1, 0, 3],
    negativeSpans: [{ offset: 0, length: 2 }],
    negativeBuckets: [3, 1],
  };
  expect(JSON.parse(histogramJson(histogram))).toEqual({
    count: '10',
    sum: '12.5',
    buckets: [
      [1, '-2', '-1', '1'],
      [1, '-1', '-0.5', '3'],
      [3, '-0.001', '0.001', '2'],
      [0, '0.5', '1', '1'],
      [0, '4', '8', '3'],
    ],
  });
});

it('begins the buckets beside the zero bucket where that ends', () => {
  const histogram: NativeHistogram = {
    ...EMPTY,
    zeroThreshold: 0.75,
    zeroCount: 1,
    count: 3,
    positiveSpans: [{ offset: 0, length: 1 }],
    positiveBuckets: [1],
    negativeSpans: [{ offset: 0, length: 1 }],
    negativeBuckets: [1],
  };
  expect(JSON.parse(histogramJson(histogram)).buckets).toEqual([
    [1, '-1', '-0.75', '1'],
    [3, '-0.75', '0.75', '1'],
    [0, '0.75', '1', '1'],
  ]);
});

it('writes custom buckets, the first closed below and the last open above', () => {
  const histogram: NativeHistogram = {
    ...EMPTY,
    schema: -53,
    zeroThreshold: 0,
    count: 6,
    sum: 9,
    positiveSpans: [{ offset: 0, length: 3 }],
    positiveBuckets: [1, 2, 3],
    customValues: [0.5, 2],
  };
  expect(JSON.parse(histogramJson(histogram)).buckets).toEqual([
    [3, '-Inf', '0.5', '1'],
    [0, '0.5', '2', '2'],
    [0, '2', '+Inf', '3'],
  ]);
});
