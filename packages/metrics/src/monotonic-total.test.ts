import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MonotonicTotal } from './monotonic-total.ts';

function run(totals: ReadonlyArray<number | readonly [total: number, restarted: boolean]>): number[] {
  const counter = new MonotonicTotal();
  return totals.map((step) =>
    typeof step === 'number' ? counter.update(step, false) : counter.update(...step),
  );
}

describe('MonotonicTotal', () => {
  it('follows a total that rises', () => {
    expect(run([10, 10, 25])).toEqual([10, 10, 25]);
  });

  it('adds what was counted since a total started over', () => {
    expect(run([1_000, 30, 50])).toEqual([1_000, 1_030, 1_050]);
  });

  it('adds after a known restart, however little the total fell', () => {
    expect(run([3, [2, true], 4])).toEqual([3, 5, 7]);
  });

  it('holds still while a total jitters, and adds nothing for it', () => {
    expect(run([100, 99, 100, 99, 101])).toEqual([100, 100, 100, 100, 101]);
  });

  it('never falls', () => {
    const step = fc.tuple(fc.nat(), fc.boolean());
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const values = run(steps);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });
});
