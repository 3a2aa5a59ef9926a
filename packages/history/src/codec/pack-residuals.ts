import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { packDigits, packedBytes, unpackDigits } from './pack-digits.ts';

/** Residuals of this size and more are not packed: they may not be exact, nor their differences. */
const LIMIT = 2 ** 51;

/** Whether residuals from `min` to `max` can be packed. */
export function isPackable(min: number, max: number): boolean {
  return min > -LIMIT && max < LIMIT;
}

const shifted = new Float64Array(4_096);

/** How residuals are to be packed: from `min`, in `base` steps. */
export interface ResidualRange {
  readonly min: number;
  readonly base: number;
  readonly bytes: number;
}

/** The range of the first `count` residuals; nothing when they are too far apart. */
export function residualRange(residuals: Float64Array, count: number): ResidualRange | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const residual = residuals[i]!;
    if (residual < min) min = residual;
    if (residual > max) max = residual;
  }
  if (count === 0) return { min: 0, base: 1, bytes: 0 };
  if (!isPackable(min, max)) return undefined;
  return { min, base: max - min + 1, bytes: packedBytes(count, max - min + 1) };
}

/** Writes the range and the residuals. */
export function packResiduals(
  residuals: Float64Array,
  count: number,
  { min, base }: ResidualRange,
  writer: ByteWriter,
): void {
  writer.signed(min);
  writer.varint(base);
  for (let i = 0; i < count; i++) shifted[i] = residuals[i]! - min;
  packDigits(shifted, count, base, writer);
}

/** Reads `count` residuals into `residuals`. */
export function unpackResiduals(residuals: Float64Array, count: number, reader: ByteReader): void {
  const min = reader.signed();
  const base = reader.varint();
  if (base <= 1) {
    residuals.fill(min, 0, count);
    return;
  }
  unpackDigits(residuals, count, base, reader);
  if (min !== 0) for (let i = 0; i < count; i++) residuals[i]! += min;
}
