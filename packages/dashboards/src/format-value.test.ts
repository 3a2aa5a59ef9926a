import { describe, expect, it } from '@jest/globals';
import { formatValue, legendOf, levelOf } from './format-value.ts';

describe('a value', () => {
  it.each([
    [0, 'seconds', '0 s'],
    [0.00123, 'seconds', '1.23 ms'],
    [0.000_012_3, 'seconds', '12.3 µs'],
    [3_661, 'seconds', '1.02 h'],
    [1_500, 'milliseconds', '1.5 s'],
    [0, 'bytes', '0 B'],
    [1_536, 'bytes', '1.5 KiB'],
    [5 * 2 ** 30, 'bytes', '5 GiB'],
    [2_048, 'bytesPerSecond', '2 KiB/s'],
    [12_345, 'perSecond', '12.3 k/s'],
    [1_234, 'count', '1234'],
    [2_500_000, 'count', '2.5 M'],
    [0.0123, 'ratio', '1.23 %'],
    [99.95, 'percent', '100 %'],
    [1_700_000_000, 'moment', '2023-11-14 22:13:20Z'],
    [-0.5, 'none', '-0.5'],
    [Number.NaN, 'bytes', 'NaN'],
    [Number.POSITIVE_INFINITY, 'seconds', '∞'],
    [Number.NEGATIVE_INFINITY, 'none', '−∞'],
  ] as const)('%d in %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it('is as bad as the highest threshold it reaches', () => {
    const thresholds = [
      { from: 80, level: 'warning' },
      { from: 95, level: 'critical' },
    ] as const;
    expect([79, 80, 95].map((value) => levelOf(value, thresholds))).toEqual(['ok', 'warning', 'critical']);
  });
});

describe('the name of a series', () => {
  it('follows the template, and has nothing for labels that are not there', () => {
    expect(legendOf('{{operation}} p99', { operation: 'select' })).toBe('select p99');
    expect(legendOf('{{instance}} {{ mountpoint }}', { mountpoint: '/' })).toBe('/');
  });

  it('is the series itself without one', () => {
    expect(legendOf(undefined, { __name__: 'up', job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(legendOf(undefined, { __name__: 'up' })).toBe('up');
    expect(legendOf(undefined, {})).toBe('{}');
  });
});
