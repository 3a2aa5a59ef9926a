import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import fc from 'fast-check';
import { type Alert, fingerprintOf } from './alert.ts';
import { decideNotification, type NotificationInput } from './decide-notification.ts';
import type { NotifiedEntry } from './notification-log.ts';

const NOW = 1_000_000;

function alert(name: string, state: 'firing' | 'resolved'): Alert {
  const endsAtMillis = state === 'firing' ? NOW + 1 : NOW - 1;
  return {
    labels: Labels.from({ alertname: name }),
    annotations: {},
    startsAtMillis: 0,
    endsAtMillis,
    updatedAtMillis: 0,
    generatorUrl: '',
  };
}

function print(name: string): string {
  return fingerprintOf(Labels.from({ alertname: name }));
}

function told(firing: string[], resolved: string[] = [], ageMillis = 1): NotifiedEntry {
  return { atMillis: NOW - ageMillis, firing: firing.map(print), resolved: resolved.map(print) };
}

function decide(alerts: Alert[], entry: NotifiedEntry | undefined, rest: Partial<NotificationInput> = {}) {
  const decision = decideNotification({
    alerts,
    told: entry,
    muted: new Set(),
    acknowledged: new Set(),
    nowMillis: NOW,
    repeatIntervalMillis: 3_600_000,
    sendResolved: true,
    ...rest,
  });
  return { ...decision, alerts: decision.alerts.map(({ labels }) => labels.get('alertname')) };
}

describe('decideNotification', () => {
  it('tells of a group that was never told', () => {
    expect(decide([alert('a', 'firing')], undefined)).toMatchObject({ reason: 'first', alerts: ['a'] });
  });

  it('says nothing of what came and went unheard', () => {
    expect(decide([alert('a', 'resolved')], undefined)).toMatchObject({
      reason: 'nothing_to_tell',
      alerts: [],
    });
    expect(decide([alert('b', 'resolved')], told([], ['a']))).toMatchObject({ reason: 'nothing_to_tell' });
  });

  it('tells of an alert more, with those known', () => {
    const alerts = [alert('a', 'firing'), alert('b', 'firing')];
    expect(decide(alerts, told(['a']))).toMatchObject({ reason: 'new_firing', alerts: ['a', 'b'] });
  });

  it('says nothing twice before the repeat interval has passed', () => {
    expect(decide([alert('a', 'firing')], told(['a']))).toMatchObject({ reason: 'already_told', alerts: [] });
    expect(decide([alert('a', 'firing')], told(['a'], [], 3_600_001))).toMatchObject({ reason: 'repeat' });
  });

  it('does not repeat what somebody has taken on, but tells of more and of the end', () => {
    const acknowledged = new Set([print('a')]);
    const late = told(['a'], [], 3_600_001);
    expect(decide([alert('a', 'firing')], late, { acknowledged })).toMatchObject({
      reason: 'acknowledged',
      alerts: [],
    });
    const more = [alert('a', 'firing'), alert('b', 'firing')];
    expect(decide(more, late, { acknowledged })).toMatchObject({ reason: 'new_firing' });
    expect(decide(more, told(['a', 'b'], [], 3_600_001), { acknowledged })).toMatchObject({
      reason: 'repeat',
    });
    expect(decide([alert('a', 'resolved')], late, { acknowledged })).toMatchObject({
      reason: 'all_resolved',
    });
  });

  it('tells of an end while others go on, unless the channel does not want to hear of ends', () => {
    const alerts = [alert('a', 'firing'), alert('b', 'resolved')];
    expect(decide(alerts, told(['a', 'b']))).toMatchObject({ reason: 'new_resolved', alerts: ['a', 'b'] });
    expect(decide(alerts, told(['a', 'b']), { sendResolved: false })).toMatchObject({
      reason: 'already_told',
    });
  });

  it('notes the end of all without sending it where ends are not wanted', () => {
    const decision = decide([alert('a', 'resolved')], told(['a']), { sendResolved: false });
    expect(decision).toMatchObject({ reason: 'all_resolved', alerts: [], entry: { firing: [] } });
  });

  it('leaves muted alerts out', () => {
    const alerts = [alert('a', 'firing'), alert('b', 'firing')];
    expect(decide(alerts, undefined, { muted: new Set([print('a')]) })).toMatchObject({ alerts: ['b'] });
    expect(decide(alerts, undefined, { muted: new Set([print('a'), print('b')]) })).toMatchObject({
      reason: 'nothing_to_tell',
    });
  });

  it('remembers a told alert that is muted while it fires', () => {
    const alerts = [alert('a', 'firing'), alert('b', 'firing')];
    const { entry } = decide(alerts, told(['a']), { muted: new Set([print('a')]) });
    expect([...entry!.firing].sort()).toEqual([print('a'), print('b')].sort());
  });

  it('tells who was told, whatever is done to the alerts in between', () => {
    type Step = { firing: boolean; muted: boolean };
    const step = fc.record({ firing: fc.boolean(), muted: fc.boolean() });
    const history = fc.array(fc.tuple(step, step), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(history, (steps) => {
        let entry: NotifiedEntry | undefined;
        const believes = new Map<string, 'firing' | 'resolved'>();
        const run = (states: readonly [Step, Step]) => {
          const alerts = states.map(({ firing }, i) => alert(`a${i}`, firing ? 'firing' : 'resolved'));
          const muted = new Set(states.flatMap(({ muted: isMuted }, i) => (isMuted ? [print(`a${i}`)] : [])));
          const decision = decide(alerts, entry, { muted });
          for (const name of decision.alerts)
            believes.set(name, states[Number(name[1])]!.firing ? 'firing' : 'resolved');
          entry = decision.entry ?? entry;
        };
        for (const states of steps) run(states);
        const end = { firing: false, muted: true };
        run([end, end]);
        expect([...believes.values()]).not.toContain('firing');
      }),
    );
  });
});
