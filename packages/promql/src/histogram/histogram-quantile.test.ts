import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { histogramQuantile } from './histogram-quantile.ts';

function quantile(phi: number, text: string) {
  return histogramQuantile(phi, parseHistogramDescription(text).value);
}

describe('the quantile of an exponential histogram', () => {
  it('lies on a logarithmic scale within its bucket', () => {
    // Half of (2, 4]: the geometric mean of its bounds.
    expect(quantile(0.5, 'count:8 sum:20 buckets:[2 2 4] offset:0').value).toBeCloseTo(2, 12);
    expect(quantile(0.75, 'count:8 sum:20 buckets:[2 2 4] offset:0').value).toBeCloseTo(2 * Math.SQRT2, 12);
  });

  it('counts from above for the upper half and below for the lower, with the same result', () => {
    const text = 'count:4 sum:6 offset:1 buckets:[4]';
    expect(quantile(0.5, text).value).toBeCloseTo(Math.SQRT2, 12);
    expect(quantile(0.25, text).value).toBeCloseTo(2 ** 0.25, 12);
    expect(quantile(0.75, text).value).toBeCloseTo(2 ** 0.75, 12);
  });

  it('is negative in a negative bucket, the far end first', () => {
    expect(quantile(0, 'count:4 sum:-6 n_offset:1 n_buckets:[4]').value).toBeCloseTo(-2, 12);
    expect(quantile(0.5, 'count:4 sum:-6 n_offset:1 n_buckets:[4]').value).toBeCloseTo(-Math.SQRT2, 12);
  });

  it('lies on a straight line in the zero bucket, which does not reach to a side without buckets', () => {
    const zero = 'z_bucket:4 z_bucket_w:1';
    expect(quantile(0.25, `count:8 sum:1 ${zero} offset:1 buckets:[4]`).value).toBe(0.5);
    expect(quantile(0.75, `count:8 sum:1 ${zero} n_offset:1 n_buckets:[4]`).value).toBe(-0.5);
    expect(quantile(0.25, `count:4 sum:0 ${zero}`).value).toBe(-0.5);
  });

  it.each([
    [-0.1, -Infinity],
    [1.1, Infinity],
    [Number.NaN, Number.NaN],
  ])('of %d is %d', (phi, value) => {
    expect(quantile(phi, 'count:1 sum:1 buckets:[1]')).toEqual({ value });
  });

  it('is NaN without observations', () => {
    expect(quantile(0.5, 'count:0 sum:0')).toEqual({ value: Number.NaN });
  });

  it('is the end of the last bucket where the count is more than the buckets hold', () => {
    expect(quantile(0.4, 'count:10 sum:9 offset:1 buckets:[1]')).toEqual({ value: 2 });
    expect(quantile(0.4, 'count:10 sum:9')).toEqual({ value: 0 });
  });

  it('tells of NaN observations, which only counting from below can leave out', () => {
    expect(quantile(0.9, 'count:4 sum:NaN offset:1 buckets:[2]')).toEqual({ value: Number.NaN, nan: 'all' });
    const skewed = quantile(0.25, 'count:4 sum:NaN offset:1 buckets:[2]');
    expect(skewed.nan).toBe('skewed');
    expect(skewed.value).toBeCloseTo(Math.SQRT2, 12);
    // The sum of infinities of both signs is NaN too.
    expect(quantile(0.5, 'count:2 sum:NaN offset:1 buckets:[2]').nan).toBeUndefined();
  });
});

describe('the quantile of a histogram with custom buckets', () => {
  const text = 'schema:-53 count:10 sum:30 custom_values:[2 4] buckets:[4 4 2]';

  it('lies on a straight line, from zero in the first bucket', () => {
    expect(quantile(0.2, text).value).toBeCloseTo(1, 12);
    expect(quantile(0.6, text).value).toBeCloseTo(3, 12);
  });

  it('is the last bound in the last bucket', () => {
    expect(quantile(0.95, text)).toEqual({ value: 4 });
  });

  it('is the first bound where that is not above zero', () => {
    expect(quantile(0.1, 'schema:-53 count:4 sum:0 custom_values:[-1 1] buckets:[2 2]')).toEqual({
      value: -1,
    });
  });
});
