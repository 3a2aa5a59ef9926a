/*
 * A stale marker is one exact NaN (Prometheus model/value/value.go). Arithmetic and plain arrays may quiet
 * or change a NaN's payload; typed arrays and DataView copies keep it, so markers live only in those.
 */
const BITS_HIGH = 0x7ff00000;
const BITS_LOW = 0x00000002;

const view = new DataView(new ArrayBuffer(8));

/** Writes the stale marker `0x7ff0000000000002` to `values[index]`, bit for bit. */
export function writeStaleNaN(values: Float64Array, index: number): void {
  const words = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2);
  words[LOW] = BITS_LOW;
  words[HIGH] = BITS_HIGH;
}

/** Whether `values[index]` is the stale marker and not an ordinary NaN. */
export function isStaleNaN(values: Float64Array, index: number): boolean {
  if (!Number.isNaN(values[index])) return false;
  const words = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2);
  return words[LOW] === BITS_LOW && words[HIGH] === BITS_HIGH;
}

view.setUint32(0, 1);
const LITTLE_ENDIAN = new Uint32Array(view.buffer)[0] !== 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
