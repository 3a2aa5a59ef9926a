import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';

describe('Heartbeat', () => {
  let server: Server;
  let url: string;
  let beats: number;
  let answer: (response: ServerResponse) => void;

  beforeEach(async () => {
    beats = 0;
    answer = (response) => response.end();
    server = createServer((_, response) => {
      beats++;
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/s3cret`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  function open(rest: Partial<HeartbeatOptions> = {}) {
    const clock = new ManualClock(1_000);
    const state = { isAlive: true };
    const heartbeat = new Heartbeat({ url, isAlive: () => state.isAlive, clock, ...rest });
    return { clock, state, heartbeat };
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  it('pings at once and at every interval while alerts are evaluated', async () => {
    const { clock, state, heartbeat } = open();
    await until(() => heartbeat.lastMillis === 1_000);
    await clock.advance(60_000);
    await until(() => heartbeat.lastMillis === 61_000);
    state.isAlive = false;
    await clock.advance(600_000);
    expect(beats).toBe(2);
    state.isAlive = true;
    await clock.advance(60_000);
    await until(() => beats === 3);
    await heartbeat.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on after a ping that fails or hangs, one at a time', async () => {
    answer = (response) => response.writeHead(500).end();
    const { clock, heartbeat } = open({ intervalMillis: 1_000, timeoutMillis: 2_500 });
    await until(() => beats === 1);
    answer = () => undefined;
    // The failed ping has settled once the next one goes out.
    while (beats < 2) await clock.advance(1_000);
    await clock.advance(2_000);
    expect(beats).toBe(2);
    answer = (response) => response.end();
    while (heartbeat.lastMillis === undefined) {
      await clock.advance(1_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await heartbeat.stop();
  });

  it('stops while a ping hangs', async () => {
    answer = () => undefined;
    const { heartbeat } = open();
    await until(() => beats === 1);
    await heartbeat.stop();
    expect(heartbeat.lastMillis).toBeUndefined();
  });
});
