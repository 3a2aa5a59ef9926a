import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { beyond, widerZeroBucket, withSameZeroBuckets } from './zero-bucket.ts';

const read = (text: string) => parseHistogramDescription(text).value;

describe('a wider zero bucket', () => {
  // Buckets (0.5, 1], (1, 2] and [-1, -0.5).
  const histogram = read('z_bucket:1 z_bucket_w:0.25 buckets:[2 4] n_buckets:[8]');

  it.each([
    [0.25, 0.25, 1],
    [0.5, 0.5, 1],
    [1, 1, 11],
    [2, 2, 15],
    // Within a bucket with observations it goes on to that bucket's end.
    [0.75, 1, 11],
    [1.5, 2, 15],
    [100, 100, 15],
  ])('to %d reaches to %d and counts %d', (wanted, threshold, count) => {
    expect(widerZeroBucket(histogram, wanted)).toEqual({ threshold, count });
  });

  it('may end within a bucket without observations', () => {
    expect(widerZeroBucket(read('buckets:[0 4]'), 0.75)).toEqual({ threshold: 0.75, count: 0 });
  });

  it('that the negative side moves swallows more of the positive one', () => {
    // [-4, -2) is cut at 3, so that it goes to 4 and takes (2, 4] along.
    const text = 'buckets:[5] offset:2 n_buckets:[7] n_offset:2';
    expect(widerZeroBucket(read(text), 3)).toEqual({ threshold: 4, count: 12 });
  });
});

describe('two histograms', () => {
  it('get the wider zero bucket, which may have to be wider than either', () => {
    const [left, right] = withSameZeroBuckets(
      read('z_bucket:1 z_bucket_w:0.25 buckets:[2 4]'),
      read('z_bucket:10 z_bucket_w:0.75'),
    );
    expect(left).toMatchObject({ zeroThreshold: 1, zeroCount: 3, positiveBuckets: [4] });
    expect(right).toMatchObject({ zeroThreshold: 1, zeroCount: 10 });
  });

  it('with the same zero bucket are left as they are', () => {
    const histogram = read('z_bucket:1 z_bucket_w:0.25 buckets:[2]');
    expect(withSameZeroBuckets(histogram, histogram)).toEqual([histogram, histogram]);
  });
});

it('beyond a threshold are the buckets that begin there or after', () => {
  const buckets = { indexes: [0, 1, 3], counts: [1, 2, 3] };
  expect(beyond(buckets, 0.5, 0)).toEqual(buckets);
  expect(beyond(buckets, 0.75, 0)).toEqual({ indexes: [1, 3], counts: [2, 3] });
  expect(beyond(buckets, 4, 0)).toEqual({ indexes: [3], counts: [3] });
  expect(beyond(buckets, 5, 0)).toEqual({ indexes: [], counts: [] });
});
