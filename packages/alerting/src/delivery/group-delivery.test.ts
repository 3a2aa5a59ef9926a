import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import type { Channel } from '../channels/channel.ts';
import { SendError } from '../channels/send-error.ts';
import { Acknowledgements } from '../notifications/acknowledgements.ts';
import { type Alert, fingerprintOf } from '../notifications/alert.ts';
import { parseAlertMatchers } from '../notifications/alert-matcher.ts';
import { Dispatcher } from '../notifications/dispatcher.ts';
import { Inhibitor, type InhibitRule } from '../notifications/inhibition.ts';
import type { Notification } from '../notifications/notification.ts';
import { NotificationLog } from '../notifications/notification-log.ts';
import { createRoutes, type RootRouteConfig } from '../notifications/route.ts';
import { Silences } from '../notifications/silences.ts';
import { forgetfulStore } from '../state/state-store.ts';
import { ChannelQueue } from './channel-queue.ts';
import { type AlertDecision, deliverGroup, type GroupDeliveryContext } from './group-delivery.ts';
import { type DeliveryLimits, deliveryDefaults } from './options.ts';
import { StormControl } from './storm-control.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Setup {
  readonly route?: Partial<RootRouteConfig>;
  readonly limits?: Partial<DeliveryLimits>;
  readonly sendResolved?: boolean;
  readonly context?: Partial<GroupDeliveryContext>;
  readonly inhibitRules?: readonly InhibitRule[];
}

/** A channel whose other side is scripted: what `answer` throws is the failure. */
function open({ route = {}, limits = {}, sendResolved = true, context = {}, inhibitRules = [] }: Setup = {}) {
  const clock = new ManualClock(Date.parse('2026-03-02T10:00:00Z'));
  const started = clock.now();
  const sent: { at: number; notification: Notification; alerts: string[] }[] = [];
  const other = { answer: async (_: Notification): Promise<string | undefined> => 'ok' };
  const channel: Channel = {
    type: 'test',
    sendResolved,
    async send(notification) {
      const answer = await other.answer(notification);
      const alerts = notification.alerts.map(({ labels, status }) => `${labels.get('host')} ${status}`);
      sent.push({ at: (clock.now() - started) / SECOND, notification, alerts });
      return answer;
    },
  };
  const all = { ...deliveryDefaults, ...limits };
  const log = new NotificationLog(forgetfulStore);
  const silences = new Silences(clock, forgetfulStore);
  const acknowledgements = new Acknowledgements(clock, forgetfulStore);
  const queue = new ChannelQueue(channel, {
    clock,
    limits: all,
    onFailedAttempt: () => undefined,
    random: () => 1,
  });
  const storm = new StormControl(queue, { clock, limits: all, log, channelKey: 'ops/test[0]' });
  const channels = [{ key: 'ops/test[0]', type: 'test', sendResolved, storm }];
  const decisions: { alert: string; decision: AlertDecision }[] = [];
  const routes = createRoutes({ receiver: 'ops', groupBy: ['alertname'], ...route });
  const inhibitor = new Inhibitor(inhibitRules);
  const dispatcher = new Dispatcher({
    onKnown: (alert) => inhibitor.note(alert),
    routes,
    clock,
    store: forgetfulStore,
    restartGraceMillis: 0,
    maxGroups: 10_000,
    onRefused: () => undefined,
    send: (group) =>
      deliverGroup(group, {
        clock,
        externalUrl: 'http://app',
        receivers: new Map([
          ['ops', { name: 'ops', channels }],
          ['boss', { name: 'boss', channels: [{ ...channels[0]!, key: 'boss/test[0]' }] }],
        ]),
        silences,
        acknowledgements,
        inhibitor,
        timeIntervals: new Map(),
        log,
        onDecision: (_, alert, decision) => decisions.push({ alert: alert.labels.get('host'), decision }),
        onDelivery: () => undefined,
        ...context,
      }),
  });
  const put = (name: string, host: string, rest: Partial<Alert> & { severity?: string } = {}) => {
    const { severity = 'warning', ...times } = rest;
    const now = clock.now();
    const labels = Labels.from({ alertname: name, host, severity });
    dispatcher.put([
      {
        labels,
        annotations: {},
        generatorUrl: '',
        startsAtMillis: now,
        endsAtMillis: now + 100 * HOUR,
        updatedAtMillis: now,
        ...times,
      },
    ]);
  };
  const end = (name: string, host: string) =>
    put(name, host, { startsAtMillis: started + 1, endsAtMillis: clock.now() });
  const silence = (host: string, forMillis: number) =>
    silences.set({
      matchers: [{ name: 'host', value: host, isRegex: false, isEqual: true }],
      startsAtMillis: clock.now(),
      endsAtMillis: clock.now() + forMillis,
      createdBy: '',
      comment: '',
    });
  const acknowledge = (name: string, host: string) => {
    const labels = Labels.from({ alertname: name, host, severity: 'warning' });
    acknowledgements.set(fingerprintOf(labels), 'ann', 'on it');
  };
  return { clock, sent, other, decisions, put, end, silence, acknowledge, dispatcher };
}

