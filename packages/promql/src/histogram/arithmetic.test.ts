import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import {
  addHistograms,
  combinedHint,
  divideHistogram,
  scaleHistogram,
  subtractHistograms,
} from './arithmetic.ts';
import { formatHistogram } from './format-histogram.ts';

const read = (text: string) => parseHistogramDescription(text).value;
const sum = (a: string, b: string) => addHistograms(read(a), read(b))!;

describe('adding and subtracting histograms', () => {
  it('takes bucket by bucket, those only one of them has included', () => {
    const [a, b] = [
      'count:3 sum:4 z_bucket:1 z_bucket_w:0.25 buckets:[2]',
      'count:4 sum:1 z_bucket:3 z_bucket_w:0.25 offset:1 buckets:[1]',
    ];
    expect(formatHistogram(sum(a, b).histogram)).toBe('{count:7, sum:5, [-0.25,0.25]:4, (0.5,1]:2, (1,2]:1}');
    expect(formatHistogram(subtractHistograms(read(a), read(b))!.histogram)).toBe(
      '{count:-1, sum:3, [-0.25,0.25]:-2, (0.5,1]:2, (1,2]:-1}',
    );
  });

  it('leaves out buckets that have become empty', () => {
    const { histogram } = subtractHistograms(read('count:3 buckets:[1 2]'), read('count:1 buckets:[1]'))!;
    expect(histogram).toMatchObject({ positiveSpans: [{ offset: 1, length: 1 }], positiveBuckets: [2] });
  });

  it('takes the coarser schema of both, on either side', () => {
    const [fine, coarse] = [
      'schema:1 count:3 offset:1 buckets:[1 2]',
      'schema:0 count:4 offset:1 buckets:[4]',
    ];
    for (const { histogram } of [sum(fine, coarse), sum(coarse, fine)]) {
      expect(histogram.schema).toBe(0);
      expect(formatHistogram(histogram)).toBe('{count:7, sum:0, (1,2]:7}');
    }
  });

  it('takes the wider zero bucket of both and counts in what it swallows', () => {
    const { histogram } = sum('count:3 buckets:[1 2]', 'count:4 z_bucket:4 z_bucket_w:1');
    expect(formatHistogram(histogram)).toBe('{count:7, sum:0, [-1,1]:5, (1,2]:2}');
  });

  it('keeps only the custom bounds both have, and tells of it', () => {
    const { histogram, isReconciled } = sum(
      'schema:-53 count:7 custom_values:[1 2] buckets:[1 2 4]',
      'schema:-53 count:7 custom_values:[2 3] buckets:[1 2 4]',
    );
    expect(isReconciled).toBe(true);
    expect(histogram.customValues).toEqual([2]);
    expect(formatHistogram(histogram)).toBe('{count:14, sum:0, (-Inf,2]:4, (2,+Inf]:10}');
    const same = 'schema:-53 count:1 custom_values:[1] buckets:[1]';
    expect(sum(same, same).isReconciled).toBe(false);
  });

  it('has no result when only one has custom bounds', () => {
    expect(
      addHistograms(read('count:1 buckets:[1]'), read('schema:-53 count:1 buckets:[1]')),
    ).toBeUndefined();
    expect(subtractHistograms(read('schema:-53'), read('schema:0'))).toBeUndefined();
  });

  it('tells of a counter that was reset and one that was not', () => {
    const [reset, not, gauge] = ['reset', 'not_reset', 'gauge'].map(
      (hint) => `counter_reset_hint:${hint}`,
    ) as [string, string, string];
    expect(sum(reset, not)).toMatchObject({
      isHintConflict: true,
      histogram: { counterResetHint: 'unknown' },
    });
    expect(sum(reset, gauge)).toMatchObject({
      isHintConflict: false,
      histogram: { counterResetHint: 'gauge' },
    });
    expect(sum(reset, '')).toMatchObject({
      isHintConflict: false,
      histogram: { counterResetHint: 'unknown' },
    });
    expect(sum(reset, reset)).toMatchObject({
      isHintConflict: false,
      histogram: { counterResetHint: 'reset' },
    });
  });
});

it.each([
  ['gauge', 'reset', 'gauge'],
  ['not_reset', 'gauge', 'gauge'],
  ['unknown', 'reset', 'unknown'],
  ['not_reset', 'not_reset', 'not_reset'],
  ['reset', 'not_reset', 'unknown'],
] as const)('the hint of %s with %s is %s', (a, b, hint) => {
  expect(combinedHint(a, b)).toBe(hint);
});

describe('scaling a histogram', () => {
  const histogram = read(
    'count:4 sum:6 z_bucket:1 z_bucket_w:0.5 buckets:[2] n_buckets:[1] counter_reset_hint:reset',
  );

  it('changes every count and the sum, and nothing else', () => {
    expect(formatHistogram(scaleHistogram(histogram, 2))).toBe(
      '{count:8, sum:12, [-1,-0.5):2, [-0.5,0.5]:2, (0.5,1]:4}',
    );
    expect(scaleHistogram(histogram, 2).counterResetHint).toBe('reset');
    expect(formatHistogram(divideHistogram(histogram, 2))).toBe(
      '{count:2, sum:3, [-1,-0.5):0.5, [-0.5,0.5]:0.5, (0.5,1]:1}',
    );
  });

  it('by a negative number makes a gauge', () => {
    expect(scaleHistogram(histogram, -1)).toMatchObject({ count: -4, counterResetHint: 'gauge' });
    expect(divideHistogram(histogram, -2)).toMatchObject({ count: -2, counterResetHint: 'gauge' });
  });

  it('by zero leaves empty buckets, and divided by zero none', () => {
    expect(scaleHistogram(histogram, 0).positiveBuckets).toEqual([0]);
    expect(divideHistogram(histogram, 0)).toMatchObject({
      count: Infinity,
      sum: Infinity,
      zeroCount: Infinity,
      positiveBuckets: [],
      negativeBuckets: [],
    });
    expect(divideHistogram(read('count:0 sum:0'), 0)).toMatchObject({ count: Number.NaN, sum: Number.NaN });
  });
});
