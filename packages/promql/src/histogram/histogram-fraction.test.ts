import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { histogramFraction } from './histogram-fraction.ts';

function fraction(lower: number, upper: number, text: string): number {
  return histogramFraction(lower, upper, parseHistogramDescription(text).value);
}

const EXPONENTIAL = 'count:8 sum:20 offset:1 buckets:[4 4]';
const CUSTOM = 'schema:-53 count:10 sum:30 custom_values:[2 4] buckets:[4 4 2]';

describe('the share between two values', () => {
  it.each([
    [-Infinity, Infinity, EXPONENTIAL, 1],
    [1, 2, EXPONENTIAL, 0.5],
    [Math.SQRT2, 2, EXPONENTIAL, 0.25],
    [0, 1, EXPONENTIAL, 0],
    [4, Infinity, EXPONENTIAL, 0],
    [2, 1, EXPONENTIAL, 0],
    [2, 2, EXPONENTIAL, 0],
    [-2, -1, 'count:4 sum:-6 n_offset:1 n_buckets:[4]', 1],
    [-2, -Math.SQRT2, 'count:4 sum:-6 n_offset:1 n_buckets:[4]', 0.5],
    [0, 0.5, 'count:4 sum:1 z_bucket:2 z_bucket_w:1 offset:1 buckets:[2]', 0.25],
    [-1, 0, 'count:4 sum:1 z_bucket:2 z_bucket_w:1 offset:1 buckets:[2]', 0],
    [-0.5, 0.5, 'count:4 sum:0 z_bucket:4 z_bucket_w:1', 0.5],
    [0, 1, CUSTOM, 0.2],
    [1, 3, CUSTOM, 0.4],
    [4, 100, CUSTOM, 0],
    [4, Infinity, CUSTOM, 0.2],
    [0, Infinity, 'count:4 sum:NaN offset:1 buckets:[3]', 0.75],
  ])('%d and %d of {{%s}} is %d', (lower, upper, text, share) => {
    expect(fraction(lower, upper, text)).toBeCloseTo(share, 12);
  });

  it('is NaN without observations, or for a bound that is NaN', () => {
    expect(fraction(0, 1, 'count:0 sum:0')).toBeNaN();
    expect(fraction(Number.NaN, 1, EXPONENTIAL)).toBeNaN();
    expect(fraction(0, Number.NaN, EXPONENTIAL)).toBeNaN();
  });
});