const told = (sent: readonly { at: number; alerts: string[] }[]) =>
  sent.map(({ at, alerts }) => [at, ...alerts]);

describe('a group on its way to a channel', () => {
  it('is tried anew when the channel neither answers nor obeys its signal', async () => {
    const { clock, sent, other, put, dispatcher } = open();
    const answer = other.answer;
    let attempts = 0;
    other.answer = () =>
      ++attempts <= 5 ? new Promise<never>(() => {}) : answer(sent[0]?.notification as never);
    put('Slow', 'a');
    await clock.advance(40 * MINUTE);
    expect(attempts).toBeGreaterThan(5);
    expect(sent.length).toBeGreaterThan(0);
    other.answer = () => new Promise<never>(() => {});
    put('Slow', 'b');
    await clock.advance(6 * MINUTE);
    await dispatcher.stop();
  });

  it('is told when it fires, when that changes, every repeat_interval, and when it ends', async () => {
    const { clock, sent, put, end } = open({ route: { repeatIntervalMillis: HOUR } });
    put('Slow', 'a');
    await clock.advance(10 * MINUTE);
    put('Slow', 'b');
    await clock.advance(80 * MINUTE);
    end('Slow', 'a');
    await clock.advance(5 * MINUTE);
    end('Slow', 'b');
    await clock.advance(10 * MINUTE);
    expect(told(sent)).toEqual([
      [30, 'a firing'],
      [630, 'a firing', 'b firing'],
      [4530, 'a firing', 'b firing'],
      [5430, 'a resolved', 'b firing'],
      [5730, 'b resolved'],
    ]);
  });

  it('is not told while it is silenced, but is told of the end of what it was told of', async () => {
    const { clock, sent, put, end, silence, decisions } = open();
    put('Slow', 'a');
    await clock.advance(MINUTE);
    const { id } = silence('a', HOUR);
    silence('b', HOUR);
    put('Slow', 'b');
    end('Slow', 'a');
    await clock.advance(10 * MINUTE);
    expect(told(sent)).toEqual([
      [30, 'a firing'],
      [330, 'a resolved'],
    ]);
    expect(decisions).toContainEqual({ alert: 'a', decision: { kind: 'silenced', by: [id] } });
  });

  it('is inhibited by another, and says by which', async () => {
    const rule = {
      source: parseAlertMatchers('severity=critical'),
      target: parseAlertMatchers('severity=warning'),
      equal: ['host'],
    };
    const { clock, sent, put, decisions } = open({ inhibitRules: [rule] });
    put('Down', 'a', { severity: 'critical' });
    put('Slow', 'a');
    put('Slow', 'b');
    await clock.advance(MINUTE);
    expect(sent.map(({ alerts }) => alerts)).toEqual([['a firing'], ['b firing']]);
    expect(decisions).toContainEqual({
      alert: 'a',
      decision: { kind: 'inhibited', by: expect.objectContaining({ labels: expect.objectContaining({}) }) },
    });
  });

  it('waits for the end of a muted time, ends included', async () => {
    const lunch = {
      times: [{ first: 10 * 60 + 10, last: 11 * 60 }],
      weekdays: [],
      daysOfMonth: [],
      months: [],
      years: [],
    };
    const { clock, sent, put, end, decisions } = open({
      route: { muteTimeIntervals: ['lunch'] },
      context: { timeIntervals: new Map([['lunch', [lunch]]]) },
    });
    put('Slow', 'a');
    await clock.advance(15 * MINUTE);
    end('Slow', 'a');
    put('Slow', 'b');
    await clock.advance(44 * MINUTE);
    expect(told(sent)).toEqual([[30, 'a firing']]);
    expect(decisions.at(-1)).toEqual({ alert: 'b', decision: { kind: 'time_muted', interval: 'lunch' } });
    await clock.advance(10 * MINUTE);
    expect(told(sent).at(-1)).toEqual([3630, 'a resolved', 'b firing']);
  });

  it('is told again until its end has got through', async () => {
    const { clock, sent, put, end, other, dispatcher } = open();
    put('Slow', 'a');
    await clock.advance(MINUTE);
    other.answer = () => Promise.reject(new SendError('was answered 503', { retry: true }));
    end('Slow', 'a');
    await clock.advance(HOUR);
    expect(sent).toHaveLength(1);
    other.answer = async () => 'ok';
    await clock.advance(10 * MINUTE);
    expect(sent.at(-1)!.alerts).toEqual(['a resolved']);
    expect(dispatcher.groups).toEqual([]);
  });

  it('does not hear of ends it does not want, and starts afresh after them', async () => {
    const { clock, sent, put, end } = open({ sendResolved: false });
    put('Slow', 'a');
    await clock.advance(MINUTE);
    end('Slow', 'a');
    await clock.advance(6 * MINUTE);
    put('Slow', 'a', { startsAtMillis: clock.now() });
    await clock.advance(MINUTE);
    expect(sent.map(({ alerts }) => alerts)).toEqual([['a firing'], ['a firing']]);
  });
});

