import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import { forgetfulStore, type StateStore } from '../state/state-store.ts';
import type { Alert } from './alert.ts';
import type { GroupSnapshot } from './alert-group.ts';
import { Dispatcher } from './dispatcher.ts';
import { createRoutes } from './route.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

function keeping(): StateStore & { readonly records: Map<string, unknown> } {
  const records = new Map<string, unknown>();
  const put = (_: string, key: string, value: unknown) => records.set(key, structuredClone(value));
  return {
    ...forgetfulStore,
    records,
    load: () => new Map(records),
    put,
    delete: (_, key) => records.delete(key),
  };
}

function open({ store = forgetfulStore as StateStore, clock = new ManualClock(), maxGroups = 100 } = {}) {
  const sent: { at: number; alerts: string[]; group: GroupSnapshot }[] = [];
  const refused: Alert[] = [];
  const untold = new Set<string>();
  const answer = { wait: Promise.resolve() };
  const dispatcher = new Dispatcher({
    routes: createRoutes({ receiver: 'all', groupBy: ['alertname'] }),
    clock,
    store,
    restartGraceMillis: 5 * MINUTE,
    maxGroups,
    onRefused: (alert) => refused.push(alert),
    send: async (group) => {
      const state = (alert: Alert) => (alert.endsAtMillis <= group.nowMillis ? 'resolved' : 'firing');
      const alerts = group.alerts.map((alert) => `${alert.labels.get('host')} ${state(alert)}`);
      sent.push({ at: group.nowMillis / SECOND, alerts, group });
      await answer.wait;
      return { untold };
    },
  });
  const report = (name: string, host: string, rest: Partial<Alert> = {}) => {
    const now = clock.now();
    const labels = Labels.from({ alertname: name, host });
    const times = { startsAtMillis: now, endsAtMillis: now + 60 * MINUTE, updatedAtMillis: now };
    dispatcher.put([{ labels, annotations: {}, generatorUrl: '', ...times, ...rest }]);
  };
  const end = (name: string, host: string) =>
    report(name, host, { startsAtMillis: 1, endsAtMillis: clock.now() });
  return { clock, dispatcher, sent, refused, untold, answer, report, end };
}

describe('Dispatcher', () => {
  it('waits group_wait for company, then group_interval between turns', async () => {
    const { clock, report, sent } = open();
    report('Slow', 'a');
    await clock.advance(10 * SECOND);
    report('Slow', 'b');
    await clock.advance(10 * MINUTE);
    expect(sent.map(({ at, alerts }) => [at, alerts])).toEqual([
      [30, ['a firing', 'b firing']],
      [330, ['a firing', 'b firing']],
    ]);
    expect(sent[0]!.group.key).toBe('{}:{alertname="Slow"}');
  });

  it('gives each of many groups that are due at once one turn, with all that came until then', async () => {
    const { clock, report, sent } = open();
    for (let i = 0; i < 50; i++) report(`Alert${i}`, 'a');
    // Runs when the turns of the last groups have not come yet.
    clock.setTimeout(() => report('Alert49', 'b', { startsAtMillis: 1 }), 30 * SECOND);
    await clock.advance(MINUTE);
    expect(sent).toHaveLength(50);
    expect(sent.map(({ at }) => at)).toEqual(Array(50).fill(30));
    expect(sent.at(-1)!.alerts).toEqual(['a firing', 'b firing']);
  });

  it('keeps groups apart by the labels they are grouped by', async () => {
    const { clock, report, sent } = open();
    report('Slow', 'a');
    report('Full', 'a');
    await clock.advance(30 * SECOND);
    expect(sent.map(({ group }) => String(group.labels))).toEqual([
      '{alertname="Slow"}',
      '{alertname="Full"}',
    ]);
  });

  it('does not wait for an alert that began long before', async () => {
    const { clock, report, sent } = open();
    await clock.advance(MINUTE);
    report('Slow', 'a', { startsAtMillis: 0 });
    await clock.advance(0);
    expect(sent.map(({ at }) => at)).toEqual([60]);
  });

  it('lets go of a resolved alert once all have been told, and of the group with its last alert', async () => {
    const store = keeping();
    const { clock, report, end, sent, dispatcher } = open({ store });
    report('Slow', 'a');
    await clock.advance(MINUTE);
    end('Slow', 'a');
    await clock.advance(5 * MINUTE);
    expect(sent.at(-1)!.alerts).toEqual(['a resolved']);
    expect([...dispatcher.alerts]).toEqual([]);
    expect(dispatcher.groups).toEqual([]);
    expect(store.records.size).toBe(0);
    await clock.advance(60 * MINUTE);
    expect(clock.pendingTimers).toBe(0);
  });

  it('takes what came while a group was sent to the next turn', async () => {
    const { clock, report, end, sent, answer } = open();
    let go = () => {};
    answer.wait = new Promise((resolve) => {
      go = resolve;
    });
    report('Slow', 'a');
    await clock.advance(30 * SECOND);
    end('Slow', 'a');
    report('Slow', 'b');
    go();
    await clock.advance(5 * MINUTE);
    expect(sent.map(({ alerts }) => alerts)).toEqual([['a firing'], ['a resolved', 'b firing']]);
  });

  it('gives up a turn that outlasts the interval', async () => {
    const { clock, report, sent, answer } = open();
    answer.wait = new Promise(() => {});
    report('Slow', 'a');
    await clock.advance(30 * SECOND);
    expect(sent[0]!.group.signal.aborted).toBe(false);
    await clock.advance(5 * MINUTE);
    expect(sent[0]!.group.signal.aborted).toBe(true);
  });

  it('takes an alert that is not reported any more for resolved', async () => {
    const { clock, report, sent } = open();
    report('Slow', 'a', { endsAtMillis: 4 * MINUTE });
    await clock.advance(6 * MINUTE);
    expect(sent.map(({ alerts }) => alerts)).toEqual([['a firing'], ['a resolved']]);
  });

  it('knows its alerts after a restart, and gives those that fired time to be reported again', async () => {
    const store = keeping();
    const before = open({ store });
    before.report('Slow', 'a', { endsAtMillis: MINUTE });
    before.report('Slow', 'b', { endsAtMillis: MINUTE });
    await before.clock.advance(31 * SECOND);
    before.end('Slow', 'b');
    await before.dispatcher.stop();
    await before.clock.advance(10 * MINUTE);
    const after = open({ store, clock: before.clock });
    await after.clock.advance(0);
    expect(after.sent.map(({ alerts }) => alerts)).toEqual([['a firing', 'b resolved']]);
    await after.clock.advance(5 * MINUTE);
    expect(after.sent.at(-1)!.alerts).toEqual(['a resolved']);
  });

  it('refuses groups beyond the limit, and counts on room made by others', async () => {
    const { clock, report, end, refused, dispatcher } = open({ maxGroups: 1 });
    report('Slow', 'a');
    report('Full', 'a');
    expect(refused.map(({ labels }) => labels.get('alertname'))).toEqual(['Full']);
    end('Slow', 'a');
    await clock.advance(MINUTE);
    report('Full', 'a');
    expect(refused).toHaveLength(1);
    expect(dispatcher.groups).toHaveLength(1);
  });

  it('sends nothing after stop()', async () => {
    const { clock, report, sent, dispatcher } = open();
    report('Slow', 'a');
    await dispatcher.stop();
    report('Slow', 'b');
    await clock.advance(60 * MINUTE);
    expect(sent).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
