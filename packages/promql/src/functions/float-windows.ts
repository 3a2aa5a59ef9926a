import type { RangeSeries, RangeWindows } from '../engine/value.ts';

/** The floats of a series, and which of them each step's window holds. */
export interface FloatWindows {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  readonly startTimestamps?: Float64Array;
  readonly windows: RangeWindows;
}

/** The floats of a series among which may be histograms; the series itself when there are none. */
export function floatWindowsOf(series: RangeSeries): FloatWindows {
  const { timestamps, values, histograms, startTimestamps, windows } = series;
  if (histograms === undefined) return series;
  const kept = new Int32Array(values.length);
  // How many floats stand before each sample.
  const before = new Int32Array(values.length + 1);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (histograms[i] === undefined) kept[count++] = i;
    before[i + 1] = count;
  }
  const gather = (from: Float64Array) => Float64Array.from(kept.subarray(0, count), (index) => from[index]!);
  return {
    timestamps: gather(timestamps),
    values: gather(values),
    ...(startTimestamps !== undefined && { startTimestamps: gather(startTimestamps) }),
    windows: {
      first: windows.first.map((index) => before[index]!),
      end: windows.end.map((index) => before[index]!),
    },
  };
}

/** How many floats the window of a step holds. */
export function windowLength({ first, end }: RangeWindows, step: number): number {
  return end[step]! - first[step]!;
}
