import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { type AlertTiming, advanceAlerts, RESOLVED_RETENTION_MILLIS } from './advance-alerts.ts';
import { type AlertCandidate, type AlertRuleState, EMPTY_STATE, type HoldReason } from './alert-instance.ts';

const MINUTE = 60_000;
const PLAIN: AlertTiming = { forMillis: 0, keepFiringForMillis: 0, limit: 0, maxAlerts: 1_000 };

function candidate(instance: string, value = 1): AlertCandidate {
  const labels = Labels.from({ alertname: 'A', instance });
  return { labels, sampleLabels: Labels.from({ instance }), annotations: { value: String(value) }, value };
}

/** Evaluates once a minute: each character is whether the series is there (`1`), gone (`0`) or held (`h`). */
function run(timing: AlertTiming, pattern: string, hold: HoldReason = 'resolve_when') {
  let state: AlertRuleState = EMPTY_STATE;
  const kinds: string[] = [];
  const states: string[] = [];
  [...pattern].forEach((mark, minute) => {
    const one = candidate('a');
    const advanced = advanceAlerts(
      timing,
      state,
      {
        candidates: mark === '1' ? [one] : [],
        held: new Map(mark === 'h' ? [[one.labels.key, hold]] : []),
      },
      minute * MINUTE,
    );
    state = advanced.state;
    kinds.push(...advanced.transitions.map(({ kind, atMillis }) => `${kind}@${atMillis / MINUTE}`));
    states.push([...state.alerts.values()].map((alert) => alert.state[0]).join('') || '-');
  });
  return { states: states.join(''), kinds, state };
}

describe('the state of alerts', () => {
  it('fires at once without a for, after it otherwise, and ends when the series is gone', () => {
    expect(run(PLAIN, '010').states).toBe('-fi');
    expect(run({ ...PLAIN, forMillis: 2 * MINUTE }, '11110').states).toBe('ppffi');
    expect(run({ ...PLAIN, forMillis: 2 * MINUTE }, '11110').kinds).toEqual([
      'pending@0',
      'firing@2',
      'resolved@4',
    ]);
  });

  it('forgets a pending alert as soon as its series is gone, and begins anew', () => {
    const { states, kinds } = run({ ...PLAIN, forMillis: 2 * MINUTE }, '1101111');
    expect(states).toBe('pp-ppff');
    expect(kinds).toEqual(['pending@0', 'cleared@2', 'pending@3', 'firing@5']);
  });

  it('keeps firing for keep_firing_for after the series went, and no longer once it comes back in between', () => {
    const timing = { ...PLAIN, keepFiringForMillis: 3 * MINUTE };
    expect(run(timing, '10000').states).toBe('ffffi');
    expect(run(timing, '10010000').states).toBe('fffffffi');
    expect(run(timing, '1000').state.alerts.values().next().value).toMatchObject({
      heldBy: 'keep_firing_for',
      keepFiringSinceMillis: MINUTE,
    });
  });

  it('keeps an ended alert for 15 minutes, and takes its return as a new alert', () => {
    const kept = RESOLVED_RETENTION_MILLIS / MINUTE;
    expect(run(PLAIN, `1${'0'.repeat(kept + 3)}`).states).toBe(`f${'i'.repeat(kept + 1)}--`);
    const { state, kinds } = run(PLAIN, '101');
    expect(kinds).toEqual(['pending@0', 'firing@0', 'resolved@1', 'pending@2', 'firing@2']);
    const [alert] = state.alerts.values();
    expect(alert).toMatchObject({ activeAtMillis: 2 * MINUTE, firedAtMillis: 2 * MINUTE });
    expect(alert).not.toHaveProperty('resolvedAtMillis');
  });

  it('brings value and annotations up to date, and leaves its beginning alone', () => {
    const first = advanceAlerts(PLAIN, EMPTY_STATE, { candidates: [candidate('a', 1)], held: new Map() }, 0);
    const second = advanceAlerts(
      PLAIN,
      first.state,
      { candidates: [candidate('a', 2)], held: new Map() },
      MINUTE,
    );
    expect(second.active).toMatchObject([
      { value: 2, annotations: { value: '2' }, activeAtMillis: 0, firedAtMillis: 0 },
    ]);
    expect(second.transitions).toEqual([]);
  });

  it('refuses a label set that occurs twice, leaving the state as it was', () => {
    const { state } = run(PLAIN, '1');
    const twice = advanceAlerts(
      PLAIN,
      state,
      { candidates: [candidate('b'), candidate('b')], held: new Map() },
      1,
    );
    expect(twice.error).toMatch('same labelset');
    expect(twice.state).toBe(state);
  });

  it('forgets every alert when there are more than the limit allows', () => {
    const { state } = run(PLAIN, '1');
    const timing = { ...PLAIN, limit: 2 };
    const candidates = [candidate('a'), candidate('b'), candidate('c')];
    const over = advanceAlerts(timing, state, { candidates, held: new Map() }, MINUTE);
    expect(over).toMatchObject({ error: 'exceeded limit of 2 with 3 alerts', active: [] });
    expect(over.state.alerts.size).toBe(0);
    const within = advanceAlerts(timing, state, { candidates: candidates.slice(1), held: new Map() }, MINUTE);
    expect(within.error).toBeUndefined();
  });

  it('keeps no more ended alerts than it is told to, the latest of them', () => {
    let state: AlertRuleState = EMPTY_STATE;
    for (let minute = 0; minute < 6; minute++) {
      const findings = { candidates: [candidate(`host-${minute}`)], held: new Map() };
      ({ state } = advanceAlerts({ ...PLAIN, maxAlerts: 2 }, state, findings, minute * MINUTE));
    }
    expect([...state.alerts.values()].map(({ labels }) => labels.get('instance'))).toEqual([
      'host-3',
      'host-4',
      'host-5',
    ]);
  });

  it('refuses new alerts beyond what it may have, and keeps those there are', () => {
    const timing = { ...PLAIN, maxAlerts: 2 };
    const first = advanceAlerts(
      timing,
      EMPTY_STATE,
      { candidates: ['a', 'b', 'c'].map((instance) => candidate(instance)), held: new Map() },
      0,
    );
    expect(first.refused).toBe(1);
    const second = advanceAlerts(
      timing,
      first.state,
      { candidates: ['d', 'b', 'a'].map((instance) => candidate(instance)), held: new Map() },
      MINUTE,
    );
    expect(second.refused).toBe(1);
    expect(second.active.map(({ labels }) => labels.get('instance'))).toEqual(['a', 'b']);
  });

  it('does not change the state it is given', () => {
    const { state } = run(PLAIN, '1');
    const before = JSON.stringify([...state.alerts]);
    advanceAlerts(PLAIN, state, { candidates: [], held: new Map() }, MINUTE);
    expect(JSON.stringify([...state.alerts])).toBe(before);
  });
});

