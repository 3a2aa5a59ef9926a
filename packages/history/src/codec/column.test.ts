import { describe, expect, it } from '@jest/globals';
import { writeStaleNaN } from '@kotoba/core';
import fc from 'fast-check';
import { writeAbsent } from '../absent.ts';
import { decodeColumn, isRelatedColumn } from './decode-column.ts';
import { encodeColumn } from './encode-column.ts';

function bits(values: Float64Array): string[] {
  return Array.from(
    new BigUint64Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength)),
    (one) => one.toString(16),
  );
}

/** Encodes and decodes; answers how many bytes it took. */
function roundTrip(values: Float64Array, parent?: Float64Array): number {
  const { bytes, isRelated } = encodeColumn(values, values.length, parent);
  expect(isRelatedColumn(bytes, 0)).toBe(isRelated);
  const framed = new Uint8Array(bytes.length + 3);
  framed.set(bytes, 3);
  const decoded = new Float64Array(values.length).fill(7);
  decodeColumn(framed, 3, values.length, decoded, parent);
  expect(bits(decoded)).toEqual(bits(values));
  return bytes.length;
}

/** Uniform numbers in 0 … 1, the same at every run (mulberry32). */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function walk(next: (before: number, random: () => number) => number, start = 0, length = 120): Float64Array {
  const random = randoms(42);
  let value = start;
  return Float64Array.from({ length }, () => {
    value = next(value, random);
    return value;
  });
}

const special = fc.constantFrom(
  NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1,
  -1,
  5e-324,
  Number.MAX_VALUE,
  2 ** 53,
  0.1,
);
const cell = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -1_000, max: 1_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 ** 31 }).map((n) => n / 100) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: special },
  { weight: 1, arbitrary: fc.constantFrom('stale' as const, 'absent' as const) },
);

function columnOf(cells: readonly (number | 'stale' | 'absent')[]): Float64Array {
  const values = Float64Array.from(cells, (one) => (typeof one === 'number' ? one : 0));
  cells.forEach((one, i) => {
    if (one === 'stale') writeStaleNaN(values, i);
    if (one === 'absent') writeAbsent(values, i);
  });
  return values;
}

describe('a column', () => {
  it('comes back bit for bit, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 130 }), (cells) => void roundTrip(columnOf(cells))),
      { numRuns: 3_000 },
    );
  });

  it('comes back bit for bit, mostly regular with a few odd values', () => {
    const regular = fc.record({
      start: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
      steps: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 20, maxLength: 120 }),
      divisor: fc.constantFrom(1, 2, 8, 10, 1_000, 3),
      odd: fc.array(fc.tuple(fc.nat(119), cell), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(regular, ({ start, steps, divisor, odd }) => {
        let total = start;
        const cells: (number | 'stale' | 'absent')[] = steps.map((step) => {
          total += step;
          return total / divisor;
        });
        for (const [place, value] of odd) if (place < cells.length) cells[place] = value;
        roundTrip(columnOf(cells));
      }),
      { numRuns: 3_000 },
    );
  });

  it('comes back bit for bit beside one it is related to', () => {
    const pair = fc.array(fc.tuple(fc.oneof(fc.nat(1_000), special), fc.oneof(fc.nat(50), special)), {
      maxLength: 120,
    });
    fc.assert(
      fc.property(pair, (cells) => {
        const parent = columnOf(cells.map(([value]) => value));
        roundTrip(columnOf(cells.map(([value, more]) => value + more)), parent);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['nothing at all', [], 2],
    ['one value', [42], 5],
    ['the same value over and over', Array(120).fill(0.1 + 0.2), 12],
    ['a steady counter', Array.from({ length: 120 }, (_, i) => 1e6 + i * 15), 8],
  ])('of %s takes next to no room', (_, values, most) => {
    expect(roundTrip(Float64Array.from(values as number[]))).toBeLessThanOrEqual(most);
  });

  it.each([
    // Uniform steps of 200 values are 7.64 bits each.
    ['a counter of uniform steps', walk((v, random) => v + Math.floor(random() * 200)), 0.96 + 0.06],
    [
      'a gauge that seldom changes',
      walk((v, random) => (random() < 0.05 ? v + (random() < 0.5 ? 1 : -1) : v)),
      0.3,
    ],
    ['money', walk((v, random) => Math.round((v + random() - 0.5) * 100) / 100, 50), 1],
    [
      'a counter that was reset',
      walk((v, random) => (random() < 0.01 ? 0 : v + Math.floor(random() * 16))),
      0.8,
    ],
  ])('of %s takes few bytes a value', (_, values, most) => {
    expect(roundTrip(values) / values.length).toBeLessThanOrEqual(most);
  });

  it('of a histogram’s bucket takes what its own observations take', () => {
    const random = randoms(7);
    const below = walk((v, r) => v + Math.floor(r() * 5_000));
    let own = 0;
    const bucket = below.map((value) => {
      own += Math.floor(random() * 20);
      return value + own;
    });
    expect(roundTrip(bucket, below) / 120).toBeLessThanOrEqual(0.62);
    expect(roundTrip(below, below)).toBeLessThanOrEqual(4);
  });
});
