import { describe, expect, it } from '@jest/globals';
import { dueSlot, slotBefore } from './group-slots.ts';

const MINUTE = 60_000;
const NOW = 1_700_000_012_345;

describe('the times of a group', () => {
  it('are the same whenever one looks, an interval apart', () => {
    const group = { name: 'a', file: 'f' };
    const slot = slotBefore(NOW, MINUTE, group);
    expect(slot).toBeLessThanOrEqual(NOW);
    expect(NOW - slot).toBeLessThan(MINUTE);
    expect(slotBefore(slot, MINUTE, group)).toBe(slot);
    expect(slotBefore(slot + MINUTE - 1, MINUTE, group)).toBe(slot);
    expect(slotBefore(slot - 1, MINUTE, group)).toBe(slot - MINUTE);
  });

  it('are spread over the interval', () => {
    const offsets = Array.from(
      { length: 1_000 },
      (_, i) => slotBefore(NOW, MINUTE, { name: `g${i}`, file: 'f' }) % MINUTE,
    );
    for (let quarter = 0; quarter < 4; quarter++) {
      const share = offsets.filter((offset) => Math.floor(offset / (MINUTE / 4)) === quarter).length;
      expect(share).toBeGreaterThan(200);
      expect(share).toBeLessThan(300);
    }
  });

  it('skip what was missed, for the latest that is due', () => {
    expect(dueSlot(1_000, 1_000, 1_000)).toEqual({ slotMillis: 1_000, missed: 0 });
    expect(dueSlot(1_000, 1_999, 1_000)).toEqual({ slotMillis: 1_000, missed: 0 });
    expect(dueSlot(1_000, 3_700, 1_000)).toEqual({ slotMillis: 3_000, missed: 2 });
  });

  it('stay when a timer comes a little early, and begin anew when the clock was set back', () => {
    expect(dueSlot(1_000, 998, 1_000)).toEqual({ slotMillis: 1_000, missed: 0 });
    const { slotMillis } = dueSlot(3_600_000, 500, 1_000);
    expect(slotMillis).toBeGreaterThan(500 - 1_000);
    expect(slotMillis).toBeLessThanOrEqual(500);
  });
});
