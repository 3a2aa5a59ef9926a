import { describe, expect, it } from '@jest/globals';
import { fitLine, TimeSums } from './linear-regression.ts';

function fit(points: readonly (readonly [number, number])[], originMillis?: number) {
  const floats = {
    timestamps: Float64Array.from(points, ([seconds]) => seconds * 1000),
    values: Float64Array.from(points, ([, value]) => value),
    windows: { first: Int32Array.of(0), end: Int32Array.of(points.length) },
  };
  const times = new TimeSums(1);
  times.prepare(floats, 0, (firstTime) => originMillis ?? firstTime);
  const line = { slope: 0, intercept: 0 };
  fitLine(floats, 0, times, line);
  return line;
}

describe('fitLine', () => {
  it.each([
    ['the first sample', 10_000, 5],
    ['a time it is told', 20_000, 25],
  ])('finds the line all points lie on, measured from %s', (_, origin, intercept) => {
    const points = [
      [10, 5],
      [12, 9],
      [15, 15],
    ] as const;
    const line = fit(points, origin);
    expect(line.slope).toBeCloseTo(2, 13);
    expect(line.intercept).toBeCloseTo(intercept, 12);
    expect(fit(points)).toEqual(fit(points, 10_000));
  });

  it('finds the line of least squares between points', () => {
    // x̄ = 1, ȳ = 2: covariance 1·(−1·−2+0·1+1·1) = 3, variance 2.
    const { slope, intercept } = fit([
      [0, 0],
      [1, 3],
      [2, 3],
    ]);
    expect(slope).toBeCloseTo(1.5, 15);
    expect(intercept).toBeCloseTo(0.5, 15);
  });

  it('has no slope where nothing changes, however long the value is', () => {
    expect(
      fit([
        [0, 0.1],
        [1, 0.1],
        [7, 0.1],
      ]),
    ).toEqual({ slope: 0, intercept: 0.1 });
  });

  it('is no line through infinities', () => {
    expect(
      fit([
        [0, Infinity],
        [1, Infinity],
      ]),
    ).toEqual({ slope: Number.NaN, intercept: Number.NaN });
  });
});
