import { describe, expect, it } from '@jest/globals';
import { CounterResets } from './counter-resets.ts';
import type { FloatWindows } from './float-windows.ts';

const windows = (...pairs: readonly (readonly [number, number])[]) => ({
  first: Int32Array.from(pairs, ([first]) => first),
  end: Int32Array.from(pairs, ([, end]) => end),
});

const floats = (values: number[], seen: FloatWindows['windows'], starts?: number[]): FloatWindows => ({
  timestamps: Float64Array.from(values, (_, i) => (i + 1) * 1000),
  values: Float64Array.from(values),
  ...(starts !== undefined && { startTimestamps: Float64Array.from(starts) }),
  windows: seen,
});

describe('CounterResets', () => {
  it('puts back what each reset inside a window took away, and only there', () => {
    const values = [5, 8, 2, 4, 1];
    const all = floats(values, windows([0, 2], [1, 4], [2, 4], [0, 5]));
    const resets = new CounterResets();
    resets.find(all);
    // No reset between 5 and 8; 8 → 2 lost 8; none between 2 and 4.
    expect(resets.correct(3, all.values, 0, 2)).toBe(3);
    expect(resets.correct(-4, all.values, 1, 4)).toBe(4);
    expect(resets.correct(2, all.values, 2, 4)).toBe(2);
    // Another series, from the beginning: 8 and 4 were lost, and 5 → 1 is 8 in truth.
    resets.find(all);
    expect(resets.correct(-4, all.values, 0, 5)).toBe(8);
  });

  it('remembers more resets than it had room for', () => {
    const values = Array.from({ length: 81 }, (_, i) => (i % 2 === 0 ? 1 : 3));
    const all = floats(values, windows([0, 81]));
    const resets = new CounterResets();
    resets.find(all);
    // Forty times down from 3.
    expect(resets.correct(0, all.values, 0, 81)).toBe(120);
  });

  it('takes a start after the sample before as a reset, even where the value grew', () => {
    const all = floats([5, 7], windows([0, 2]), [500, 1500]);
    const resets = new CounterResets();
    resets.find(all);
    expect(resets.correct(2, all.values, 0, 2)).toBe(7);
    expect(resets.overlaps(0, 2)).toBe(false);
  });

  it('sees starts that contradict one another, within the window only', () => {
    const all = floats([5, 7, 9], windows([0, 3]), [100, 700, 700]);
    const resets = new CounterResets();
    resets.find(all);
    expect(resets.overlaps(0, 3)).toBe(true);
    expect(resets.overlaps(1, 3)).toBe(false);
  });
});
