import type { RangeWindows } from '../engine/value.ts';
import { windowLength } from './float-windows.ts';
import type { FunctionContext } from './function-definition.ts';

/** How many samples may be looked at before it is asked whether the event loop needs a turn: well below 1 ms. */
const SLICE_SAMPLES = 50_000;

/**
 * Runs `work` over all steps, `from ≤ step < to` at a time, for functions that look at every sample of every window:
 * windows of many samples make small slices, between which the event loop may get its turn and the query may end.
 * Answers a promise only if that came to pass.
 */
export function inSlices(
  context: Pick<FunctionContext, 'breathe'>,
  windows: RangeWindows,
  work: (from: number, to: number) => void,
): Promise<void> | undefined {
  const count = windows.first.length;
  let longest = 1;
  for (let step = 0; step < count; step++) longest = Math.max(longest, windowLength(windows, step));
  const size = Math.max(1, Math.floor(SLICE_SAMPLES / longest));
  const runFrom = (start: number): Promise<void> | undefined => {
    for (let from = start; from < count; from += size) {
      const pause = from === 0 ? undefined : context.breathe();
      if (pause !== undefined) {
        return pause.then(() => {
          work(from, Math.min(count, from + size));
          return runFrom(from + size);
        });
      }
      work(from, Math.min(count, from + size));
    }
    return undefined;
  };
  return runFrom(0);
}
