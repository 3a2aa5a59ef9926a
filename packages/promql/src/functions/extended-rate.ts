import { type Columns, FLOAT } from '../engine/value.ts';
import type { RateKind } from './extrapolated-rate.ts';
import type { FloatWindows } from './float-windows.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { inSlices } from './in-slices.ts';
import { firstAfter } from './search-times.ts';

/**
 * rate, increase and delta of a range with `anchored` or `smoothed`: the value at the range's end less the one at its
 * start, resets put back. Anchored values are those of the last sample before; smoothed ones lie on the straight line
 * between the samples around. Source: prometheus/prometheus promql/functions.go, extendedRate.
 */
export function extendedRate(
  { isCounter, isRate }: RateKind,
  context: RangeFunctionContext,
): (floats: FloatWindows) => Columns | Promise<Columns> {
  const { grid, range } = context;
  const divisor = isRate ? range.rangeMillis / 1000 : 1;
  const isSmoothed = range.modifier === 'smoothed';
  return (floats) => {
    const { first, end } = floats.windows;
    const kinds = new Uint8Array(grid.count);
    const values = new Float64Array(grid.count);
    const columns: Columns = { kinds, values };
    const done = inSlices(context, floats.windows, (start, stop) => {
      for (let step = start; step < stop; step++) {
        const rangeEnd = range.windowEnds[step]!;
        const increase = extendedIncrease(floats, first[step]!, end[step]! - 1, {
          ...{ rangeStart: rangeEnd - range.rangeMillis, rangeEnd, isSmoothed, isCounter },
        });
        if (increase === undefined) continue;
        kinds[step] = FLOAT;
        values[step] = increase / divisor;
      }
    });
    return done?.then(() => columns) ?? columns;
  };
}

interface Edges {
  readonly rangeStart: number;
  readonly rangeEnd: number;
  readonly isSmoothed: boolean;
  readonly isCounter: boolean;
}

/** Between the samples `first` and `last`, both inclusive. */
function extendedIncrease(
  floats: FloatWindows,
  first: number,
  last: number,
  { rangeStart, rangeEnd, isSmoothed, isCounter }: Edges,
): number | undefined {
  const { timestamps, values } = floats;
  if (last < first) return undefined;
  let from = Math.max(first, firstAfter(timestamps, first, last, rangeStart) - 1);
  let to = last;
  // Times are whole milliseconds.
  if (isSmoothed) to = firstAfter(timestamps, first, last, rangeEnd - 1);
  if (timestamps[to]! <= rangeStart || (isSmoothed && timestamps[from]! > rangeEnd)) return undefined;
  const left =
    isSmoothed && timestamps[from]! < rangeStart
      ? interpolate(floats, from, rangeStart, isCounter)
      : values[from]!;
  const right =
    isSmoothed && to > first && timestamps[to]! > rangeEnd
      ? interpolate(floats, to - 1, rangeEnd, isCounter)
      : values[to]!;
  if (!isCounter) return right - left;
  // The edges have taken care of resets between them and the samples around them.
  if (timestamps[from]! <= rangeStart) from++;
  if (timestamps[to]! >= rangeEnd) to--;
  let increase = 0;
  let previous = left;
  for (let i = from; i <= to; i++) {
    if (values[i]! < previous) increase += previous;
    previous = values[i]!;
  }
  if (right < previous) increase += previous;
  return right - left + increase;
}

/** The value at `time` on the line from sample `index` to the next; after a reset a counter rises from zero. */
function interpolate(
  { timestamps, values }: FloatWindows,
  index: number,
  time: number,
  isCounter: boolean,
): number {
  const [before, after] = [timestamps[index]!, timestamps[index + 1]!];
  const right = values[index + 1]!;
  const left = isCounter && right < values[index]! ? 0 : values[index]!;
  return left + ((right - left) * (time - before)) / (after - before);
}
