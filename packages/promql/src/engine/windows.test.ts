import { expect, it } from '@jest/globals';
import { firstAfter } from '../functions/search-times.ts';
import { anySample, windowsOf } from './windows.ts';

const times = Float64Array.of(10, 20, 30, 40);

it('windows are open on the left and closed on the right', () => {
  const windows = windowsOf(times, Float64Array.of(0, 10, 15, 40), Float64Array.of(10, 30, 35, 60));
  expect([...windows.first]).toEqual([0, 1, 1, 4]);
  expect([...windows.end]).toEqual([1, 3, 3, 4]);
  expect(anySample(windows)).toBe(true);
});

it('windows before all samples and after them are empty', () => {
  expect(anySample(windowsOf(times, Float64Array.of(-9, 40), Float64Array.of(9, 50)))).toBe(false);
});

it.each([
  [5, 0],
  [10, 1],
  [15, 1],
  [40, 4],
])('the first sample after %d is number %d', (time, expected) => {
  expect(firstAfter(times, 0, 4, time)).toBe(expected);
});

it('searching ends where it was told to', () => {
  expect(firstAfter(times, 1, 3, 5)).toBe(1);
  expect(firstAfter(times, 1, 3, 99)).toBe(3);
});
