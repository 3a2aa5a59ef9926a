import type { LabelRecord, MatrixSeries } from '../api/queries.ts';

/** A line: a value or a gap at each moment. */
export interface ChartSeries {
  readonly name: string;
  readonly labels: LabelRecord;
  readonly values: readonly (number | null)[];
}

/** Series on the same moments, in seconds. */
export interface ChartColumns {
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
}

/** The moments of a grid. */
export function gridTimes({ start, end, step }: { start: number; end: number; step: number }): number[] {
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, i) => start + i * step);
}

/** Puts the points of a range query on its grid; what is missing is a gap, as is what no chart can show. */
export function toColumns(
  answers: readonly {
    readonly series: readonly MatrixSeries[];
    readonly nameOf: (labels: LabelRecord) => string;
  }[],
  grid: { start: number; end: number; step: number },
): ChartColumns {
  const times = gridTimes(grid);
  const all = answers.flatMap(({ series, nameOf }) =>
    series.map(({ metric, values = [] }) => ({
      name: nameOf(metric),
      labels: metric,
      values: onGrid(values, grid, times.length),
    })),
  );
  return { times, series: all };
}

function onGrid(
  points: readonly (readonly [number, string])[],
  { start, step }: { start: number; step: number },
  length: number,
): (number | null)[] {
  const column: (number | null)[] = new Array(length).fill(null);
  for (const [time, text] of points) {
    const value = Number(text.replace('Inf', 'Infinity'));
    if (Number.isFinite(value)) column[Math.round((time - start) / step)] = value;
  }
  return column;
}

/** The newest value of a line. */
export function lastOf(values: readonly (number | null)[]): number | undefined {
  for (let i = values.length - 1; i >= 0; i--) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

/** Lines on top of each other: each gets the sum of itself and those before it; gaps count as nothing. */
export function stacked(series: readonly ChartSeries[]): ChartSeries[] {
  const sums: number[] = [];
  return series.map((one) => ({
    ...one,
    values: one.values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + (value ?? 0);
      return value === null ? null : sums[i]!;
    }),
  }));
}
