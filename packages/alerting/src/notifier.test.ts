import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import { diag } from '@opentelemetry/api';
import type { Channel } from './channels/channel.ts';
import { SendError } from './channels/send-error.ts';
import { Notifier, type NotifierOptions } from './notifier.ts';
import { forgetfulStore, type StateKind, type StateStore } from './state/state-store.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Keeps records in memory, as a file would over restarts. */
function memoryStore(kinds = new Map<StateKind, Map<string, unknown>>()) {
  const of = (kind: StateKind) => kinds.get(kind) ?? kinds.set(kind, new Map()).get(kind)!;
  const store: StateStore = {
    ...forgetfulStore,
    load: (kind) => new Map(of(kind)),
    put: (kind, key, value) => of(kind).set(key, structuredClone(value)),
    delete: (kind, key) => of(kind).delete(key),
  };
  /** What a process killed now would leave. */
  const copy = () => memoryStore(structuredClone(kinds));
  return { ...store, copy };
}

function open(rest: Partial<NotifierOptions> = {}, clock = new ManualClock()) {
  const said: string[] = [];
  const other = { failure: undefined as Error | undefined };
  const channel: Channel = {
    type: 'pagerduty',
    sendResolved: true,
    async send({ status, groupKey }) {
      if (other.failure !== undefined) throw other.failure;
      said.push(`${status} ${groupKey}`);
      return 'was answered 202';
    },
    async acknowledge({ groupKey }) {
      said.push(`acknowledge ${groupKey}`);
      return undefined;
    },
  };
  const outcomes: string[] = [];
  const notifier = new Notifier({
    route: { receiver: 'ops', groupBy: ['alertname'] },
    receivers: new Map([['ops', [channel]]]),
    externalUrl: 'http://app',
    clock,
    store: forgetfulStore,
    onOutcome: (type, outcome) => outcomes.push(`${type} ${outcome}`),
    ...rest,
  });
  const labels = (host: string) => Labels.from({ alertname: 'Slow', host });
  const put = (host: string, endsAtMillis = clock.now() + 60 * MINUTE) =>
    notifier.put([
      {
        labels: labels(host),
        annotations: {},
        startsAtMillis: 1,
        endsAtMillis,
        updatedAtMillis: clock.now(),
        generatorUrl: '',
      },
    ]);
  return { clock, notifier, said, other, outcomes, put, labels };
}

const KEY = '{}:{alertname="Slow"}';