describe('an alert nobody takes on', () => {
  const route = { escalations: [{ afterMillis: 12 * MINUTE, receiver: 'boss' }] };
  const by = (sent: readonly { at: number; notification: Notification }[]) =>
    sent.map(({ at, notification }) => [at, notification.receiver, notification.status]);

  it('is told to further receivers when its time has come, who are told of the end too', async () => {
    const { clock, sent, put, end } = open({ route });
    put('Slow', 'a');
    await clock.advance(20 * MINUTE);
    end('Slow', 'a');
    await clock.advance(6 * MINUTE);
    expect(by(sent)).toEqual([
      [30, 'ops', 'firing'],
      [720, 'boss', 'firing'],
      [1320, 'ops', 'resolved'],
      [1320, 'boss', 'resolved'],
    ]);
  });

  it('is not escalated once it is acknowledged, nor repeated', async () => {
    const { clock, sent, put, end, acknowledge } = open({ route });
    put('Slow', 'a');
    await clock.advance(10 * MINUTE);
    acknowledge('Slow', 'a');
    await clock.advance(9 * HOUR);
    end('Slow', 'a');
    await clock.advance(10 * MINUTE);
    expect(by(sent).map(([, receiver, status]) => [receiver, status])).toEqual([
      ['ops', 'firing'],
      ['ops', 'resolved'],
    ]);
  });
});

describe('an alert of which it is unknown whether its end arrived', () => {
  it('is told again when it fires anew', async () => {
    const { clock, sent, put, end, other } = open();
    put('Slow', 'a');
    await clock.advance(MINUTE);
    other.answer = async ({ status }) => {
      if (status === 'resolved') throw new SendError('got no answer (ECONNRESET)', { retry: true });
      return 'ok';
    };
    end('Slow', 'a');
    await clock.advance(5 * MINUTE);
    put('Slow', 'a');
    await clock.advance(6 * MINUTE);
    expect(sent.map(({ alerts }) => alerts)).toEqual([['a firing'], ['a firing']]);
  });
});

