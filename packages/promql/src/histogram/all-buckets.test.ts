import { expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { allBuckets, sideBuckets } from './all-buckets.ts';

function bounds(text: string): string[] {
  return allBuckets(parseHistogramDescription(text).value).map(
    ({ lower, upper, count }) => `${lower} ${upper}: ${count}`,
  );
}

it('go from the lowest values over the zero bucket to the highest, empty ones among them', () => {
  expect(bounds('z_bucket:5 z_bucket_w:0.25 buckets:[1 0 2] n_buckets:[3 4]')).toEqual([
    '-2 -1: 4',
    '-1 -0.5: 3',
    '-0.25 0.25: 5',
    '0.5 1: 1',
    '1 2: 0',
    '2 4: 2',
  ]);
});

it('begin at the edge of the zero bucket where they would begin within it', () => {
  expect(bounds('z_bucket:1 z_bucket_w:0.75 buckets:[2] n_buckets:[3]')).toEqual([
    '-1 -0.75: 3',
    '-0.75 0.75: 1',
    '0.75 1: 2',
  ]);
});

it('leave out a zero bucket without observations', () => {
  expect(bounds('z_bucket_w:0.25 buckets:[1]')).toEqual(['0.5 1: 1']);
});

it('with custom bounds have no beginning and no end', () => {
  expect(bounds('schema:-53 custom_values:[5 10] buckets:[1 2 3]')).toEqual([
    '-Infinity 5: 1',
    '5 10: 2',
    '10 Infinity: 3',
  ]);
  expect(bounds('schema:-53 buckets:[4]')).toEqual(['-Infinity Infinity: 4']);
});

it('of one side go from zero outwards', () => {
  const { value } = parseHistogramDescription('n_buckets:[1 2]');
  expect(sideBuckets(value, 'negative')).toEqual([
    { lower: -1, upper: -0.5, count: 1 },
    { lower: -2, upper: -1, count: 2 },
  ]);
});
