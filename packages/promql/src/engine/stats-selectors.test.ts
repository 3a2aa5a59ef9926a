import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { parseQuery } from '../parse-query.ts';
import { parseSeries } from '../series-notation/parse-series.ts';
import { toSeriesSamples } from '../series-notation/to-series-samples.ts';
import { countAndSumOnly, statsSelectors } from './stats-selectors.ts';

describe('histograms are read without buckets', () => {
  it.each([
    ['histogram_count(m)', ['m']],
    ['histogram_sum(rate(m[5m]))', ['m']],
    ['histogram_avg(sum by (job) (m))', ['m']],
    ['histogram_count(m + n) / o', ['m', 'n']],
    ['histogram_quantile(0.5, m)', []],
    ['histogram_count(m </ 5)', []],
    ['max_over_time(histogram_count(m)[5m:1m])', []],
    ['histogram_stddev(m)', []],
    ['m', []],
  ])('by %s: %j', (query, names) => {
    expect([...statsSelectors(parseQuery(query))].map(({ name }) => name)).toEqual(names);
  });

  it('and their resets worked out from the histogram before, whatever stands between', () => {
    const samples = toSeriesSamples(
      parseSeries(
        'h {{count:3 sum:1 buckets:[3]}} {{count:5 sum:2 buckets:[5]}} stale 7 {{count:4 sum:3 buckets:[4]}} {{count:1 sum:1 counter_reset_hint:gauge}}',
      ),
      1000,
    );
    const read = countAndSumOnly(samples).histograms!;
    expect(read.map((histogram) => histogram?.counterResetHint)).toEqual([
      ...['unknown', 'not_reset', undefined, undefined, 'reset', 'gauge'],
    ]);
    expect(read[0]).toMatchObject({ count: 3, sum: 1, positiveSpans: [], positiveBuckets: [] });
  });

  it('while floats stay as they are', () => {
    const samples = { labels: Labels.EMPTY, timestamps: Float64Array.of(1), values: Float64Array.of(2) };
    expect(countAndSumOnly(samples)).toBe(samples);
  });
});
