import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Largest word digits are put into: the integers a float holds exactly. */
const WORD_BITS = 53;
const WORD_LIMIT = 2 ** WORD_BITS;
/** Bits read at once: with up to seven before them they fit a 32-bit load. */
const PIECE_BITS = 24;

/** How digits of one base are put into words: `digits` of them in `bits` bits. */
export interface WordLayout {
  readonly digits: number;
  readonly bits: number;
}

const layouts = new Map<number, WordLayout>();

/** The layout that wastes least: many digits of a base that is no power of two share the fraction of a bit each would waste. */
export function wordLayout(base: number): WordLayout {
  let layout = layouts.get(base);
  if (layout === undefined) {
    layout = bestLayout(base);
    if (layouts.size < 10_000) layouts.set(base, layout);
  }
  return layout;
}

function bestLayout(base: number): WordLayout {
  let best: WordLayout = { digits: 1, bits: bitsFor(base) };
  let product = base;
  for (let digits = 2; product * base < WORD_LIMIT; digits++) {
    product *= base;
    const bits = bitsFor(product);
    if (bits / digits < best.bits / best.digits - 1e-9) best = { digits, bits };
  }
  return best;
}

/** Bits that hold `count` different values. */
function bitsFor(count: number): number {
  let bits = Math.max(0, Math.ceil(Math.log2(count)));
  while (2 ** bits < count) bits++;
  while (bits > 0 && 2 ** (bits - 1) >= count) bits--;
  return bits;
}

/** Bytes that `count` digits take. */
export function packedBytes(count: number, base: number): number {
  if (base <= 1) return 0;
  const { digits, bits } = wordLayout(base);
  const rest = count % digits;
  return Math.ceil((Math.floor(count / digits) * bits + (rest === 0 ? 0 : bitsFor(base ** rest))) / 8);
}

/** Writes `count` integers from 0 to `base` − 1. */
export function packDigits(values: Float64Array, count: number, base: number, writer: ByteWriter): void {
  if (base <= 1) return;
  const layout = wordLayout(base);
  let pending = 0;
  let pendingBits = 0;
  for (let at = 0; at < count; at += layout.digits) {
    const digits = Math.min(layout.digits, count - at);
    let word = 0;
    for (let i = digits - 1; i >= 0; i--) word = word * base + values[at + i]!;
    let bits = digits === layout.digits ? layout.bits : bitsFor(base ** digits);
    while (bits > 0) {
      const piece = Math.min(bits, 8 - pendingBits);
      const shifted = 2 ** (bits - piece);
      const top = Math.floor(word / shifted);
      word -= top * shifted;
      pending = (pending << piece) | top;
      pendingBits += piece;
      bits -= piece;
      if (pendingBits < 8) continue;
      writer.byte(pending);
      pending = 0;
      pendingBits = 0;
    }
  }
  if (pendingBits > 0) writer.byte(pending << (8 - pendingBits));
}

/** Reads `count` integers into `values` from its start. The reader is left after them. */
export function unpackDigits(values: Float64Array, count: number, base: number, reader: ByteReader): void {
  if (base <= 1) {
    values.fill(0, 0, count);
    return;
  }
  const { digits, bits } = wordLayout(base);
  const bytes = reader.bytes(packedBytes(count, base));
  let bit = 0;
  let at = 0;
  for (; at + digits <= count; at += digits) {
    let word = readBits(bytes, bit, bits);
    bit += bits;
    for (let i = at; i < at + digits - 1; i++) {
      const rest = Math.floor(word / base);
      values[i] = word - rest * base;
      word = rest;
    }
    values[at + digits - 1] = word;
  }
  if (at === count) return;
  let word = readBits(bytes, bit, bitsFor(base ** (count - at)));
  for (; at < count; at++) {
    const rest = Math.floor(word / base);
    values[at] = word - rest * base;
    word = rest;
  }
}

/** The integer in `count` bits, at most 53, from bit `start` on; the highest bit stands first. */
function readBits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  let bit = start;
  let left = count;
  while (left > PIECE_BITS) {
    value = value * 2 ** PIECE_BITS + readPiece(bytes, bit, PIECE_BITS);
    bit += PIECE_BITS;
    left -= PIECE_BITS;
  }
  return value * 2 ** left + readPiece(bytes, bit, left);
}

function readPiece(bytes: Uint8Array, bit: number, count: number): number {
  if (count === 0) return 0;
  const at = bit >>> 3;
  const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return (word << (bit & 7)) >>> (32 - count);
}
