import { expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { formatHistogram } from './format-histogram.ts';

it.each([
  ['', '{count:0, sum:0}'],
  ['count:3 sum:-1.5 buckets:[1 0 2]', '{count:3, sum:-1.5, (0.5,1]:1, (2,4]:2}'],
  ['count:2 sum:NaN n_buckets:[1 1]', '{count:2, sum:NaN, [-2,-1):1, [-1,-0.5):1}'],
  ['count:1 sum:0 z_bucket:1 z_bucket_w:0.001', '{count:1, sum:0, [-0.001,0.001]:1}'],
  ['count:-1 sum:0 z_bucket:-1', '{count:-1, sum:0, [-0,0]:-1}'],
  ['count:3 sum:1 z_bucket:1 z_bucket_w:0.75 buckets:[2]', '{count:3, sum:1, [-0.75,0.75]:1, (0.5,1]:2}'],
  [
    'schema:-53 count:3 sum:9 custom_values:[-5 5] buckets:[1 1 1]',
    '{count:3, sum:9, (-Inf,-5]:1, (-5,5]:1, (5,+Inf]:1}',
  ],
])('{{%s}} is written as %s', (text, written) => {
  expect(formatHistogram(parseHistogramDescription(text).value)).toBe(written);
});
