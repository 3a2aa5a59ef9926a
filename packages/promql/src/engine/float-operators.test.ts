import { expect, it } from '@jest/globals';
import { arithmetic, comparison, isArithmetic, isComparison } from './float-operators.ts';

it.each([
  ['%', 5, 3, 2],
  ['%', -5, 3, -2],
  ['%', 5, -3, 2],
  ['%', 5, 0, Number.NaN],
  ['%', 5, Infinity, 5],
  ['/', 1, 0, Infinity],
  ['/', -1, 0, -Infinity],
  ['/', 0, 0, Number.NaN],
  ['^', 2, 10, 1024],
  ['^', 1, Number.NaN, 1],
  ['^', 1, Infinity, 1],
  ['^', -1, -Infinity, 1],
  ['^', Number.NaN, 0, 1],
  ['^', -8, 1 / 3, Number.NaN],
  ['atan2', 1, 1, Math.PI / 4],
] as const)('%#: a %s b', (operator, left, right, expected) => {
  expect(arithmetic[operator](left, right)).toBe(expected);
});

it('NaN equals nothing, not even itself, and is neither less nor more', () => {
  const nan = Number.NaN;
  const holding = Object.entries(comparison).filter(([, holds]) => holds(nan, nan));
  expect(holding.map(([operator]) => operator)).toEqual(['!=']);
});

it('operators are arithmetic, comparisons or neither', () => {
  expect([isArithmetic('+'), isArithmetic('=='), isArithmetic('and')]).toEqual([true, false, false]);
  expect([isComparison('+'), isComparison('=='), isComparison('and')]).toEqual([false, true, false]);
});
