import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import { forgetfulStore, type StateStore } from '../state/state-store.ts';
import { type SilenceInput, type SilenceMatcher, Silences } from './silences.ts';

const HOUR = 3_600_000;
const matcher: SilenceMatcher = { name: 'team', value: 'db', isRegex: false, isEqual: true };

function input(rest: Partial<SilenceInput> = {}): SilenceInput {
  return {
    matchers: [matcher],
    startsAtMillis: 0,
    endsAtMillis: HOUR,
    createdBy: 'ann',
    comment: 'maintenance',
    ...rest,
  };
}

function open() {
  const records = new Map<string, unknown>();
  const store: StateStore = {
    ...forgetfulStore,
    load: () => records,
    put: (_, key, value) => records.set(key, value),
    delete: (_, key) => records.delete(key),
  };
  const clock = new ManualClock();
  return { clock, records, silences: new Silences(clock, store), reopen: () => new Silences(clock, store) };
}

const db = Labels.from({ alertname: 'Slow', team: 'db' });

describe('Silences', () => {
  it('hold back what they match, from their start to their end', async () => {
    const { clock, silences } = open();
    const { id } = silences.set(input({ startsAtMillis: 1_000 }));
    expect(silences.silencing(db)).toEqual([]);
    await clock.advance(1_000);
    expect(silences.silencing(db)).toEqual([id]);
    expect(silences.silencing(Labels.from({ team: 'web' }))).toEqual([]);
    await clock.advance(HOUR);
    expect(silences.silencing(db)).toEqual([]);
    expect(silences.stateOf(silences.get(id)!)).toBe('expired');
  });

  it.each([
    [{ ...matcher, value: 'd.', isRegex: true }, true],
    [{ ...matcher, value: 'd', isRegex: true }, false],
    [{ ...matcher, value: 'web', isEqual: false }, true],
    [{ ...matcher, value: 'd.|x', isRegex: true, isEqual: false }, false],
  ])('match by %j', (condition, silenced) => {
    const { silences } = open();
    silences.set(input({ matchers: [condition, { ...matcher, name: 'alertname', value: 'Slow' }] }));
    expect(silences.silencing(db).length > 0).toBe(silenced);
  });

  it('are prolonged under their id, and replaced when their matchers change', async () => {
    const { clock, silences } = open();
    const first = silences.set(input());
    await clock.advance(1_000);
    const longer = silences.set(input({ endsAtMillis: 2 * HOUR }), first.id);
    expect(longer.id).toBe(first.id);
    const other = silences.set(input({ matchers: [{ ...matcher, value: 'web' }] }), first.id);
    expect(other.id).not.toBe(first.id);
    expect(silences.stateOf(silences.get(first.id)!)).toBe('expired');
    expect(silences.silencing(db)).toEqual([]);
  });

  it('end at once when told to, before they began too', async () => {
    const { silences } = open();
    const { id } = silences.set(input({ startsAtMillis: 1_000 }));
    silences.expire(id);
    silences.expire(id);
    expect(silences.get(id)).toMatchObject({ endsAtMillis: 0 });
    expect(() => silences.expire('nobody')).toThrow(
      expect.objectContaining({ code: 'KOTOBA_ALERTING_UNKNOWN_SILENCE' }),
    );
  });

  it('outlive a restart, and are forgotten five days after their end', async () => {
    const { clock, silences, reopen, records } = open();
    const { id } = silences.set(input());
    expect(reopen().silencing(db)).toEqual([id]);
    await clock.advance(HOUR + 119 * HOUR);
    expect(reopen().list()).toHaveLength(1);
    await clock.advance(HOUR);
    expect(reopen().list()).toEqual([]);
    expect(records.size).toBe(0);
  });

  it.each([
    [{ matchers: [] }, 'expected at least one matcher'],
    [{ endsAtMillis: 0 }, 'expected the end to be after the start'],
    [{ matchers: [{ ...matcher, value: '' }] }, 'does not match the empty string'],
    [{ matchers: [{ ...matcher, value: '(', isRegex: true }] }, 'expected valid matchers'],
  ])('refuse %j', (rest, message) => {
    const { silences } = open();
    const error = expect.objectContaining({
      code: 'KOTOBA_ALERTING_INVALID_SILENCE',
      message: expect.stringContaining(message),
    });
    expect(() => silences.set(input(rest))).toThrow(error);
    expect(silences.list()).toEqual([]);
  });
});
