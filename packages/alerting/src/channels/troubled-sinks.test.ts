import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock as clock, Labels } from '@kotoba/core';
import { ChannelQueue } from '../delivery/channel-queue.ts';
import { deliveryDefaults } from '../delivery/options.ts';
import type { DeliveryResult } from '../delivery/retry.ts';
import { createNotification } from '../notifications/notification.ts';
import type { Channel } from './channel.ts';
import { pagerDutyChannel } from './pagerduty/pagerduty-channel.ts';
import { slackChannel } from './slack/slack-channel.ts';
import { webhookChannel } from './webhook/webhook-channel.ts';

const notification = createNotification({
  receiver: 'ops',
  groupKey: '{}:{alertname="Slow"}',
  groupLabels: Labels.from({ alertname: 'Slow' }),
  alerts: [],
  nowMillis: 0,
  externalUrl: 'http://app',
});

/** What the other side does with one request. */
type Act = (response: ServerResponse, socket: Socket) => void;

const status =
  (code: number, headers: Record<string, string> = {}): Act =>
  (response) =>
    response.writeHead(code, headers).end();
const hang: Act = () => undefined;
const cut: Act = (_, socket) => socket.destroy();
const halfClose: Act = (_, socket) => socket.end();
const halfAnswer: Act = (response, socket) => {
  response.writeHead(200, { 'content-length': '100' }).write('{"ok":');
  setTimeout(() => socket.destroy(), 10);
};
const garbage: Act = (_, socket) => socket.end('this is not HTTP\r\n\r\n');
const huge: Act = (response) => {
  response.writeHead(200);
  const more = () => {
    // Until the one who reads has had enough.
    while (response.writable && response.write('x'.repeat(65_536)));
    if (response.writable) response.once('drain', more);
  };
  more();
};

const CHANNELS: readonly (readonly [name: string, make: (url: string) => Channel])[] = [
  ['Slack', (webhookUrl) => slackChannel({ webhookUrl, clock })],
  ['webhook', (url) => webhookChannel({ url, clock })],
  ['PagerDuty', (url) => pagerDutyChannel({ url, routingKey: 'k', clock })],
];

describe.each(CHANNELS)('a %s channel', (_, make) => {
  let server: Server;
  let url: string;
  let acts: Act[];
  let requestedAt: number[];

  beforeEach(async () => {
    requestedAt = [];
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        requestedAt.push(clock.monotonic());
        (acts.shift() ?? status(200))(response, request.socket);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function deliver(script: Act[], limitMillis = 5_000): Promise<DeliveryResult> {
    acts = script;
    const queue = new ChannelQueue(make(url), {
      clock,
      limits: { ...deliveryDefaults, firstPauseMillis: 5, longestPauseMillis: 5 },
      onFailedAttempt: () => undefined,
    });
    return queue.deliver(notification, AbortSignal.timeout(limitMillis));
  }

  it('waits as long as a 429 asks it to, then delivers', async () => {
    const result = await deliver([status(429, { 'retry-after': '1' })]);
    expect(result).toMatchObject({ delivered: true, attempts: 2 });
    expect(requestedAt[1]! - requestedAt[0]!).toBeGreaterThanOrEqual(990);
  });

  it.each([
    ['answers 503', status(503)],
    ['cuts the connection', cut],
    ['closes its half of the connection', halfClose],
    ['answers half', halfAnswer],
    ['answers what is no HTTP', garbage],
  ])('tries again one that %s', async (__, act) => {
    expect(await deliver([act, act])).toMatchObject({ delivered: true, attempts: 3 });
  });

  it.each([
    ['refuses', status(403)],
    ['sends it elsewhere', status(302, { location: '/other' })],
  ])('does not try again one that %s', async (__, act) => {
    expect(await deliver([act])).toMatchObject({ delivered: false, attempts: 1, mayBeTaken: false });
    expect(requestedAt).toHaveLength(1);
  });

  it('gives up one that hangs when time is up, and says that it may have taken the message', async () => {
    expect(await deliver([hang], 100)).toMatchObject({
      delivered: false,
      mayBeTaken: true,
      error: { message: 'ran out of time' },
    });
  });

  it('reads no more of an answer without end than it needs', async () => {
    expect(await deliver([huge])).toMatchObject({ delivered: true, attempts: 1 });
  });
});
