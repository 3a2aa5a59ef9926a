import { describe, expect, it } from '@jest/globals';
import {
  aligned,
  fixedRange,
  isLive,
  moved,
  parseMoment,
  rateInterval,
  resolveRange,
  stepOf,
  zoomedOut,
} from './time-range.ts';

const now = 1_700_000_000;

describe('a time range', () => {
  it('counts back from now', () => {
    expect(parseMoment('now', now)).toBe(now);
    expect(parseMoment('now-15m', now)).toBe(now - 900);
    expect(parseMoment('now-7d', now)).toBe(now - 604_800);
  });

  it('takes milliseconds and RFC 3339', () => {
    expect(parseMoment('1699990000000', now)).toBe(1_699_990_000);
    expect(parseMoment('2023-11-14T22:13:20Z', now)).toBe(now);
    expect(parseMoment('yesterday', now)).toBeUndefined();
  });

  it('is an hour where it cannot be read or is empty', () => {
    const hour = { start: now - 3_600, end: now };
    expect(resolveRange({ from: 'x', to: 'now' }, now)).toEqual(hour);
    expect(resolveRange({ from: 'now', to: 'now-1h' }, now)).toEqual(hour);
  });

  it('is live while it ends now', () => {
    expect(isLive({ from: 'now-1h', to: 'now' })).toBe(true);
    expect(isLive(fixedRange({ start: now - 10, end: now }))).toBe(false);
  });

  it('moves and widens', () => {
    expect(moved({ start: 1_000, end: 2_000 }, -0.5)).toEqual({ from: '500000', to: '1500000' });
    expect(zoomedOut({ start: 1_000, end: 2_000 })).toEqual({ from: '500000', to: '2500000' });
  });
});

describe('the step', () => {
  it('fits the points, and is never shorter than a collection', () => {
    expect(stepOf({ start: 0, end: 3_600 }, 300, 5)).toBe(15);
    expect(stepOf({ start: 0, end: 60 }, 300, 15)).toBe(15);
    expect(stepOf({ start: 0, end: 604_800 }, 600, 15)).toBe(1_800);
  });

  it('puts points on its multiples', () => {
    expect(aligned({ start: 103, end: 209 }, 15)).toEqual({ start: 90, end: 195 });
  });

  it('makes rates look at four collections or more', () => {
    expect(rateInterval(15, 15)).toBe(60);
    expect(rateInterval(300, 15)).toBe(315);
  });
});
