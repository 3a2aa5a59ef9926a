import { describe, expect, it } from '@jest/globals';
import { dataQuery, withThreshold } from './rule-queries.ts';

describe('the query for what a rule judges', () => {
  it.each([
    ['x > 80', 'x'],
    ['80 < x', 'x'],
    ['(x > 80)', '(x)'],
    ['x > 1 < 3', 'x'],
    ['x > y', 'x'],
    ['x > 1 and y < 2', 'x'],
    ['x > 1 unless on (host) y', 'x'],
    ['x > 1 or y > 2', 'x or y'],
    ['sum by (a) (rate(x[5m])) / 2 >= 1', 'sum by (a) (rate(x[5m])) / 2'],
    ['x > bool 1', 'x'],
    ['absent(x)', 'absent(x)'],
    ['count(x > 1)', 'count(x > 1)'],
  ])('of %s is %s', (query, expected) => {
    expect(dataQuery(query)).toBe(expected);
  });
});

describe('another threshold', () => {
  it.each([
    ['x > 80', 70, 'x > 70'],
    ['80 < x', 70, '70 < x'],
    ['(rate(x[5m]) / y >= 0.5)', 0.25, 'rate(x[5m]) / y >= 0.25'],
    ['x > 2 * 3', 1, 'x > 1'],
  ])('of %s, %d, makes %s', (query, threshold, expected) => {
    expect(withThreshold(query, threshold)).toBe(expected);
  });

  it.each(['x', 'x > y', 'x > 1 and y', 'x > bool 1'])('cannot stand in %s', (query) => {
    expect(withThreshold(query, 1)).toBeUndefined();
  });
});
