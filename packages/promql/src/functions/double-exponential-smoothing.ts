import { executionError } from '../errors.ts';
import { scalarArgument } from './arguments.ts';
import { floatFunction } from './float-function.ts';
import type { RangeFunctionContext, RangeFunctionImplementation } from './function-definition.ts';
import { inSlices } from './in-slices.ts';

/**
 * Double exponential smoothing with a smoothing and a trend factor, both between 0 and 1.
 * Source: prometheus/prometheus promql/functions.go, funcDoubleExponentialSmoothing.
 */
export const doubleExponentialSmoothing: RangeFunctionImplementation = checked(
  floatFunction(2, (context) => {
    const smoothing = scalarArgument(context, 1);
    const trend = scalarArgument(context, 2);
    return ({ values: from, windows }, values) =>
      inSlices(context, windows, (start, stop) => {
        for (let step = start; step < stop; step++) {
          const [first, end] = [windows.first[step]!, windows.end[step]!];
          if (end - first >= 2) values[step] = smooth(from, first, end, smoothing[step]!, trend[step]!);
        }
      });
  }),
);

/** Factors are refused where a window holds any sample, even one too few to smooth. */
function checked(implementation: RangeFunctionImplementation): RangeFunctionImplementation {
  return {
    kind: 'range',
    prepare: (context) => {
      const apply = implementation.prepare(context);
      return (series) => {
        const { first, end } = series.windows;
        for (let step = 0; step < first.length; step++) {
          if (first[step]! < end[step]!) checkFactors(context, step);
        }
        return apply(series);
      };
    },
  };
}

function checkFactors(context: RangeFunctionContext, step: number): void {
  const [smoothing, trend] = [scalarArgument(context, 1)[step]!, scalarArgument(context, 2)[step]!];
  if (smoothing <= 0 || smoothing >= 1) {
    throw executionError(`invalid smoothing factor. Expected: 0 < sf < 1, got: ${formatFixed(smoothing)}`);
  }
  if (trend <= 0 || trend >= 1) {
    throw executionError(`invalid trend factor. Expected: 0 < tf < 1, got: ${formatFixed(trend)}`);
  }
}

/** As Go's `%f`. */
function formatFixed(value: number): string {
  if (Number.isFinite(value)) return value.toFixed(6);
  return value > 0 ? '+Inf' : '-Inf';
}

function smooth(
  values: Float64Array,
  first: number,
  end: number,
  smoothing: number,
  trendFactor: number,
): number {
  let before = 0;
  let smoothed = values[first]!;
  let trend = values[first + 1]! - values[first]!;
  for (let i = first + 1; i < end; i++) {
    if (i > first + 1) trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
    const next = smoothing * values[i]! + (1 - smoothing) * (smoothed + trend);
    before = smoothed;
    smoothed = next;
  }
  return smoothed;
}
