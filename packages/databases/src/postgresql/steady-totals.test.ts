import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SteadyTotals, type TotalsOrigin } from './steady-totals.ts';

function run(...readings: [total: number, origin: TotalsOrigin][]): (number | undefined)[] {
  const totals = new SteadyTotals();
  return readings.map(([total, origin]) => totals.update([['rows', '', total]], origin).get('rows'));
}

describe('SteadyTotals', () => {
  it('begins with what the server has counted and follows it', () => {
    expect(run([100, 'same'], [130, 'same'], [130, 'same'])).toEqual([100, 130, 130]);
  });

  it('adds what was counted since a reset, even where that is more than before', () => {
    expect(run([100, 'same'], [5, 'reset'], [7, 'same'])).toEqual([100, 105, 107]);
    expect(run([100, 'same'], [400, 'reset'])).toEqual([100, 500]);
  });

  it('takes a fall for a start over', () => {
    expect(run([100, 'same'], [99, 'same'], [101, 'same'])).toEqual([100, 199, 201]);
  });

  it('adds nothing for the past of a server it has not read before', () => {
    expect(run([100, 'same'], [5_000, 'other server'], [5_010, 'same'])).toEqual([100, 100, 110]);
    expect(run([100, 'same'], [3, 'other server'], [4, 'same'])).toEqual([100, 100, 101]);
  });

  it('sums parts that come, go and start over by themselves', () => {
    const totals = new SteadyTotals();
    const update = (...parts: [string, number][]) =>
      totals
        .update(
          parts.map(([part, total]) => ['q', part, total] as const),
          'same',
        )
        .get('q');
    expect(update(['alice', 10], ['bob', 5])).toBe(15);
    expect(update(['alice', 12])).toBe(17);
    expect(update(['alice', 12], ['bob', 1])).toBe(18);
    expect(update(['alice', 13], ['carol', 4])).toBe(23);
  });

  it('forgets series that are gone once there have been very many', () => {
    const totals = new SteadyTotals();
    for (let i = 0; i < 3_000; i++) totals.update([[`q${i}`, '', 10]], 'same');
    expect(totals.update([['q0', '', 4]], 'same').get('q0')).toBe(4);
  });

  it('never falls, and rises by no more than was counted', () => {
    const steps = fc.array(
      fc.record({
        add: fc.nat(50),
        event: fc.constantFrom('none', 'none', 'none', 'reset', 'other server'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (list) => {
        const totals = new SteadyTotals();
        let server = 0;
        let expected = 0;
        let before = 0;
        for (const [index, { add, event }] of list.entries()) {
          if (event === 'reset') server = 0;
          if (event === 'other server') server = 1_000_000 + index;
          server += add;
          if (event !== 'other server' || index === 0) expected += index === 0 ? server : add;
          const origin: TotalsOrigin = event === 'none' ? 'same' : event;
          const value = totals.update([['rows', '', server]], index === 0 ? 'same' : origin).get('rows')!;
          expect(value).toBeGreaterThanOrEqual(before);
          expect(value).toBe(expected);
          before = value;
        }
      }),
    );
  });
});
