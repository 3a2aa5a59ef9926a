import { expect, it } from '@jest/globals';
import { Labels, type NativeHistogram } from '@kotoba/core';
import type { RangeSeries } from '../engine/value.ts';
import { floatWindowsOf, windowLength } from './float-windows.ts';

const histogram: NativeHistogram = {
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  count: 0,
  sum: 0,
  positiveSpans: [],
  positiveBuckets: [],
  negativeSpans: [],
  negativeBuckets: [],
  counterResetHint: 'unknown',
};

const series: RangeSeries = {
  labels: Labels.from({}),
  dropName: false,
  timestamps: Float64Array.of(1, 2, 3, 4),
  values: Float64Array.of(10, Number.NaN, 30, Number.NaN),
  startTimestamps: Float64Array.of(5, 6, 7, 8),
  windows: { first: Int32Array.of(0, 1, 3), end: Int32Array.of(2, 4, 4) },
};

it('a series of floats is its own windows', () => {
  expect(floatWindowsOf(series)).toBe(series);
});

it('histograms are left out, and windows hold what remains of them', () => {
  const floats = floatWindowsOf({ ...series, histograms: [undefined, histogram, undefined, histogram] });
  expect([...floats.timestamps]).toEqual([1, 3]);
  expect([...floats.values]).toEqual([10, 30]);
  expect([...floats.startTimestamps!]).toEqual([5, 7]);
  expect([0, 1, 2].map((step) => windowLength(floats.windows, step))).toEqual([1, 1, 0]);
  expect(floats.values[floats.windows.first[1]!]).toBe(30);
});
