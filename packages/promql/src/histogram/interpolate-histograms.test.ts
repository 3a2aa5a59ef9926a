import { expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { formatHistogram } from './format-histogram.ts';
import { interpolateHistograms } from './interpolate-histograms.ts';

const read = (text: string) => parseHistogramDescription(text).value;
const between = (before: string, after: string, isCounter: boolean) =>
  interpolateHistograms(read(before), read(after), 0.25, isCounter);

it('lies on the line between two histograms', () => {
  const { histogram } = between('count:4 sum:8 buckets:[4]', 'count:8 sum:4 buckets:[4 4]', false)!;
  expect(formatHistogram(histogram)).toBe('{count:5, sum:7, (0.5,1]:4, (1,2]:1}');
});

it('rises from nothing where a counter was reset, and falls where a gauge did', () => {
  const [before, after] = ['count:8 sum:8 buckets:[8]', 'count:4 sum:4 buckets:[4]'];
  expect(between(before, after, true)!.histogram).toMatchObject({ count: 1, sum: 1, positiveBuckets: [1] });
  expect(between(before, after, false)!.histogram).toMatchObject({ count: 7, sum: 7, positiveBuckets: [7] });
});

it('is nothing between exponential and custom buckets, reset or not', () => {
  expect(between('count:8 buckets:[8]', 'schema:-53 count:4 buckets:[4]', true)).toBeUndefined();
});

it('tells where custom bounds were reconciled', () => {
  const result = between(
    'schema:-53 count:2 custom_values:[1 2] buckets:[1 1]',
    'schema:-53 count:6 custom_values:[2 3] buckets:[3 3]',
    true,
  )!;
  expect(result.isReconciled).toEqual({ subtraction: true, addition: true });
  expect(result.histogram.customValues).toEqual([2]);
});
