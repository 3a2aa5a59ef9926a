import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { formatHistogram } from './format-histogram.ts';
import { trimHistogram } from './trim-histogram.ts';

const EXPONENTIAL = 'count:8 sum:20 offset:1 buckets:[4 4]';
const CUSTOM = 'schema:-53 count:8 sum:20 custom_values:[2 4] buckets:[2 4 2]';

function trim(text: string, value: number, side: 'upper' | 'lower') {
  return trimHistogram(parseHistogramDescription(text).value, value, side);
}

describe('cutting a histogram', () => {
  it('leaves it as it is where nothing lies on the other side', () => {
    const { value } = parseHistogramDescription(EXPONENTIAL);
    expect(trimHistogram(value, 4, 'upper')).toBe(value);
    expect(trimHistogram(value, 1, 'lower')).toBe(value);
  });

  it('drops whole buckets and estimates the sum anew from the middles of the rest', () => {
    const below = trim(EXPONENTIAL, 2, 'upper');
    expect(below).toMatchObject({
      count: 4,
      positiveSpans: [{ offset: 1, length: 1 }],
      positiveBuckets: [4],
    });
    expect(below.sum).toBeCloseTo(4 * Math.SQRT2, 12);
    const above = trim(EXPONENTIAL, 2, 'lower');
    expect(above).toMatchObject({
      count: 4,
      positiveSpans: [{ offset: 2, length: 1 }],
      positiveBuckets: [4],
    });
    expect(above.sum).toBeCloseTo(8 * Math.SQRT2, 12);
  });

  it('divides an exponential bucket on a logarithmic scale, also a negative one', () => {
    const below = trim(EXPONENTIAL, Math.SQRT2, 'upper');
    expect(below.count).toBeCloseTo(2, 12);
    // Two of (1, sqrt(2)], around 2^0.25.
    expect(below.sum).toBeCloseTo(2 * 2 ** 0.25, 12);
    const negative = trim('count:4 sum:-6 n_offset:1 n_buckets:[4]', -Math.SQRT2, 'lower');
    expect(negative.count).toBeCloseTo(2, 12);
    expect(negative.sum).toBeCloseTo(-2 * 2 ** 0.25, 12);
  });

  it('divides a custom bucket on a straight line, the first one from zero', () => {
    expect(formatHistogram(trim(CUSTOM, 3, 'upper'))).toBe('{count:4, sum:7, (-Inf,2]:2, (2,4]:2}');
    expect(formatHistogram(trim(CUSTOM, 3, 'lower'))).toBe('{count:4, sum:15, (2,4]:2, (4,+Inf]:2}');
    expect(formatHistogram(trim(CUSTOM, 1, 'upper'))).toBe('{count:1, sum:0.5, (-Inf,2]:1}');
    expect(formatHistogram(trim(CUSTOM, 1, 'lower'))).toBe(
      '{count:7, sum:21.5, (-Inf,2]:1, (2,4]:4, (4,+Inf]:2}',
    );
  });

  it('keeps of a bucket without an end all above a value within it, and nothing below', () => {
    expect(formatHistogram(trim(CUSTOM, 10, 'lower'))).toBe('{count:2, sum:20, (4,+Inf]:2}');
    expect(formatHistogram(trim(CUSTOM, 10, 'upper'))).toBe('{count:6, sum:14, (-Inf,2]:2, (2,4]:4}');
  });

  it('divides the zero bucket on a straight line, within the side there are buckets on', () => {
    const both = 'count:4 sum:0 z_bucket:4 z_bucket_w:1';
    expect(formatHistogram(trim(both, 0.5, 'upper'))).toBe('{count:3, sum:-0.75, [-1,1]:3}');
    expect(formatHistogram(trim(both, 0.5, 'lower'))).toBe('{count:1, sum:0.75, [-1,1]:1}');
    const positive = 'count:8 sum:9 z_bucket:4 z_bucket_w:1 offset:1 buckets:[4]';
    expect(formatHistogram(trim(positive, 0.25, 'upper'))).toBe('{count:1, sum:0.125, [-1,1]:1}');
    expect(formatHistogram(trim(positive, -0.5, 'upper'))).toBe('{count:0, sum:0}');
  });

  it('of everything leaves nothing', () => {
    expect(formatHistogram(trim(EXPONENTIAL, 0, 'upper'))).toBe('{count:0, sum:0}');
    expect(formatHistogram(trim(CUSTOM, Infinity, 'upper'))).toBe(
      formatHistogram(parseHistogramDescription(CUSTOM).value),
    );
  });
});