describe('what is held', () => {
  it('goes on firing, and ends when it is let go', () => {
    expect(run(PLAIN, '1hhh0').states).toBe('ffffi');
  });

  it('does not count towards keep_firing_for', () => {
    expect(run({ ...PLAIN, keepFiringForMillis: 2 * MINUTE }, '1hhhh000').states).toBe('fffffffi');
  });

  it('stays pending only where there is nothing to judge by', () => {
    const timing = { ...PLAIN, forMillis: 2 * MINUTE };
    expect(run(timing, '1h', 'resolve_when').states).toBe('p-');
    expect(run(timing, '1hhh', 'no_data').states).toBe('pppp');
    expect(run(timing, '1hh1', 'error').states).toBe('pppf');
  });
});

describe('flapping', () => {
  const timing = { ...PLAIN, flap: { changes: 4, windowMillis: 10 * MINUTE } };

  it('keeps firing from the fourth change on, until it has been calm for long enough', () => {
    const { states, kinds } = run(timing, `10101010${'0'.repeat(12)}`);
    expect(kinds).toEqual(['pending@0', 'firing@0', 'resolved@1', 'pending@2', 'firing@2', 'resolved@14']);
    expect(states).toBe(`fi${'f'.repeat(12)}${'i'.repeat(6)}`);
  });

  it('tells of a series that changes with every evaluation no more often than the policy allows', () => {
    const { kinds } = run(timing, '10'.repeat(200));
    expect(kinds.filter((kind) => !kind.startsWith('pending'))).toHaveLength(3);
  });

  it('is no matter to an alert that changes seldom', () => {
    const calm = run(timing, `1${'0'.repeat(9)}`.repeat(4));
    expect(calm.kinds.filter((kind) => kind.startsWith('resolved'))).toHaveLength(4);
  });
});
