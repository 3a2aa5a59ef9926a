import { warningText } from '../engine/annotation-texts.ts';
import { compensate } from '../engine/kahan-sum.ts';
import { quantile } from '../engine/quantile.ts';
import { firstArgumentPosition, scalarArgument } from './arguments.ts';
import type { FloatKernel } from './float-function.ts';
import type { FloatWindows } from './float-windows.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { inSlices } from './in-slices.ts';

/** The variance of each window, or its square root. */
export function varianceKernel(isDeviation: boolean, context: RangeFunctionContext): FloatKernel {
  return ({ values, windows }, result) =>
    inSlices(context, windows, (start, stop) => {
      for (let step = start; step < stop; step++) {
        const [from, to] = [windows.first[step]!, windows.end[step]!];
        if (from === to) continue;
        const variance = windowVariance(values, from, to);
        result[step] = isDeviation ? Math.sqrt(variance) : variance;
      }
    });
}

/** Welford's method with compensated sums. Source: prometheus/prometheus promql/functions.go, varianceOverTime. */
function windowVariance(values: Float64Array, from: number, to: number): number {
  let [mean, cMean, squares, cSquares] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const delta = value - (mean + cMean);
    const change = delta / (i - from + 1);
    const newMean = mean + change;
    cMean = compensate(cMean, mean, change, newMean);
    mean = newMean;
    const square = delta * (value - (mean + cMean));
    const newSquares = squares + square;
    cSquares = compensate(cSquares, squares, square, newSquares);
    squares = newSquares;
  }
  return (squares + cSquares) / (to - from);
}

/** The quantile of each window, the first argument saying which. */
export function quantileKernel(context: RangeFunctionContext): FloatKernel {
  const wanted = scalarArgument(context, 0);
  const scratch = new Scratch();
  return (floats, result) =>
    inSlices(context, floats.windows, (start, stop) => {
      for (let step = start; step < stop; step++) {
        if (floats.windows.first[step] === floats.windows.end[step]) continue;
        const phi = wanted[step]!;
        if (!(phi >= 0 && phi <= 1)) {
          context.annotations.warning(warningText.invalidQuantile(phi), firstArgumentPosition(context));
        }
        result[step] = quantile(phi, scratch.window(floats, step));
      }
    });
}

/** The median distance from the median of each window; NaN where a sample is. */
export function medianDeviationKernel(context: RangeFunctionContext): FloatKernel {
  const scratch = new Scratch();
  return (floats, result) =>
    inSlices(context, floats.windows, (start, stop) => {
      for (let step = start; step < stop; step++) {
        if (floats.windows.first[step] === floats.windows.end[step]) continue;
        const window = scratch.window(floats, step);
        if (window.some(Number.isNaN)) {
          result[step] = Number.NaN;
          continue;
        }
        const median = quantile(0.5, window);
        for (let i = 0; i < window.length; i++) window[i] = Math.abs(window[i]! - median);
        result[step] = quantile(0.5, window);
      }
    });
}

/** A window's floats, to be sorted in place; each copy takes the place of the one before. */
class Scratch {
  #cells = new Float64Array(0);

  window({ values, windows }: FloatWindows, step: number): Float64Array {
    const window = values.subarray(windows.first[step]!, windows.end[step]!);
    if (this.#cells.length < window.length) this.#cells = new Float64Array(window.length * 2);
    this.#cells.set(window);
    return this.#cells.subarray(0, window.length);
  }
}
