import { compensate } from '../engine/kahan-sum.ts';
import type { FloatWindows } from './float-windows.ts';

/** The straight line closest to some samples. */
export interface Line {
  /** Per second. */
  slope: number;
  /** The value at the time `x` is measured from. */
  intercept: number;
}

/** Sums over `x`, in seconds, of each window: they depend on time alone. */
export class TimeSums {
  /** What `x` is measured from at each step, milliseconds. */
  readonly origins: Float64Array;
  readonly sumX: Float64Array;
  readonly sumX2: Float64Array;
  readonly #isKnown: Uint8Array;

  constructor(count: number) {
    this.origins = new Float64Array(count);
    this.sumX = new Float64Array(count);
    this.sumX2 = new Float64Array(count);
    this.#isKnown = new Uint8Array(count);
  }

  /** Works out the sums of a step's window, unless they are known. */
  prepare(
    { timestamps, windows }: FloatWindows,
    step: number,
    origin: (firstTime: number, step: number) => number,
  ): void {
    if (this.#isKnown[step] === 1) return;
    this.#isKnown[step] = 1;
    const from = windows.first[step]!;
    const to = windows.end[step]!;
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
    this.origins[step] = zero;
    this.sumX[step] = x1 + c1;
    this.sumX2[step] = x2 + c2;
  }
}

/**
 * The least-squares line through the floats of one window, whose sums over time are prepared, written into `line`.
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
