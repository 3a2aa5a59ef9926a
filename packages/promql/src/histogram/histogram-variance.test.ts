import { expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { histogramVariance } from './histogram-variance.ts';

it.each([
  // Twice sqrt(2) and twice 2·sqrt(2) around a mean of 2.
  ['count:4 sum:8 offset:1 buckets:[2 2]', ((Math.SQRT2 - 2) ** 2 + (2 * Math.SQRT2 - 2) ** 2) / 2],
  // Two in the zero bucket count as 0, one as -sqrt(2), one as sqrt(2).
  ['count:4 sum:0 z_bucket:2 z_bucket_w:1 offset:1 buckets:[1] n_offset:1 n_buckets:[1]', 1],
  // Custom buckets: two at 3, the middle of (2, 4].
  ['schema:-53 count:2 sum:4 custom_values:[2 4] buckets:[0 2]', 1],
  ['count:0 sum:0', Number.NaN],
])('the variance of {{%s}} is %d', (text, variance) => {
  const { value } = parseHistogramDescription(text);
  if (Number.isNaN(variance)) expect(histogramVariance(value)).toBeNaN();
  else expect(histogramVariance(value)).toBeCloseTo(variance, 12);
});