describe('a storm', () => {
  it('becomes a digest after so many messages, critical ones excepted, and one more message tells its end', async () => {
    const { clock, sent, put, end } = open({ limits: { stormMessages: 3 } });
    for (let i = 0; i < 1_000; i++) put(`Alert${i}`, `h${i}`);
    put('Fire', 'critical', { severity: 'critical' });
    await clock.advance(MINUTE);
    const first = sent.map(({ notification }) => notification);
    expect(first).toHaveLength(5);
    const digest = first.find(({ groupKey }) => groupKey === 'digest/ops')!;
    expect(digest.alerts).toHaveLength(997);
    expect(first.some(({ alerts }) => alerts[0]!.labels.get('alertname') === 'Fire')).toBe(true);
    for (let i = 0; i < 1_000; i++) end(`Alert${i}`, `h${i}`);
    await clock.advance(6 * MINUTE);
    const later = sent.slice(5).map(({ notification }) => notification);
    expect(later).toHaveLength(4);
    expect(later.every(({ status }) => status === 'resolved')).toBe(true);
    expect(
      new Set(later.flatMap(({ alerts }) => alerts.map(({ labels }) => fingerprintOf(labels)))).size,
    ).toBe(1_000);
    expect(later.at(-1)!.groupKey).toBe('digest/ops');
    await clock.advance(5 * HOUR);
    expect(sent.slice(9).map(({ alerts }) => alerts)).toEqual([['critical firing']]);
  });

  it('does not hide in a digest the end of what was told by itself', async () => {
    const { clock, sent, put, end } = open({ limits: { stormMessages: 2 } });
    put('Own', 'a');
    await clock.advance(2 * MINUTE);
    end('Own', 'a');
    await clock.advance(3 * MINUTE);
    for (let i = 0; i < 5; i++) put(`Alert${i}`, 'b');
    await clock.advance(29 * SECOND);
    await clock.advance(MINUTE);
    const keys = sent.map(({ notification: { groupKey, status } }) => `${status} ${groupKey}`);
    expect(keys).toContain('resolved {}:{alertname="Own"}');
    expect(keys).toContain('firing digest/ops');
  });

  it('goes on for the digest as long as something it told of fires', async () => {
    const { clock, sent, put, end } = open({ limits: { stormMessages: 0 } });
    for (let i = 0; i < 5; i++) put(`Alert${i}`, 'b');
    await clock.advance(MINUTE);
    end('Alert0', 'b');
    await clock.advance(6 * MINUTE);
    for (let i = 1; i < 5; i++) end(`Alert${i}`, 'b');
    await clock.advance(6 * MINUTE);
    expect(sent.map(({ notification: { groupKey, status } }) => `${status} ${groupKey}`)).toEqual([
      'firing digest/ops',
      'firing digest/ops',
      'resolved digest/ops',
    ]);
  });

  it('stays within so many messages a minute', async () => {
    const { clock, sent, put } = open({ limits: { stormMessages: 1_000, maxMessagesPerMinute: 5 } });
    for (let i = 0; i < 12; i++) put(`Alert${i}`, 'a');
    await clock.advance(4 * MINUTE);
    expect(sent.map(({ at }) => at)).toEqual([30, 30, 30, 30, 30, 90, 90, 90, 90, 90, 150, 150]);
  });

  it('leaves a channel alone that fails and fails, then tries one message', async () => {
    const { clock, put, other } = open({
      limits: { firstPauseMillis: 1, longestPauseMillis: 1, maxConcurrentMessages: 1 },
    });
    const at: number[] = [];
    other.answer = () => {
      at.push(clock.now());
      return Promise.reject(new SendError('down', { retry: true }));
    };
    put('Slow', 'a');
    await clock.advance(30 * SECOND);
    await clock.advance(100);
    expect(at).toHaveLength(5);
    await clock.advance(61 * SECOND);
    expect(at).toHaveLength(7);
  });
});
