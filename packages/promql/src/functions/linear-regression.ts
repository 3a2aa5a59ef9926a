import { compensate } from '../engine/kahan-sum.ts';
import type { FloatWindows } from './float-windows.ts';

/** The straight line closest to some samples. */
export interface Line {
  /** Per second. */
  slope: number;
  /** The value at the time `x` is measured from. */
  intercept: number;
}

/** Sums over `x`, in seconds, of windows; they depend on time alone. */
export interface TimeSums {
  /** What `x` is measured from at each step, milliseconds. */
  readonly origins: Float64Array;
  readonly sumX: Float64Array;
  readonly sumX2: Float64Array;
}

/** The sums over time of every window with at least two floats. */
export function timeSums(
  { timestamps, windows }: FloatWindows,
  origin: (firstTime: number, step: number) => number,
): TimeSums {
  const count = windows.first.length;
  const origins = new Float64Array(count);
  const sumX = new Float64Array(count);
  const sumX2 = new Float64Array(count);
  for (let step = 0; step < count; step++) {
    const from = windows.first[step]!;
    const to = windows.end[step]!;
    if (to - from < 2) continue;
    const zero = origin(timestamps[from]!, step);
    let [x1, c1, x2, c2] = [0, 0, 0, 0];
    for (let i = from; i < to; i++) {
      const x = (timestamps[i]! - zero) / 1000;
      const total1 = x1 + x;
      c1 = compensate(c1, x1, x, total1);
      x1 = total1;
      const total2 = x2 + x * x;
      c2 = compensate(c2, x2, x * x, total2);
      x2 = total2;
    }
    origins[step] = zero;
    sumX[step] = x1 + c1;
    sumX2[step] = x2 + c2;
  }
  return { origins, sumX, sumX2 };
}

/**
 * The least-squares line through the floats of one window, written into `line`.
 * Source: prometheus/prometheus promql/functions.go, linearRegression.
 */
export function fitLine(floats: FloatWindows, step: number, times: TimeSums, line: Line): void {
  const { timestamps, values, windows } = floats;
  const from = windows.first[step]!;
  const to = windows.end[step]!;
  const zero = times.origins[step]!;
  const initial = values[from]!;
  let isConstant = true;
  let [sumY, cY, sumXY, cXY] = [0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const y = values[i]!;
    if (y !== initial && i > from) isConstant = false;
    const totalY = sumY + y;
    cY = compensate(cY, sumY, y, totalY);
    sumY = totalY;
    const xy = ((timestamps[i]! - zero) / 1000) * y;
    const totalXY = sumXY + xy;
    cXY = compensate(cXY, sumXY, xy, totalXY);
    sumXY = totalXY;
  }
  if (isConstant) {
    const isBounded = initial !== Number.POSITIVE_INFINITY && initial !== Number.NEGATIVE_INFINITY;
    line.slope = isBounded ? 0 : Number.NaN;
    line.intercept = isBounded ? initial : Number.NaN;
    return;
  }
  sumY += cY;
  sumXY += cXY;
  const n = to - from;
  const sumX = times.sumX[step]!;
  const covariance = sumXY - (sumX * sumY) / n;
  const variance = times.sumX2[step]! - (sumX * sumX) / n;
  line.slope = covariance / variance;
  line.intercept = sumY / n - (line.slope * sumX) / n;
}
