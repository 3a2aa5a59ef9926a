/** @needs alertmanager */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type Alert,
  AlertmanagerClient,
  AlertmanagerSink,
  FallbackSink,
  forgetfulStore,
  Notifier,
  webhookChannel,
} from '@kotoba/alerting';
import { systemClock as clock, Labels } from '@kotoba/core';
import { AlertmanagerServer } from './support/alertmanager-server.ts';
import { Cleanup } from './support/cleanup.ts';
import { RecordingSink } from './support/recording-sink.ts';
import { waitFor } from './support/wait-for.ts';

const EVALUATION_MILLIS = 200;
const FALLBACK_AFTER_MILLIS = 1_500;
const VALID_MILLIS = 30_000;

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

/** Alertmanager, and our own notifications behind it, both telling one sink; and a world of alerts that may fire. */
async function open() {
  const sink = await RecordingSink.start(cleanup);
  const server = await AlertmanagerServer.start(
    `
route: { receiver: ops, group_by: [alertname], group_wait: 500ms, group_interval: 1s }
receivers: [{ name: ops, webhook_configs: [{ url: '${sink.url}/alertmanager' }] }]
`,
    cleanup,
  );
  const notifier = new Notifier({
    route: { receiver: 'ops', groupBy: ['alertname'], groupWaitMillis: 300, groupIntervalMillis: 1_000 },
    receivers: new Map([['ops', [webhookChannel({ url: `${sink.url}/direct`, clock })]]]),
    externalUrl: 'http://app',
    clock,
    store: forgetfulStore,
  });
  const first = new AlertmanagerSink({
    client: new AlertmanagerClient({ url: server.url, timeoutMillis: 2_000, clock }),
    clock,
    maxQueuedAlerts: 1_000,
    maxBatchAlerts: 64,
    retryMillis: 200,
    onTaken: (alerts) => fallback.taken(alerts),
    onFailed: () => undefined,
    onDropped: () => undefined,
  });
  const fallback: FallbackSink = new FallbackSink({
    first,
    second: notifier,
    clock,
    fallbackAfterMillis: FALLBACK_AFTER_MILLIS,
  });
  const world = startWorld((alerts) => fallback.put(alerts));
  cleanup.add(() => fallback.stop());
  cleanup.add(() => world.stop());
  /** Who told what of an alert, in order, repetitions left out unless `all`. */
  const told = (alertname: string) =>
    sink.requests.flatMap(({ path, body }) => {
      const message = JSON.parse(body) as { status: string; groupLabels: { alertname: string } };
      return message.groupLabels.alertname === alertname ? [`${path.slice(1)} ${message.status}`] : [];
    });
  const until = (alertname: string, last: string) =>
    waitFor(`${last} of ${alertname}`, () => told(alertname).at(-1) === last);
  return { server, world, told, until };
}

/** Reports what fires again and again, and an end for some time, as an evaluator does. */
function startWorld(put: (alerts: Alert[]) => void) {
  const firing = new Map<string, number>();
  const ended = new Map<string, { start: number; end: number }>();
  const report = (alertname: string, startsAtMillis: number, endsAtMillis: number): Alert => ({
    labels: Labels.from({ alertname }),
    annotations: {},
    startsAtMillis,
    endsAtMillis,
    updatedAtMillis: clock.now(),
    generatorUrl: '',
  });
  const evaluate = () => {
    const now = clock.now();
    put([
      ...[...firing].map(([name, start]) => report(name, start, now + VALID_MILLIS)),
      ...[...ended].map(([name, { start, end }]) => report(name, start, end)),
    ]);
  };
  const timer = setInterval(evaluate, EVALUATION_MILLIS);
  return {
    raise: (name: string) => void firing.set(name, clock.now()),
    end: (name: string) => {
      ended.set(name, { start: firing.get(name)!, end: clock.now() });
      firing.delete(name);
    },
    stop: () => clearInterval(timer),
  };
}

describe('Alertmanager with direct notifications behind it', () => {
  it('tells each alert once, by one of the two, while Alertmanager is restarted mid-incident', async () => {
    const { server, world, told, until } = await open();
    world.raise('Before');
    await until('Before', 'alertmanager firing');
    await server.stop('SIGTERM');
    world.raise('During');
    await until('During', 'direct firing');
    await server.restart();
    world.raise('After');
    await until('After', 'alertmanager firing');
    // Long enough for Alertmanager to tell what it took over from the outage, if it did.
    await sleep(2_500);
    for (const name of ['Before', 'During', 'After']) world.end(name);
    await Promise.all([
      until('Before', 'alertmanager resolved'),
      until('During', 'direct resolved'),
      until('After', 'alertmanager resolved'),
    ]);
    expect(told('Before')).toEqual(['alertmanager firing', 'alertmanager resolved']);
    expect(told('During')).toEqual(['direct firing', 'direct resolved']);
    expect(told('After')).toEqual(['alertmanager firing', 'alertmanager resolved']);
  }, 60_000);

  it('leaves to Alertmanager what that has taken, even when it is killed and has forgotten whom it told', async () => {
    const { server, world, told, until } = await open();
    world.raise('Before');
    await until('Before', 'alertmanager firing');
    await server.stop('SIGKILL');
    world.raise('Ended');
    await until('Ended', 'direct firing');
    world.end('Ended');
    await until('Ended', 'direct resolved');
    world.end('Before');
    await server.restart();
    world.raise('After');
    await until('After', 'alertmanager firing');
    expect(told('Ended')).toEqual(['direct firing', 'direct resolved']);
    expect(told('Before').filter((line) => line.startsWith('direct'))).toEqual([]);
    expect(told('After')).toEqual(['alertmanager firing']);
  }, 60_000);
});
