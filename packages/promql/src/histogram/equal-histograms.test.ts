import { expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { equalHistograms } from './equal-histograms.ts';

const BASE = 'schema:0 count:3 sum:4 z_bucket:1 z_bucket_w:0.5 buckets:[2] n_buckets:[1]';

it.each([
  [true, BASE, `${BASE} counter_reset_hint:gauge`],
  [true, 'count:1 sum:NaN buckets:[1]', 'count:1 sum:NaN buckets:[1]'],
  [false, BASE, BASE.replace('schema:0', 'schema:1')],
  [false, BASE, BASE.replace('count:3', 'count:4')],
  [false, BASE, BASE.replace('sum:4', 'sum:5')],
  [false, BASE, BASE.replace('z_bucket:1', 'z_bucket:2')],
  [false, BASE, BASE.replace('z_bucket_w:0.5', 'z_bucket_w:0.25')],
  [false, BASE, BASE.replace('buckets:[2]', 'buckets:[3]')],
  [false, BASE, BASE.replace('n_buckets:[1]', 'n_buckets:[2]')],
  [false, BASE, BASE.replace('buckets:[2]', 'buckets:[2 0]')],
  [false, BASE, `${BASE} offset:1`],
  [
    false,
    'schema:-53 count:1 custom_values:[1] buckets:[1]',
    'schema:-53 count:1 custom_values:[2] buckets:[1]',
  ],
])('it is %s that {{%s}} equals {{%s}}', (isEqual, a, b) => {
  const [left, right] = [parseHistogramDescription(a).value, parseHistogramDescription(b).value];
  expect(equalHistograms(left, right)).toBe(isEqual);
  expect(equalHistograms(right, left)).toBe(isEqual);
});

it('the same buckets are equal however their spans are cut', () => {
  const { value } = parseHistogramDescription('count:3 buckets:[1 2]');
  const cut = {
    ...value,
    positiveSpans: [
      { offset: 0, length: 1 },
      { offset: 0, length: 1 },
    ],
  };
  expect(equalHistograms(value, cut)).toBe(true);
});
