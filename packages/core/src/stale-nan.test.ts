import { describe, expect, it } from '@jest/globals';
import { isStaleNaN, writeStaleNaN } from './stale-nan.ts';

function marked(length: number, at: number): Float64Array {
  const values = new Float64Array(length).fill(1);
  writeStaleNaN(values, at);
  return values;
}

describe('a stale marker', () => {
  it('has the very bits Prometheus gives it', () => {
    expect(new BigUint64Array(marked(1, 0).buffer)[0]).toBe(0x7ff0000000000002n);
  });

  it('is found where it was written and nowhere else', () => {
    const values = marked(3, 1);
    expect([0, 1, 2].map((index) => isStaleNaN(values, index))).toEqual([false, true, false]);
    expect(values[1]).toBeNaN();
  });

  it('survives copies of typed arrays and of their bytes, at any offset', () => {
    const values = marked(5, 3);
    const inside = new Float64Array(new ArrayBuffer(64), 16, 5);
    inside.set(values);
    const copies = [
      values.slice(),
      new Float64Array(values),
      new Float64Array(values.buffer.slice(0)),
      structuredClone(values),
      values.subarray(0, 5),
      inside,
      values.slice().copyWithin(0, 3, 4).copyWithin(3, 0, 1),
    ];
    for (const copy of copies) expect(isStaleNaN(copy, 3)).toBe(true);
    expect(isStaleNaN(values.subarray(2), 1)).toBe(true);
  });

  it.each([
    ['an ordinary NaN', Number.NaN],
    ['the NaN of arithmetic', Number.POSITIVE_INFINITY - Number.POSITIVE_INFINITY],
    ['infinity', Number.POSITIVE_INFINITY],
    ['zero', 0],
  ])('is not %s', (_name, value) => {
    expect(isStaleNaN(Float64Array.of(value), 0)).toBe(false);
  });

  it('is not a NaN of neighbouring bits, nor a place beyond the end', () => {
    const values = new Float64Array(2);
    new BigUint64Array(values.buffer).set([0x7ff0000000000001n, 0xfff0000000000002n]);
    expect([isStaleNaN(values, 0), isStaleNaN(values, 1)]).toEqual([false, false]);
  });
});
