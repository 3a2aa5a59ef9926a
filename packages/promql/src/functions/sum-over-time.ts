import { compensate } from '../engine/kahan-sum.ts';
import { mean } from '../engine/mean.ts';
import type { FloatKernel } from './float-function.ts';
import type { FloatWindows } from './float-windows.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { inSlices } from './in-slices.ts';

/** Sums of integers below this are exact in any order. */
const EXACT_LIMIT = 2 ** 53;

/**
 * Sums, or means, of each window with compensation, as Prometheus adds them. Where all values are integers whose sum
 * stays exact there is nothing to compensate, and each window is the difference of two running totals.
 */
export function sumKernel(isMean: boolean, context: RangeFunctionContext): FloatKernel {
  let totals = new Float64Array(0);
  const read = isMean ? mean : windowSum;
  return (floats, values) => {
    const { first, end } = floats.windows;
    if (values.length > 1 && totals.length <= floats.values.length) {
      totals = new Float64Array(floats.values.length + 1);
    }
    const isExact = values.length > 1 && runningTotals(floats, totals);
    if (isExact) {
      for (let step = 0; step < values.length; step++) {
        const length = end[step]! - first[step]!;
        if (length > 0) values[step] = (totals[end[step]!]! - totals[first[step]!]!) / (isMean ? length : 1);
      }
      return undefined;
    }
    return inSlices(context, floats.windows, (from, to) => {
      for (let step = from; step < to; step++) {
        if (first[step] !== end[step]) values[step] = read(floats.values, first[step]!, end[step]!);
      }
    });
  };
}

/** Fills `totals[i]` with the sum of all values before `i`; answers false when some of them may not be exact. */
function runningTotals({ values, windows }: FloatWindows, totals: Float64Array): boolean {
  const to = windows.end[windows.end.length - 1]!;
  let total = 0;
  let size = 0;
  for (let i = windows.first[0]!; i < to; i++) {
    const value = values[i]!;
    size += Math.abs(value);
    // NaN and infinities fail this too.
    if (!(size < EXACT_LIMIT && Number.isInteger(value))) return false;
    totals[i] = total;
    total += value;
  }
  totals[to] = total;
  return true;
}

function windowSum(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let compensation = 0;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const total = sum + value;
    compensation = compensate(compensation, sum, value, total);
    sum = total;
  }
  return sum === Number.POSITIVE_INFINITY || sum === Number.NEGATIVE_INFINITY ? sum : sum + compensation;
}
