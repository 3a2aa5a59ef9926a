import { describe, expect, it } from '@jest/globals';
import { intervalContains, type TimeInterval } from './time-interval.ts';

const ALWAYS: TimeInterval = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [] };

function contains(parts: Partial<TimeInterval>, time: string): boolean {
  return intervalContains({ ...ALWAYS, ...parts }, Date.parse(time));
}

describe('intervalContains', () => {
  it('holds every instant when no part is given', () => {
    expect(contains({}, '2026-02-28T23:59:59Z')).toBe(true);
  });

  it('takes the first minute of a time and leaves out the last', () => {
    const times = [{ first: 9 * 60, last: 17 * 60 }];
    expect(contains({ times }, '2026-03-02T08:59:59Z')).toBe(false);
    expect(contains({ times }, '2026-03-02T09:00:00Z')).toBe(true);
    expect(contains({ times }, '2026-03-02T16:59:59Z')).toBe(true);
    expect(contains({ times }, '2026-03-02T17:00:00Z')).toBe(false);
  });

  it('reaches to the end of the day', () => {
    expect(contains({ times: [{ first: 0, last: 24 * 60 }] }, '2026-03-02T23:59:59Z')).toBe(true);
  });

  it('knows the weekday of the place', () => {
    const monday = { weekdays: [{ first: 1, last: 1 }] };
    expect(contains(monday, '2026-03-02T12:00:00Z')).toBe(true);
    expect(contains(monday, '2026-03-01T23:30:00Z')).toBe(false);
    expect(contains({ ...monday, location: 'Europe/Berlin' }, '2026-03-01T23:30:00Z')).toBe(true);
  });

  it.each([
    ['2026-02-28T12:00:00Z', true],
    ['2026-02-27T12:00:00Z', false],
    ['2028-02-29T12:00:00Z', true],
    ['2028-02-28T12:00:00Z', false],
  ])('counts days back from the end of the month: %s', (time, expected) => {
    expect(contains({ daysOfMonth: [{ first: -1, last: -1 }] }, time)).toBe(expected);
  });

  it('cuts days to the length of the month', () => {
    expect(contains({ daysOfMonth: [{ first: 29, last: 31 }] }, '2026-02-28T12:00:00Z')).toBe(false);
    expect(contains({ daysOfMonth: [{ first: 25, last: 31 }] }, '2026-02-28T12:00:00Z')).toBe(true);
  });

  it('needs every part to hold', () => {
    const parts = { months: [{ first: 3, last: 5 }], years: [{ first: 2026, last: 2026 }] };
    expect(contains(parts, '2026-04-01T00:00:00Z')).toBe(true);
    expect(contains(parts, '2026-06-01T00:00:00Z')).toBe(false);
    expect(contains(parts, '2027-04-01T00:00:00Z')).toBe(false);
  });
});
