import { describe, expect, it } from '@jest/globals';
import { gridTimes, lastOf, stacked, toColumns } from './columns.ts';

const grid = { start: 100, end: 130, step: 10 };
const nameOf = ({ a = '' }: Readonly<Record<string, string>>) => a;

describe('columns of a chart', () => {
  it('lie on the grid of the query', () => {
    expect(gridTimes(grid)).toEqual([100, 110, 120, 130]);
    expect(gridTimes({ start: 0, end: 0.3, step: 0.1 })).toHaveLength(4);
  });

  it('have gaps where there is no sample, or none that can be drawn', () => {
    const series = [
      {
        metric: { a: 'x' },
        values: [
          [100, '1.5'],
          [120, 'NaN'],
          [130, '+Inf'],
        ] as const,
      },
    ];
    expect(toColumns([{ series, nameOf }], grid)).toEqual({
      times: [100, 110, 120, 130],
      series: [{ name: 'x', labels: { a: 'x' }, values: [1.5, null, null, null] }],
    });
  });

  it('are empty for a series of native histograms', () => {
    const series = [{ metric: {}, histograms: [[100, { count: '1', sum: '1' }]] as const }];
    expect(toColumns([{ series, nameOf }], grid).series[0]!.values).toEqual([null, null, null, null]);
  });

  it('stack on each other, over gaps', () => {
    const line = (values: (number | null)[]) => ({ name: '', labels: {}, values });
    expect(stacked([line([1, null, 2]), line([10, 20, null])]).map(({ values }) => values)).toEqual([
      [1, null, 2],
      [11, 20, null],
    ]);
  });

  it('know their newest value', () => {
    expect(lastOf([1, 2, null])).toBe(2);
    expect(lastOf([null])).toBeUndefined();
  });
});
