/*
 * In a column a NaN with this payload means "no sample in this collection". Kept apart from the stale marker, which
 * is a sample. Written and compared as 32-bit words, since arithmetic may quiet a NaN.
 */
const ABSENT_HIGH = 0x7ff4_0000;
const ABSENT_LOW = 0x0000_0abe;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const words = new WeakMap<ArrayBufferLike, Uint32Array>();

/** Whether a column holds no sample at `index`. */
export function isAbsent(column: Float64Array, index: number): boolean {
  if (!Number.isNaN(column[index])) return false;
  const bits = wordsOf(column);
  const at = (column.byteOffset >>> 2) + 2 * index;
  return bits[at + LOW] === ABSENT_LOW && bits[at + HIGH] === ABSENT_HIGH;
}

/** Makes a column hold no sample at `index`. */
export function writeAbsent(column: Float64Array, index: number): void {
  const bits = wordsOf(column);
  const at = (column.byteOffset >>> 2) + 2 * index;
  bits[at + LOW] = ABSENT_LOW;
  bits[at + HIGH] = ABSENT_HIGH;
}

/** Makes a column hold no sample at `from ≤ index < to`. */
export function markAbsent(column: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i++) writeAbsent(column, i);
}

/** A column of `length` places without a sample. */
export function absentColumn(length: number): Float64Array {
  const column = new Float64Array(length);
  markAbsent(column, 0, length);
  return column;
}

/** The same bytes as words; one view a buffer. */
function wordsOf({ buffer }: Float64Array): Uint32Array {
  let view = words.get(buffer);
  if (view === undefined) {
    view = new Uint32Array(buffer);
    words.set(buffer, view);
  }
  return view;
}
