import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock } from '@kotoba/core';
import type { Channel } from './channels/channel.ts';
import { deliveryDefaults } from './delivery/options.ts';
import type { Alert } from './notifications/alert.ts';
import type { Notification } from './notifications/notification.ts';
import { routeDefaults } from './notifications/route.ts';
import { Notifier } from './notifier.ts';
import { forgetfulStore } from './state/state-store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const EVALUATION = 15_000;

/** The default policy of an app that names its channels and nothing else. */
function open() {
  const clock = new ManualClock(Date.parse('2026-03-02T10:00:00Z'));
  const sent: { readonly at: number; readonly notification: Notification }[] = [];
  const channel: Channel = {
    type: 'test',
    sendResolved: true,
    async send(notification) {
      sent.push({ at: clock.now(), notification });
      return 'ok';
    },
  };
  const notifier = new Notifier({
    route: { receiver: 'default', groupBy: ['alertname'] },
    receivers: new Map([['default', [channel]]]),
    externalUrl: 'http://app',
    clock,
    store: forgetfulStore,
  });
  const report = (
    alertname: string,
    rest: Record<string, string>,
    startsAtMillis: number,
    ended = false,
  ): Alert => ({
    labels: Labels.from({ alertname, ...rest }),
    annotations: {},
    startsAtMillis,
    endsAtMillis: ended ? clock.now() : clock.now() + 4 * MINUTE,
    updatedAtMillis: clock.now(),
    generatorUrl: '',
  });
  return { clock, sent, notifier, report };
}

describe('a thousand alerts at once', () => {
  it('arrive as a few messages and one digest, each alert once, critical ones by themselves', async () => {
    const { clock, sent, notifier, report } = open();
    const severities = (i: number) => ({ severity: i % 200 === 0 ? 'critical' : 'warning' });
    const all = Array.from({ length: 1_000 }, (_, i) => report(`Alert${i}`, severities(i), clock.now()));
    notifier.put(all);
    await clock.advance(2 * MINUTE);
    const alone = sent.filter(({ notification }) => !notification.groupKey.startsWith('digest'));
    const digests = sent.filter(({ notification }) => notification.groupKey.startsWith('digest'));
    expect(digests.map(({ notification }) => notification.groupKey)).toEqual(['digest/default']);
    expect(alone.length).toBeLessThanOrEqual(deliveryDefaults.stormMessages + 5);
    const told = sent.flatMap(({ notification }) =>
      notification.alerts.map(({ labels }) => labels.get('alertname')),
    );
    expect(new Set(told).size).toBe(1_000);
    expect(told).toHaveLength(1_000);
    const critical = digests.flatMap(({ notification }) =>
      notification.alerts.filter(({ labels }) => labels.get('severity') === 'critical'),
    );
    expect(critical).toEqual([]);
    await notifier.stop();
  });

  it('end in a few messages too, none of them left open', async () => {
    const { clock, sent, notifier, report } = open();
    const start = clock.now();
    notifier.put(Array.from({ length: 1_000 }, (_, i) => report(`Alert${i}`, {}, start)));
    await clock.advance(2 * MINUTE);
    const before = sent.length;
    notifier.put(Array.from({ length: 1_000 }, (_, i) => report(`Alert${i}`, {}, start, true)));
    await clock.advance(20 * MINUTE);
    expect(sent.length - before).toBeLessThanOrEqual(2 * deliveryDefaults.stormMessages + 2);
    const last = new Map(sent.map(({ notification }) => [notification.groupKey, notification.status]));
    expect([...last].filter(([, status]) => status === 'firing')).toEqual([]);
    expect(notifier.alerts).toEqual([]);
    await notifier.stop();
  });
});

describe('an alert that flaps at each evaluation', () => {
  it('is told of no more often than its group is looked at', async () => {
    const { clock, sent, notifier, report } = open();
    let start = clock.now();
    for (let evaluation = 0; evaluation < (6 * HOUR) / EVALUATION; evaluation++) {
      const ended = evaluation % 2 === 1;
      if (!ended) start = clock.now();
      notifier.put([report('Flap', { host: 'a' }, start, ended)]);
      await clock.advance(EVALUATION);
    }
    expect(sent.length).toBeLessThanOrEqual(1 + (6 * HOUR) / routeDefaults.groupIntervalMillis);
    const gaps = sent.slice(1).map(({ at }, i) => at - sent[i]!.at);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(routeDefaults.groupIntervalMillis);
    await notifier.stop();
  });

  it('among others that fire on is told of no more often either', async () => {
    const { clock, sent, notifier, report } = open();
    const first = clock.now();
    let start = first;
    for (let evaluation = 0; evaluation < HOUR / EVALUATION; evaluation++) {
      const ended = evaluation % 2 === 1;
      if (!ended) start = clock.now();
      notifier.put([report('Flap', { host: 'a' }, start, ended), report('Flap', { host: 'b' }, first)]);
      await clock.advance(EVALUATION);
    }
    expect(sent.length).toBeLessThanOrEqual(1 + HOUR / routeDefaults.groupIntervalMillis);
    expect(sent.every(({ notification }) => notification.status === 'firing')).toBe(true);
    await notifier.stop();
  });
});