describe('Notifier', () => {
  it('tells the other side once every alert of a group has been taken on', async () => {
    const { clock, notifier, said, put, labels } = open();
    put('a');
    put('b');
    await clock.advance(MINUTE);
    await notifier.acknowledge(labels('a'), 'ann');
    expect(said).toEqual([`firing ${KEY}`]);
    await notifier.acknowledge(labels('b'), 'ann', 'on it');
    expect(said).toEqual([`firing ${KEY}`, `acknowledge ${KEY}`]);
    expect(notifier.acknowledgementOf(labels('b'))).toEqual({
      by: 'ann',
      comment: 'on it',
      atMillis: MINUTE,
    });
    await notifier.stop();
  });

  it('takes further channels while it runs, each told from its group’s next turn on', async () => {
    const { clock, notifier, said, put } = open();
    put('a');
    await clock.advance(MINUTE);
    const late: string[] = [];
    const channel: Channel = {
      type: 'late',
      sendResolved: true,
      send: async ({ status }) => {
        late.push(status);
        return 'taken';
      },
    };
    notifier.addChannel('ops', channel);
    notifier.addChannel('new', channel);
    expect(notifier.receiverNames).toEqual(['ops', 'new']);
    await clock.advance(6 * MINUTE);
    expect([said, late]).toEqual([[`firing ${KEY}`], ['firing']]);
    put('a', clock.now());
    await clock.advance(6 * MINUTE);
    expect([said.at(-1), late.at(-1)]).toEqual([`resolved ${KEY}`, 'resolved']);
    await notifier.stop();
  });

  it('forgets who took an alert on when it has ended', async () => {
    const { clock, notifier, put, labels } = open();
    put('a');
    await clock.advance(MINUTE);
    await notifier.acknowledge(labels('a'), 'ann');
    put('a', clock.now());
    await clock.advance(5 * MINUTE);
    expect(notifier.acknowledgementOf(labels('a'))).toBeUndefined();
    expect(notifier.alerts).toEqual([]);
    expect(notifier.explain(labels('a'))).toEqual([]);
    await notifier.stop();
  });

  it('refuses an acknowledgement of what it does not know', async () => {
    const { notifier, labels } = open();
    await expect(notifier.acknowledge(labels('x'), 'ann')).rejects.toMatchObject({
      code: 'KOTOBA_ALERTING_UNKNOWN_ALERT',
    });
    await notifier.stop();
  });

  it('explains what was done with an alert, and lists deliveries newest first', async () => {
    const { clock, notifier, put, labels } = open();
    put('a');
    await clock.advance(6 * MINUTE);
    const result = { delivered: true, attempts: 1, answer: 'was answered 202' };
    expect(notifier.explain(labels('a'))).toEqual([
      {
        groupKey: KEY,
        receiver: 'ops',
        atMillis: 330 * SECOND,
        decisions: [{ kind: 'channel', channel: 'pagerduty', reason: 'already_told' }],
      },
    ]);
    expect(notifier.deliveries(10)).toEqual([
      { atMillis: 30 * SECOND, receiver: 'ops', channel: 'pagerduty', groupKey: KEY, result },
    ]);
    await notifier.stop();
  });

  it('counts what was sent, repeated and given up', async () => {
    const { clock, notifier, other, outcomes, put } = open({ limits: { longestPauseMillis: 100 * SECOND } });
    other.failure = new SendError('was answered 503', { retry: true });
    put('a');
    await clock.advance(30 * SECOND);
    other.failure = new SendError('was answered 403', { retry: false });
    await clock.advance(2 * SECOND);
    expect(outcomes).toEqual(['pagerduty retried', 'pagerduty retried', 'pagerduty failed']);
    other.failure = undefined;
    await clock.advance(5 * MINUTE);
    expect(outcomes.at(-1)).toBe('pagerduty sent');
    await notifier.stop();
  });

  it('tells the end of what was told before a restart, once, under the same key', async () => {
    const store = memoryStore();
    const first = open({ store });
    first.put('a');
    await first.clock.advance(MINUTE);
    await first.notifier.stop();
    const second = open({ store }, first.clock);
    await second.clock.advance(10 * MINUTE);
    await second.notifier.stop();
    const third = open({ store }, first.clock);
    await third.clock.advance(10 * MINUTE);
    expect([first.said, second.said, third.said]).toEqual([[`firing ${KEY}`], [`resolved ${KEY}`], []]);
    await third.notifier.stop();
    expect(third.clock.pendingTimers).toBe(0);
  });

  it('tells the end of what it was about to tell when it was killed, whether or not that arrived', async () => {
    const store = memoryStore();
    const killed = open({ store });
    killed.other.failure = new SendError('got no answer (ECONNRESET)', { retry: true });
    killed.put('a');
    await killed.clock.advance(31 * SECOND);
    const left = store.copy();
    await killed.notifier.stop();
    const next = open({ store: left }, killed.clock);
    next.put('a', next.clock.now());
    await next.clock.advance(MINUTE);
    expect(next.said).toEqual([`resolved ${KEY}`]);
    await next.notifier.stop();
  });

  it('does not tell the end of what surely did not arrive', async () => {
    const { clock, notifier, other, said, put } = open();
    other.failure = new SendError('was answered 403', { retry: false });
    put('a');
    await clock.advance(MINUTE);
    other.failure = undefined;
    put('a', clock.now());
    await clock.advance(10 * MINUTE);
    expect(said).toEqual([]);
    await notifier.stop();
  });

  it('ends under its old key what the routes now send elsewhere, and tells it anew', async () => {
    const store = memoryStore();
    const before = open({ store });
    before.put('a');
    await before.clock.advance(MINUTE);
    await before.notifier.stop();
    const after = open({ store, route: { receiver: 'ops', groupBy: ['host'] } }, before.clock);
    await after.clock.advance(MINUTE);
    expect(after.said.sort()).toEqual(['firing {}:{host="a"}', `resolved ${KEY}`]);
    await after.notifier.stop();
    const again = open({ store, route: { receiver: 'ops', groupBy: ['host'] } }, before.clock);
    await again.clock.advance(MINUTE);
    expect(again.said).toEqual([]);
    await again.notifier.stop();
  });

  it('goes on telling an end under an old key until it is taken', async () => {
    const store = memoryStore();
    const before = open({ store });
    before.put('a');
    await before.clock.advance(MINUTE);
    await before.notifier.stop();
    const route = { receiver: 'ops', groupBy: ['host'] };
    const after = open({ store, route }, before.clock);
    after.other.failure = new SendError('was answered 403', { retry: false });
    await after.clock.advance(SECOND);
    after.other.failure = undefined;
    await after.clock.advance(MINUTE);
    expect(after.said).toContain(`resolved ${KEY}`);
    await after.notifier.stop();
  });

  it('gives up an end whose channel is there no more', async () => {
    const store = memoryStore();
    const before = open({ store });
    before.put('a');
    await before.clock.advance(MINUTE);
    await before.notifier.stop();
    const after = open(
      { store, route: { receiver: 'new' }, receivers: new Map([['new', []]]) },
      before.clock,
    );
    await after.clock.advance(MINUTE);
    expect([...store.load('notified').keys()]).toHaveLength(1);
    await after.clock.advance(5 * MINUTE);
    expect([...store.load('notified').keys()]).toEqual([]);
    await after.notifier.stop();
  });

  it('tells an end to a channel that is added after a restart', async () => {
    const store = memoryStore();
    const late: string[] = [];
    const channel: Channel = {
      type: 'late',
      sendResolved: true,
      send: async ({ status, groupKey }) => {
        late.push(`${status} ${groupKey}`);
        return 'taken';
      },
    };
    const before = open({ store });
    before.notifier.addChannel('ops', channel);
    before.put('a');
    await before.clock.advance(MINUTE);
    await before.notifier.stop();
    const after = open({ store, route: { receiver: 'ops', groupBy: ['host'] } }, before.clock);
    await after.clock.advance(SECOND);
    after.notifier.addChannel('ops', channel);
    await after.clock.advance(2 * MINUTE);
    expect(late[0]).toBe(`firing ${KEY}`);
    expect(late).toContain(`resolved ${KEY}`);
    await after.notifier.stop();
  });

  it('starts without records that are none, and keeps the others', async () => {
    const store = memoryStore();
    const before = open({ store });
    before.put('a');
    await before.clock.advance(MINUTE);
    const silence = before.notifier.silences.set({
      matchers: [{ name: 'host', value: 'z', isRegex: false, isEqual: true }],
      startsAtMillis: before.clock.now(),
      endsAtMillis: before.clock.now() + 60 * MINUTE,
      createdBy: 'ann',
      comment: '',
    });
    await before.notifier.stop();
    for (const kind of ['alert', 'notified', 'silence', 'acknowledgement'] as const)
      for (const [i, record] of [null, 7, {}, { labels: 1, firing: 'x', matchers: [{}] }].entries())
        store.put(kind, `bad-${i}`, record);
    store.put('silence', 'bad-regex', {
      ...silence,
      id: 'bad-regex',
      matchers: [{ ...silence.matchers[0], isRegex: true, value: '(' }],
    });
    diag.setLogger({ ...console, verbose: () => {}, error: () => {} });
    const after = open({ store }, before.clock);
    diag.disable();
    expect(after.notifier.alerts.map(({ labels }) => labels.get('host'))).toEqual(['a']);
    expect(after.notifier.silences.list()).toEqual([silence]);
    expect([...store.load('notified').keys()]).toHaveLength(1);
    await after.notifier.stop();
  });

  it('keeps an alert for its group’s next turn when telling fails in an unforeseen way', async () => {
    const store = memoryStore();
    let failures = 2;
    const put = store.put;
    const {
      clock,
      notifier,
      said,
      put: putAlert,
    } = open({
      store: {
        ...store,
        put: (kind, key, value) => {
          if (kind === 'notified' && failures-- > 0) throw new Error('unforeseen');
          put(kind, key, value);
        },
      },
    });
    putAlert('a');
    await clock.advance(MINUTE);
    expect(said).toEqual([]);
    await clock.advance(10 * MINUTE);
    expect(said).toEqual([`firing ${KEY}`]);
    await notifier.stop();
  });

  it('tells the end of what a digest told of', async () => {
    const limits = { stormMessages: 0 };
    const { clock, notifier, said, put } = open({
      limits,
      route: { receiver: 'ops', groupBy: ['host'] },
    });
    put('a');
    put('b');
    await clock.advance(MINUTE);
    expect(said).toEqual(['firing digest/ops']);
    put('a', clock.now());
    put('b', clock.now());
    await clock.advance(15 * MINUTE);
    expect(said.at(-1)).toBe('resolved digest/ops');
    await notifier.stop();
  });

  it('tells the end of a digest that did not get through before the restart, once', async () => {
    const store = memoryStore();
    const subject = { groupKey: 'digest/ops', channelKey: 'ops/pagerduty/0', receiver: 'ops' };
    const entry = { atMillis: 0, firing: ['00000000000000aa'], resolved: [] };
    const record = { ...subject, groupLabels: { alertname: 'Digest' }, ...entry };
    store.put('notified', 'digest/ops:ops/pagerduty/0', record);
    const { clock, notifier, said } = open({ store });
    await clock.advance(10 * MINUTE);
    expect(said).toEqual(['resolved digest/ops']);
    await notifier.stop();
  });
});
