import { describe, expect, it } from '@jest/globals';
import { parseSeries } from './parse-series.ts';
import type { SequenceValue } from './sequence-value.ts';

const floats = (...values: number[]): SequenceValue[] => values.map((value) => ({ kind: 'float', value }));

describe('parseSeries', () => {
  it('repeats, counts up and down, leaves out and marks stale', () => {
    expect(parseSeries('m 7x2 1+2x3 5-1.5x2 _ _x2 stale').values).toEqual([
      ...floats(7, 7, 7, 1, 3, 5, 7, 5, 3.5, 2),
      { kind: 'omitted' },
      { kind: 'omitted' },
      { kind: 'omitted' },
      { kind: 'stale' },
    ]);
  });

  it('reads signs, exponents, infinities and NaN, but no hexadecimal, for 0x2 is zero three times', () => {
    expect(parseSeries('m -1 +2 1e3 -.5 Inf -Inf +inf NaN 0x2 -2-1x1').values).toEqual(
      floats(-1, 2, 1000, -0.5, Infinity, -Infinity, Infinity, NaN, 0, 0, 0, -2, -3),
    );
  });

  it.each([
    ['m{a="b", c="d e"} 1', { __name__: 'm', a: 'b', c: 'd e' }],
    ['{"my.metric", "a b"="}"} 1', { __name__: 'my.metric', 'a b': '}' }],
    ["m{a='x\"y'} 1", { __name__: 'm', a: 'x"y' }],
    ['{} 1', {}],
    ['m {a="b"} 1', { __name__: 'm', a: 'b' }],
    ['m{empty=""} 1', { __name__: 'm' }],
  ])('reads the labels of %s', (line, labels) => {
    expect(parseSeries(line).labels.toRecord()).toEqual(labels);
    expect(parseSeries(line).values).toEqual(floats(1));
  });

  it('adds histograms up as it repeats them', () => {
    const { values } = parseSeries(
      'h {{schema:1 count:3 sum:4 buckets:[1 2]}}+{{schema:1 count:1 sum:1 buckets:[1]}}x2',
    );
    expect(values.map((value) => value.kind === 'histogram' && value.value.positiveBuckets)).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
    ]);
  });

  it('notes whether a hint was given', () => {
    const { values } = parseSeries('h {{count:1}} {{count:1 counter_reset_hint:gauge}}');
    expect(values).toMatchObject([
      { hintGiven: false, value: { counterResetHint: 'unknown' } },
      { hintGiven: true, value: { counterResetHint: 'gauge' } },
    ]);
  });

  it.each([
    ['m 1+2', 'expected a repetition such as x3 after 1+2'],
    ['m one', 'expected a value such as 1, _, stale, 1x3 or 1+2x3, got one'],
    ['m{a!="b"} 1', 'expected = in a series description, got != for a'],
    ['m 1x9999999', 'expected at most 1000000 repetitions, got 9999999'],
    ['h {{bogus:1}}', "expected a histogram's field, got bogus:1"],
    ['m 1 { 2', 'expected a value such as 1, _, stale, 1x3 or 1+2x3, got {'],
    ['h {{count:1', 'expected a value such as 1, _, stale, 1x3 or 1+2x3, got {{count:1'],
    ['m stalex3', 'expected a value such as 1, _, stale, 1x3 or 1+2x3, got stalex3'],
    ['h {{count:1 sum:2 count:1}}', "expected each of a histogram's fields once, got count again"],
    ['h {{count:x}}', 'expected a number, got "x"'],
  ])('refuses %s', (line, message) => {
    expect(() => parseSeries(line)).toThrow(message);
  });
});
