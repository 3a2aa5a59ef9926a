import { describe, expect, it } from '@jest/globals';
import { greater, lesser } from './extreme-of-two.ts';
import { type Extreme, extremeKernel } from './extreme-over-time.ts';

const NAN = Number.NaN;

function run(extreme: Extreme, values: number[], pairs: readonly (readonly [number, number])[]): number[] {
  const result = new Float64Array(pairs.length);
  extremeKernel(extreme)(
    {
      timestamps: Float64Array.from(values, (_, i) => i * 1000),
      values: Float64Array.from(values),
      windows: {
        first: Int32Array.from(pairs, ([first]) => first),
        end: Int32Array.from(pairs, ([, end]) => end),
      },
    },
    result,
  );
  return [...result];
}

describe('extremeKernel', () => {
  const values = [3, 1, 4, 1, 5, 9, 2, 6];
  const windows = [
    [0, 3],
    [1, 4],
    [3, 6],
    [5, 8],
    [6, 8],
  ] as const;

  it('finds the greatest and the smallest of windows that slide', () => {
    expect(run({ isMax: true, isTime: false }, values, windows)).toEqual([4, 4, 9, 9, 6]);
    expect(run({ isMax: false, isTime: false }, values, windows)).toEqual([1, 1, 1, 2, 2]);
  });

  it('tells the last time of equal values, in seconds', () => {
    expect(run({ isMax: false, isTime: true }, values, windows)).toEqual([1, 3, 3, 6, 6]);
  });

  it('passes over NaN unless there is nothing else', () => {
    const mixed = [NAN, 2, NAN, NAN];
    const parts = [
      [0, 3],
      [2, 4],
    ] as const;
    expect(run({ isMax: true, isTime: false }, mixed, parts)).toEqual([2, NAN]);
    expect(run({ isMax: true, isTime: true }, mixed, parts)).toEqual([1, 3]);
  });

  it('leaves steps without samples alone', () => {
    expect(
      run(
        { isMax: true, isTime: false },
        [7, 8],
        [
          [0, 1],
          [1, 1],
          [1, 2],
        ],
      ),
    ).toEqual([7, 0, 8]);
  });
});

it.each([
  ['the greater', greater, 1, 2, 2],
  ['the lesser', lesser, 1, 2, 1],
  ['the greater, where infinity beats NaN,', greater, NAN, Infinity, Infinity],
  ['the lesser, where infinity beats NaN,', lesser, -Infinity, NAN, -Infinity],
  ['the greater, where NaN beats the rest,', greater, NAN, -Infinity, NAN],
  ['the lesser, where NaN beats the rest,', lesser, Infinity, NAN, NAN],
  ['the greater of zeros', greater, -0, 0, 0],
  ['the lesser of zeros', lesser, 0, -0, -0],
])('%s of %#', (_, choose, a, b, expected) => {
  expect(choose(a, b)).toBe(expected);
});
