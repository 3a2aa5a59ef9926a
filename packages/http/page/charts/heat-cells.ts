import type { ChartColumns } from './columns.ts';

/** What a histogram observed: for each bucket, upwards, how much at each moment. */
export interface HeatCells {
  readonly times: readonly number[];
  readonly buckets: readonly { readonly bound: number; readonly values: readonly (number | null)[] }[];
  /** The largest value; 0 when there is none. */
  readonly most: number;
}

/** Makes cells of cumulative buckets: series with the label `le`, as classic histograms have it. */
export function heatCells({ times, series }: ChartColumns): HeatCells {
  const ascending = series
    .map(({ labels, values }) => ({ bound: boundOf(labels.le), values }))
    .filter(({ bound }) => !Number.isNaN(bound))
    .sort((a, b) => a.bound - b.bound);
  let most = 0;
  const buckets = ascending.map(({ bound, values }, i) => ({
    bound,
    values: values.map((value, at) => {
      if (value === null) return null;
      const within = Math.max(value - (ascending[i - 1]?.values[at] ?? 0), 0);
      most = Math.max(most, within);
      return within;
    }),
  }));
  return { times, buckets, most };
}

function boundOf(le: string | undefined): number {
  if (le === undefined) return Number.NaN;
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
