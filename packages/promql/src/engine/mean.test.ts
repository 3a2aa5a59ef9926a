import { expect, it } from '@jest/globals';
import { mean } from './mean.ts';

it.each([
  ['of one value is that value', [5], 5],
  ['keeps what rounding takes', [1, 1e100, 1, -1e100], 0.5],
  ['does not overflow', [1.5e308, 1.5e308, 1.5e308], 1.5e308],
  ['is infinite with an infinity', [1, Infinity, 2], Infinity],
  ['stays infinite after finite values', [Infinity, 1, 2], Infinity],
  ['is NaN of infinities of both signs', [Infinity, -Infinity], Number.NaN],
  ['is NaN with NaN', [1, Number.NaN], Number.NaN],
])('the mean %s', (_, values, expected) => {
  expect(mean(values, 0, values.length)).toBe(expected);
});

it('takes the part it is asked for', () => {
  expect(mean([100, 1, 3, 100], 1, 3)).toBe(2);
});
