import { packedBytes } from './pack-digits.ts';
import { isPackable, type ResidualRange, residualRange } from './pack-residuals.ts';

/** Values kept apart at most, since each takes its eight bytes and its place. */
const MOST_OUTLIERS = 4;
const OUTLIER_BYTES = 9;

/** Which residuals to keep apart so that the others lie close together. */
export interface OutlierChoice {
  readonly range: ResidualRange;
  /** Places of the residuals kept apart, ascending. */
  readonly outliers: readonly number[];
  readonly bytes: number;
}

let sorted = new Float64Array(128);

/** The cheapest choice; nothing when even the best leaves residuals too far apart. */
export function chooseOutliers(residuals: Float64Array, count: number): OutlierChoice | undefined {
  const whole = residualRange(residuals, count);
  const best = cheapestSpan(residuals, count, whole?.bytes ?? Number.POSITIVE_INFINITY);
  if (best === undefined) return whole && { range: whole, outliers: [], bytes: whole.bytes };
  const outliers: number[] = [];
  for (let i = 0; i < count; i++) {
    if (residuals[i]! < best.min || residuals[i]! > best.max) outliers.push(i);
  }
  const base = best.max - best.min + 1;
  const packed = packedBytes(count - outliers.length, base);
  return {
    range: { min: best.min, base, bytes: packed },
    outliers,
    bytes: packed + outliers.length * OUTLIER_BYTES,
  };
}

function cheapestSpan(residuals: Float64Array, count: number, limit: number) {
  // Packing everything in a few bytes cannot be beaten by an outlier's nine.
  if (limit <= OUTLIER_BYTES || count <= MOST_OUTLIERS) return undefined;
  if (sorted.length < count) sorted = new Float64Array(count);
  sorted.set(residuals.subarray(0, count));
  sorted.subarray(0, count).sort();
  let best: { min: number; max: number } | undefined;
  let fewest = limit;
  for (let low = 0; low <= MOST_OUTLIERS; low++) {
    for (let high = 0; low + high <= MOST_OUTLIERS; high++) {
      if (low + high === 0) continue;
      const [min, max] = [sorted[low]!, sorted[count - 1 - high]!];
      if (!isPackable(min, max)) continue;
      const bytes = packedBytes(count - low - high, max - min + 1) + (low + high) * OUTLIER_BYTES;
      if (bytes >= fewest) continue;
      fewest = bytes;
      best = { min, max };
    }
  }
  return best;
}
