import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { formatHistogram } from './format-histogram.ts';
import { meanOfHistograms, sumOfHistograms } from './sum-histograms.ts';

const read = (...texts: string[]) => texts.map((text) => parseHistogramDescription(text).value);

describe('the sum of histograms', () => {
  it('is bucket by bucket', () => {
    const { histogram } = sumOfHistograms(
      read('count:1 sum:1 buckets:[1]', 'count:2 sum:3 buckets:[1 1]', 'count:1 sum:-1 n_buckets:[1]'),
    )!;
    expect(formatHistogram(histogram)).toBe('{count:4, sum:3, [-1,-0.5):1, (0.5,1]:2, (1,2]:1}');
  });

  it('of one is that one without its empty buckets', () => {
    expect(sumOfHistograms(read('count:1 buckets:[0 1]'))!.histogram).toMatchObject({
      positiveSpans: [{ offset: 1, length: 1 }],
      positiveBuckets: [1],
    });
  });

  it('keeps what rounding takes from counts, sums, buckets and the zero bucket', () => {
    const { histogram } = sumOfHistograms(
      read(
        'count:0.1 sum:0.2 z_bucket:0.3 z_bucket_w:0.5 buckets:[0.4]',
        'count:1e16 sum:1e17 z_bucket:1e18 z_bucket_w:0.5 buckets:[1e19]',
        'count:-1e16 sum:-1e17 z_bucket:-1e18 z_bucket_w:0.5 buckets:[-1e19]',
      ),
    )!;
    expect(histogram).toMatchObject({ count: 0.1, sum: 0.2, zeroCount: 0.3, positiveBuckets: [0.4] });
  });

  it('takes what was kept along when buckets merge or are swallowed', () => {
    const kept = [
      'schema:1 count:0.3 offset:1 buckets:[0.1 0.2]',
      'schema:1 count:1e16 offset:1 buckets:[1e16]',
      'schema:1 count:-1e16 offset:1 buckets:[-1e16]',
    ];
    const merged = sumOfHistograms(read(...kept, 'schema:0 count:1 offset:2 buckets:[1]'))!.histogram;
    expect(merged.positiveBuckets[0]).toBeCloseTo(0.3, 12);
    const swallowed = sumOfHistograms(read(...kept, 'schema:0 count:1 z_bucket:1 z_bucket_w:2'))!.histogram;
    expect(swallowed.positiveBuckets).toEqual([]);
    expect(swallowed.zeroCount).toBeCloseTo(1.3, 12);
  });

  it('tells of reconciled bounds and of hints that contradict', () => {
    const custom = sumOfHistograms(
      read(
        'schema:-53 custom_values:[1 2] count:1 buckets:[1]',
        'schema:-53 custom_values:[2] count:1 buckets:[1]',
      ),
    )!;
    expect(custom).toMatchObject({ isReconciled: true, isHintConflict: false });
    const hints = sumOfHistograms(read('counter_reset_hint:reset', 'counter_reset_hint:not_reset'))!;
    expect(hints).toMatchObject({ isReconciled: false, isHintConflict: true });
    // With a gauge among them they still contradict each other.
    expect(
      sumOfHistograms(
        read('counter_reset_hint:reset', 'counter_reset_hint:gauge', 'counter_reset_hint:not_reset'),
      ),
    ).toMatchObject({
      isHintConflict: true,
      histogram: { counterResetHint: 'gauge' },
    });
  });

  it('is nothing when some have custom buckets and others have not', () => {
    expect(sumOfHistograms(read('count:1', 'schema:-53 count:1'))).toBeUndefined();
    expect(meanOfHistograms(read('count:1', 'schema:-53 count:1'))).toBeUndefined();
  });
});

describe('the mean of histograms', () => {
  it('is the sum divided by how many there are', () => {
    const { histogram } = meanOfHistograms(read('count:2 sum:1 buckets:[2]', 'count:4 sum:5 buckets:[2 2]'))!;
    expect(formatHistogram(histogram)).toBe('{count:3, sum:3, (0.5,1]:2, (1,2]:1}');
  });

  it('does not overflow although the sum does', () => {
    const { histogram } = meanOfHistograms(
      read('count:1.5e308 sum:1 buckets:[1.5e308]', 'count:1.5e308 sum:3 buckets:[1.5e308]'),
    )!;
    expect(histogram.count).toBe(1.5e308);
    expect(histogram.positiveBuckets).toEqual([1.5e308]);
    expect(histogram.sum).toBeCloseTo(2, 12);
  });
});
