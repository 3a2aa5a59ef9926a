import { expect, it } from '@jest/globals';
import { compensate, KahanSum, kahanAddColumn } from './kahan-sum.ts';

function sum(values: readonly number[]): number {
  const total = new KahanSum();
  for (const value of values) total.add(value);
  return total.value;
}

it.each([
  ['keeps what rounding takes', [1, 1e100, 1, -1e100], 2],
  ['is exact for tenths', Array<number>(10).fill(0.1), 1],
  ['stays infinite', [1, Infinity, 5], Infinity],
  ['is NaN of infinities of both signs', [Infinity, -Infinity], Number.NaN],
  ['of nothing is zero', [], 0],
])('a compensated sum %s', (_, values, expected) => {
  expect(sum(values)).toBe(expected);
});

it('columns are added cell by cell as single sums are, absent cells left alone', () => {
  const columns = [
    [1, 0.1, 5],
    [1e100, 0.2, 7],
    [-1e100, 0.3, 9],
  ];
  const [sums, compensations] = [new Float64Array(3), new Float64Array(3)];
  for (const column of columns)
    kahanAddColumn(sums, compensations, Uint8Array.of(1, 1, 0), Float64Array.from(column));
  expect([0, 1, 2].map((i) => sums[i]! + compensations[i]!)).toEqual([
    sum([1, 1e100, -1e100]),
    sum([0.1, 0.2, 0.3]),
    0,
  ]);
});

it('a sum that became infinite has nothing to compensate', () => {
  expect(compensate(3, 1e308, 1e308, Infinity)).toBe(0);
});
