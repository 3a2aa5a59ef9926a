import { type Columns, FLOAT, type RangeSeries } from '../engine/value.ts';
import { detectReset } from '../histogram/detect-reset.ts';
import { equalHistograms } from '../histogram/equal-histograms.ts';
import { defineFunction } from './define-function.ts';
import type {
  FunctionDefinition,
  FunctionImplementation,
  RangeFunctionContext,
} from './function-definition.ts';
import { firstAfter } from './search-times.ts';
import { isStartTimestampReset } from './start-timestamp-reset.ts';

/** How often something happened between neighbouring samples of a range. */
export const changeFunctions: readonly FunctionDefinition[] = [
  defineFunction('changes', ['matrix'], 'How often the value changed within the range.', counting(isChange)),
  defineFunction('resets', ['matrix'], 'How often a counter was reset within the range.', counting(isReset)),
];

/** Whether it happened between sample `index - 1` and sample `index`. */
type Event = (series: RangeSeries, index: number) => boolean;

/** Counts events between neighbours: running totals make each window the difference of two of them. */
function counting(event: Event): FunctionImplementation {
  return {
    kind: 'range',
    prepare: (context) => {
      let totals = new Int32Array(0);
      return (series) => {
        if (totals.length < series.values.length) totals = new Int32Array(series.values.length);
        const { first, end } = series.windows;
        const to = end[end.length - 1]!;
        let total = 0;
        for (let i = first[0]! + 1; i < to; i++) {
          if (event(series, i)) total++;
          totals[i] = total;
        }
        totals[first[0]!] = 0;
        return differences(series, totals, context);
      };
    },
  };
}

function differences(
  series: RangeSeries,
  totals: Int32Array,
  { grid, range }: RangeFunctionContext,
): Columns {
  const { timestamps, windows } = series;
  const kinds = new Uint8Array(grid.count);
  const values = new Float64Array(grid.count);
  for (let step = 0; step < grid.count; step++) {
    let from = windows.first[step]!;
    const to = windows.end[step]!;
    if (from === to) continue;
    if (range.modifier === 'anchored') {
      // Counting begins at the last sample that is not after the start of the range.
      const after = firstAfter(timestamps, from, to, range.windowEnds[step]! - range.rangeMillis);
      if (after === to) continue;
      from = Math.max(from, after - 1);
    }
    kinds[step] = FLOAT;
    values[step] = totals[to - 1]! - totals[from]!;
  }
  return { kinds, values };
}

function isChange({ values, histograms }: RangeSeries, index: number): boolean {
  const [before, after] = [histograms?.[index - 1], histograms?.[index]];
  if (before !== undefined && after !== undefined) return !equalHistograms(after, before);
  if (before !== undefined || after !== undefined) return true;
  const [previous, value] = [values[index - 1]!, values[index]!];
  return value !== previous && !(Number.isNaN(value) && Number.isNaN(previous));
}

function isReset({ timestamps, values, histograms, startTimestamps }: RangeSeries, index: number): boolean {
  const [before, after] = [histograms?.[index - 1], histograms?.[index]];
  if ((before === undefined) !== (after === undefined)) return true;
  if (
    startTimestamps !== undefined &&
    isStartTimestampReset(
      ...([startTimestamps[index - 1]!, timestamps[index - 1]!] as const),
      ...([startTimestamps[index]!, timestamps[index]!] as const),
    )
  ) {
    return true;
  }
  if (before !== undefined && after !== undefined) return detectReset(after, before);
  return values[index]! < values[index - 1]!;
}
