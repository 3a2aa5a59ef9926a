import { expect, it } from '@jest/globals';
import { quantile } from './quantile.ts';

it.each([
  ['the middle of an odd number', 0.5, [3, 1, 2], 2],
  ['half way between two', 0.5, [4, 1, 3, 2], 2.5],
  ['a quarter of the way', 0.25, [0, 10], 2.5],
  ['the smallest', 0, [3, 1, 2], 1],
  ['the greatest', 1, [3, 1, 2], 3],
  ['−Inf below 0', -0.1, [1], -Infinity],
  ['+Inf above 1', 1.1, [1], Infinity],
  ['NaN of nothing', 0.5, [], Number.NaN],
  ['NaN for a quantile that is none', Number.NaN, [1], Number.NaN],
  ['NaN first, for it counts as smallest', 0, [1, Number.NaN], Number.NaN],
  ['what is greater than NaN', 1, [1, Number.NaN, 2], 2],
])('the quantile is %s', (_, phi, values, expected) => {
  expect(quantile(phi, Float64Array.from(values))).toBe(expected);
});
