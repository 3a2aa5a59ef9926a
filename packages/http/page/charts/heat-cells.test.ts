import { describe, expect, it } from '@jest/globals';
import { heatCells } from './heat-cells.ts';

const bucket = (le: string, values: (number | null)[]) => ({ name: le, labels: { le }, values });

describe('cells of a heat map', () => {
  it('are what each bucket holds beside those below it, upwards', () => {
    const { buckets, most } = heatCells({
      times: [1, 2],
      series: [bucket('+Inf', [10, 4]), bucket('0.5', [7, 4]), bucket('0.1', [2, null])],
    });
    expect(buckets).toEqual([
      { bound: 0.1, values: [2, null] },
      { bound: 0.5, values: [5, 4] },
      { bound: Number.POSITIVE_INFINITY, values: [3, 0] },
    ]);
    expect(most).toBe(5);
  });

  it('leave out series that are no buckets, and never fall below nothing', () => {
    const { buckets } = heatCells({
      times: [1],
      series: [{ name: 'x', labels: {}, values: [1] }, bucket('1', [3]), bucket('2', [2.9])],
    });
    expect(buckets.map(({ values }) => values)).toEqual([[3], [0]]);
  });
});
