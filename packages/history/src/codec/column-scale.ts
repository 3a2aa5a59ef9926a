/** How floats become integers: `value × 2^exponent` or `value × 10^exponent`. */
export interface ColumnScale {
  readonly kind: 'dyadic' | 'decimal';
  readonly exponent: number;
}

/** Integers are kept well below what a float holds exactly, so that differences are exact too. */
const LARGEST = 2 ** 52;
const MOST_DECIMALS = 9;
const MANTISSA_BITS = 52;
const EXPONENT_BIAS = 1_023;

const view = new DataView(new ArrayBuffer(8));

/** The scale at which all values are integers, those of `-0` excepted; nothing when there is none. */
export function findScale(values: Float64Array, count: number): ColumnScale | undefined {
  return decimalScale(values, count) ?? dyadicScale(values, count);
}

function decimalScale(values: Float64Array, count: number): ColumnScale | undefined {
  let exponent = 0;
  for (let i = 0; i < count; i++) {
    while (!isInteger(values[i]!, 10 ** exponent)) if (++exponent > MOST_DECIMALS) return undefined;
  }
  // A later value may have raised the exponent beyond what an earlier one can take.
  for (let i = 0; i < count; i++) if (!isInteger(values[i]!, 10 ** exponent)) return undefined;
  return { kind: exponent === 0 ? 'dyadic' : 'decimal', exponent };
}

/** Whether the value comes back from the integer closest to it at this scale. */
function isInteger(value: number, factor: number): boolean {
  const integer = Math.round(value * factor);
  return Math.abs(integer) < LARGEST && integer / factor === value;
}

function dyadicScale(values: Float64Array, count: number): ColumnScale | undefined {
  let exponent = 0;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    exponent = Math.max(exponent, fractionBits(values[i]!));
    largest = Math.max(largest, Math.abs(values[i]!));
  }
  return exponent < EXPONENT_BIAS && largest * 2 ** exponent < LARGEST
    ? { kind: 'dyadic', exponent }
    : undefined;
}

/** Bits after the point that the value has. */
function fractionBits(value: number): number {
  if (value === 0) return 0;
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  const low = view.getUint32(4);
  const exponent = ((high >>> 20) & 0x7ff) - EXPONENT_BIAS;
  const trailing = low === 0 ? 32 + trailingZeros((high & 0xfffff) | 0x100000) : trailingZeros(low);
  return Math.max(0, MANTISSA_BITS - exponent - trailing);
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** The integers of `values` at a scale. */
export function toIntegers(
  values: Float64Array,
  count: number,
  scale: ColumnScale,
  integers: Float64Array,
): void {
  const factor = factorOf(scale);
  for (let i = 0; i < count; i++) integers[i] = Math.round(values[i]! * factor);
}

/** What integers of a scale are divided by. */
export function factorOf({ kind, exponent }: ColumnScale): number {
  return kind === 'decimal' ? 10 ** exponent : 2 ** exponent;
}
