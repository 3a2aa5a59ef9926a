import { describe, expect, it } from '@jest/globals';
import { parseHistogramDescription } from '../series-notation/parse-histogram.ts';
import { detectReset } from './detect-reset.ts';

function isReset(before: string, current: string): boolean {
  return detectReset(parseHistogramDescription(current).value, parseHistogramDescription(before).value);
}

describe('a counter was reset', () => {
  it.each([
    ['the count fell', 'count:5 buckets:[5]', 'count:4 buckets:[5]'],
    ['a bucket fell', 'count:5 buckets:[2 3]', 'count:9 buckets:[1 8]'],
    ['a bucket is gone', 'count:5 buckets:[2 3]', 'count:9 offset:1 buckets:[9]'],
    ['a negative bucket fell', 'count:5 n_buckets:[5]', 'count:9 n_buckets:[4] buckets:[5]'],
    [
      'the zero bucket fell',
      'count:5 z_bucket:5 z_bucket_w:1',
      'count:9 z_bucket:4 z_bucket_w:1 offset:1 buckets:[5]',
    ],
    ['the resolution grew', 'schema:0 count:5 buckets:[5]', 'schema:1 count:9 buckets:[9]'],
    [
      'the zero bucket became narrower',
      'count:5 z_bucket:5 z_bucket_w:1',
      'count:9 z_bucket:9 z_bucket_w:0.5',
    ],
    ['the zero bucket now cuts a bucket', 'count:5 buckets:[5]', 'count:9 z_bucket:9 z_bucket_w:0.75'],
    ['buckets became custom ones', 'count:5 buckets:[5]', 'schema:-53 count:9 custom_values:[1] buckets:[9]'],
    ['buckets were custom ones', 'schema:-53 count:5 custom_values:[1] buckets:[5]', 'count:9 buckets:[9]'],
    [
      'a custom bucket fell',
      'schema:-53 count:5 custom_values:[1] buckets:[5]',
      'schema:-53 count:9 custom_values:[1] buckets:[4 5]',
    ],
    [
      'what custom buckets share fell',
      'schema:-53 count:5 custom_values:[1 2] buckets:[1 4]',
      'schema:-53 count:9 custom_values:[2 3] buckets:[4 5]',
    ],
    ['the hint says so', 'count:5 buckets:[5]', 'count:9 buckets:[9] counter_reset_hint:reset'],
  ])('when %s', (_, before, current) => {
    expect(isReset(before, current)).toBe(true);
  });
});

describe('a counter went on', () => {
  it.each([
    [
      'everything grew',
      'count:5 sum:5 z_bucket:1 z_bucket_w:0.5 buckets:[4]',
      'count:9 sum:9 z_bucket:2 z_bucket_w:0.5 buckets:[5 2]',
    ],
    ['only the sum fell', 'count:5 sum:5 buckets:[5]', 'count:5 sum:1 buckets:[5]'],
    ['an empty bucket is gone', 'count:5 buckets:[5 0]', 'count:5 buckets:[5]'],
    [
      'the resolution fell',
      'schema:1 count:5 offset:1 buckets:[2 3]',
      'schema:0 count:6 offset:1 buckets:[6]',
    ],
    ['the zero bucket swallowed whole buckets', 'count:5 buckets:[5]', 'count:6 z_bucket:6 z_bucket_w:1'],
    [
      'what custom buckets share grew',
      'schema:-53 count:5 custom_values:[1 2] buckets:[1 4]',
      'schema:-53 count:9 custom_values:[2 3] buckets:[5 4]',
    ],
    ['the hint says so', 'count:5 buckets:[5]', 'count:4 buckets:[4] counter_reset_hint:not_reset'],
  ])('when %s', (_, before, current) => {
    expect(isReset(before, current)).toBe(false);
  });
});
