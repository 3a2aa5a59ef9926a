import type { RangeWindows } from './value.ts';

/**
 * For every step which samples lie in `(starts[step], ends[step]]`. Both bounds must never decrease. O(samples + steps).
 */
export function windowsOf(timestamps: Float64Array, starts: Float64Array, ends: Float64Array): RangeWindows {
  const count = ends.length;
  const first = new Int32Array(count);
  const end = new Int32Array(count);
  let from = 0;
  let to = 0;
  for (let step = 0; step < count; step++) {
    while (to < timestamps.length && timestamps[to]! <= ends[step]!) to++;
    while (from < to && timestamps[from]! <= starts[step]!) from++;
    first[step] = from;
    end[step] = to;
  }
  return { first, end };
}

/** Whether any window holds a sample. */
export function anySample(windows: RangeWindows): boolean {
  for (let step = 0; step < windows.first.length; step++) {
    if (windows.first[step]! < windows.end[step]!) return true;
  }
  return false;
}
