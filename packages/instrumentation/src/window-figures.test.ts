import { describe, expect, it } from '@jest/globals';
import { isStaleNaN, Labels, type Matcher, type SeriesSamples, writeStaleNaN } from '@kotoba/core';
import { WindowFigures } from './window-figures.ts';

const NOW = 1_000_000;

/** Series whose samples lie 15 s apart and end now; undefined is a stale marker. */
function figures(
  ...series: Array<readonly [labels: Record<string, string>, values: ReadonlyArray<number | undefined>]>
) {
  const all = series.map(([labels, values]): SeriesSamples => {
    const column = Float64Array.from(values, (value) => value ?? 0);
    values.forEach((value, i) => {
      if (value === undefined) writeStaleNaN(column, i);
    });
    const timestamps = Float64Array.from(values, (_, i) => NOW - (values.length - 1 - i) * 15_000);
    return { labels: Labels.from(labels), timestamps, values: column };
  });
  const select = (matchers: readonly Matcher[]) =>
    all.filter(({ labels }) => matchers.every((matcher) => matcher.matches(labels.get(matcher.name))));
  return new WindowFigures({ selectNow: select }, NOW, 300_000);
}

function bucket(le: string, ...values: number[]) {
  return [{ __name__: 'h_bucket', le }, values] as const;
}

describe('WindowFigures', () => {
  it('adds up present values of the series asked for', () => {
    const some = figures(
      [{ __name__: 'g', a: '1' }, [5, 7]],
      [{ __name__: 'g', a: '2' }, [1]],
      [{ __name__: 'x' }, [9]],
    );
    expect(some.sum('g')).toBe(8);
    expect(some.sum('g', { a: '2' })).toBe(1);
    expect(some.average('g')).toBe(4);
    expect(some.highest('g')).toBe(7);
  });

  it('knows nothing of a metric that is not there or has gone stale', () => {
    const some = figures([{ __name__: 'gone' }, [5, undefined]]);
    expect([
      some.sum('gone'),
      some.average('nothing'),
      some.highest('nothing'),
      some.rate('nothing'),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('adds up the rises of counters, and takes a fall for a restart from 0', () => {
    expect(figures([{ __name__: 'c' }, [10, 25, 40]]).rate('c')).toBe(1);
    expect(figures([{ __name__: 'c' }, [10, 25, 6]]).rate('c')).toBe(0.7);
    expect(
      figures([{ __name__: 'c', i: '1' }, [0, 15]], [{ __name__: 'c', i: '2' }, [0, 30]]).rate('c'),
    ).toBe(3);
  });

  it('needs two samples for a rate', () => {
    expect(figures([{ __name__: 'c' }, [10]]).rate('c')).toBeUndefined();
  });

  it('interpolates quantiles within a bucket', () => {
    const some = figures(bucket('1', 0, 10), bucket('2', 0, 20), bucket('+Inf', 0, 20));
    expect(some.quantile(0.25, 'h')).toBe(0.5);
    expect(some.quantile(0.75, 'h')).toBe(1.5);
  });

  it('answers the highest finite bound for what lies beyond it', () => {
    expect(figures(bucket('1', 0, 1), bucket('+Inf', 0, 9)).quantile(0.9, 'h')).toBe(1);
  });

  it('has no quantile of a histogram that nothing was recorded in during the window', () => {
    expect(figures(bucket('1', 4, 4), bucket('+Inf', 4, 4)).quantile(0.9, 'h')).toBeUndefined();
    expect(figures(bucket('1', 4, 5)).quantile(0.9, 'h')).toBeUndefined();
  });

  it('takes stale markers for no sample', () => {
    const values = new Float64Array(1);
    writeStaleNaN(values, 0);
    expect(isStaleNaN(values, 0)).toBe(true);
    expect(figures([{ __name__: 'c' }, [0, undefined, 30]]).rate('c')).toBe(1);
  });
});
