import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Labels, ManualClock, systemClock } from '@kotoba/core';
import type { SendError } from '../channels/send-error.ts';
import type { Alert } from '../notifications/alert.ts';
import { forgetfulStore, type StateStore } from '../state/state-store.ts';
import type { AlertSink } from './alert-sink.ts';
import { AlertmanagerClient } from './alertmanager-client.ts';
import { AlertmanagerSink, type AlertmanagerSinkOptions } from './alertmanager-sink.ts';
import { FallbackSink } from './fallback-sink.ts';

function alert(name: string, rest: Partial<Alert> = {}): Alert {
  const times = { startsAtMillis: 1_000, endsAtMillis: 4e12, updatedAtMillis: 1_000 };
  return {
    labels: Labels.from({ alertname: name }),
    annotations: { summary: 's' },
    generatorUrl: 'http://p',
    ...times,
    ...rest,
  };
}

const names = (alerts: readonly Alert[]) => alerts.map(({ labels }) => labels.get('alertname'));

describe('AlertmanagerSink', () => {
  let server: Server;
  let url: string;
  let statuses: number[];
  let bodies: { labels: Record<string, string> }[][];
  const paths: (string | undefined)[] = [];

  beforeEach(async () => {
    statuses = [];
    bodies = [];
    server = createServer((request, response) => {
      paths.push(request.url);
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        bodies.push(JSON.parse(text));
        response.writeHead(statuses.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/am/`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function open(rest: Partial<AlertmanagerSinkOptions> = {}) {
    const seen = { taken: [] as string[][], failed: [] as SendError[], dropped: 0 };
    const sink = new AlertmanagerSink({
      client: new AlertmanagerClient({ url, timeoutMillis: 10_000, clock: systemClock }),
      clock: systemClock,
      maxQueuedAlerts: 100,
      maxBatchAlerts: 2,
      retryMillis: 10,
      onTaken: (alerts) => seen.taken.push(names(alerts)),
      onFailed: (_, error) => seen.failed.push(error),
      onDropped: (count) => {
        seen.dropped += count;
      },
      ...rest,
    });
    return { sink, seen };
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('posts what Alertmanager’s API takes, in batches', async () => {
    const { sink, seen } = open();
    sink.put([alert('a'), alert('b'), alert('c')]);
    await until(() => seen.taken.length === 2);
    expect(seen.taken).toEqual([['a', 'b'], ['c']]);
    expect(paths.at(-1)).toBe('/am/api/v2/alerts');
    expect(bodies[0]![0]).toEqual({
      labels: { alertname: 'a' },
      annotations: { summary: 's' },
      startsAt: '1970-01-01T00:00:01Z',
      endsAt: '2096-10-02T07:06:40Z',
      generatorURL: 'http://p',
    });
    await sink.stop();
  });

  it('tries again what may get through, and gives up what is refused', async () => {
    const { sink, seen } = open();
    statuses = [503, 200, 400];
    sink.put([alert('a')]);
    await until(() => seen.taken.length === 1);
    sink.put([alert('bad')]);
    await until(() => seen.failed.length === 2);
    expect(seen.failed.map(({ retry }) => retry)).toEqual([true, false]);
    expect(seen.taken).toEqual([['a']]);
    await sink.stop();
  });

  it('drops the oldest when too many wait, and counts them', async () => {
    const { sink, seen } = open({ maxQueuedAlerts: 2 });
    sink.put([alert('a'), alert('b'), alert('c'), alert('b')]);
    await until(() => seen.taken.length > 0);
    expect(seen).toMatchObject({ taken: [['c', 'b']], dropped: 1 });
    await sink.stop();
  });

  it('does not send what was called back', async () => {
    const { sink, seen } = open({ maxBatchAlerts: 1 });
    statuses = [503];
    sink.put([alert('a'), alert('b')]);
    await until(() => seen.failed.length === 1);
    sink.withdraw([alert('a')]);
    await until(() => seen.taken.length === 1);
    expect(seen.taken).toEqual([['b']]);
    await sink.stop();
  });

  it('stops while Alertmanager does not answer', async () => {
    const { sink, seen } = open();
    server.removeAllListeners('request');
    sink.put([alert('a')]);
    await sink.stop();
    expect(seen.taken).toEqual([]);
  });
});

describe('FallbackSink', () => {
  function open(store: StateStore = forgetfulStore, clock = new ManualClock(1_000)) {
    const told = { first: [] as string[], second: [] as string[], withdrawn: [] as string[] };
    const describeAlert = (one: Alert) =>
      one.endsAtMillis <= clock.now() ? `${names([one])} ended` : names([one])[0]!;
    const sinkOf = (to: string[]): AlertSink => ({
      put: (alerts) => to.push(...alerts.map(describeAlert)),
      stop: async () => undefined,
    });
    const sink = new FallbackSink({
      first: { ...sinkOf(told.first), withdraw: (alerts) => told.withdrawn.push(...names(alerts)) },
      second: sinkOf(told.second),
      clock,
      fallbackAfterMillis: 60_000,
      store,
    });
    return { clock, told, sink };
  }

  it('leaves alone what Alertmanager takes', async () => {
    const { clock, told, sink } = open();
    sink.put([alert('a')]);
    sink.taken([alert('a')]);
    await clock.advance(120_000);
    sink.put([alert('a')]);
    expect(told).toEqual({ first: ['a', 'a'], second: [], withdrawn: [] });
  });

  it('tells by itself what Alertmanager leaves untaken, to its end, even if Alertmanager comes back', async () => {
    const { clock, told, sink } = open();
    sink.put([alert('a')]);
    await clock.advance(59_999);
    expect(told.second).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual({ first: ['a'], second: ['a'], withdrawn: ['a'] });
    sink.put([alert('a'), alert('b')]);
    sink.taken([alert('b')]);
    await clock.advance(60_000);
    sink.put([alert('a', { endsAtMillis: 0 }), alert('b')]);
    expect(told).toEqual({ first: ['a', 'b', 'b'], second: ['a', 'a', 'a ended'], withdrawn: ['a'] });
    await sink.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('calls off what Alertmanager takes too late', async () => {
    const { clock, told, sink } = open();
    sink.put([alert('a')]);
    await clock.advance(60_000);
    sink.taken([alert('a')]);
    sink.taken([alert('a', { endsAtMillis: clock.now() })]);
    expect(told.first).toEqual(['a', 'a ended']);
    sink.put([alert('a')]);
    expect(told.second).toEqual(['a', 'a']);
    await sink.stop();
  });

  it('gives Alertmanager another chance with an alert that ended and begins anew', async () => {
    const { clock, told, sink } = open();
    sink.put([alert('a')]);
    await clock.advance(60_000);
    sink.put([alert('a', { endsAtMillis: 0 })]);
    sink.put([alert('a')]);
    expect(told).toMatchObject({ first: ['a', 'a'], second: ['a', 'a ended'] });
    await sink.stop();
  });

  it('offers Alertmanager anew what was not reported for so long that it counts as ended', async () => {
    const { clock, told, sink } = open();
    sink.put([alert('a', { endsAtMillis: 200_000 })]);
    await clock.advance(60_000);
    await clock.advance(200_000);
    sink.put([alert('a')]);
    expect(told).toMatchObject({ first: ['a', 'a'], second: ['a'] });
    await sink.stop();
  });

  it('remembers over a restart who tells of an alert', async () => {
    const records = new Map<string, unknown>();
    const store: StateStore = {
      ...forgetfulStore,
      load: () => new Map(records),
      put: (_, key, value) => records.set(key, value),
      delete: (_, key) => records.delete(key),
    };
    const before = open(store);
    before.sink.put([alert('a'), alert('b')]);
    before.sink.taken([alert('b')]);
    await before.clock.advance(60_000);
    await before.sink.stop();
    const after = open(store, before.clock);
    after.sink.put([alert('a'), alert('b')]);
    expect(after.told).toMatchObject({ first: ['b'], second: ['a'] });
    after.sink.put([alert('a', { endsAtMillis: 0 }), alert('b', { endsAtMillis: 0 })]);
    after.sink.taken([alert('b', { endsAtMillis: 0 })]);
    expect(records.size).toBe(0);
    await after.sink.stop();
  });
});
