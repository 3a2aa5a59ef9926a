import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { Client } from 'pg';
import { postgresqlDatabase } from '../postgresql/database.ts';
import { Backoff } from './backoff.ts';
import { OwnConnection, StatementError } from './own-connection.ts';

const patient = () => new AbortController().signal;

describe('Backoff', () => {
  it('does not pause after one failure, then twice as long each time up to half a minute', async () => {
    const clock = new ManualClock();
    const backoff = new Backoff(clock);
    const pauses = Array.from({ length: 9 }, () => {
      backoff.failed();
      return backoff.remainingMillis;
    });
    expect(pauses).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    await clock.advance(29_000);
    expect(backoff.remainingMillis).toBe(1_000);
    backoff.succeeded();
    backoff.failed();
    expect(backoff.remainingMillis).toBe(0);
  });
});

describe('a connection of its own', () => {
  const sockets = new Set<Socket>();
  let server: Server;
  let attempts: number;

  /** A server that takes connections and never says a word, as a frozen one does. */
  beforeEach(async () => {
    attempts = 0;
    server = createServer((socket) => {
      attempts++;
      sockets.add(
        socket
          .resume()
          .on('error', () => undefined)
          .on('close', () => sockets.delete(socket)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });

  const settings = () => ({ host: '127.0.0.1', port: (server.address() as { port: number }).port });

  it('is let go of at the signal while the server takes it and says nothing', async () => {
    const connection = new OwnConnection(() => new Client(settings()), new ManualClock());
    const controller = new AbortController();
    const running = connection.run('SELECT 1', controller.signal);
    while (sockets.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const reason = new Error('time is up');
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    while (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(connection.isOpen).toBe(false);
  });

  it('is not tried again before its pause is over, and says so with the failure before as the cause', async () => {
    const clock = new ManualClock();
    const port = settings().port;
    await new Promise((resolve) => server.close(resolve));
    const connection = new OwnConnection(() => new Client({ host: '127.0.0.1', port }), clock);
    for (let i = 0; i < 2; i++)
      await expect(connection.run('SELECT 1', patient())).rejects.toThrow('ECONNREFUSED');
    await expect(connection.run('SELECT 1', patient())).rejects.toMatchObject({
      message: expect.stringContaining('not asked again for another 1000 ms'),
      cause: expect.objectContaining({ code: 'ECONNREFUSED' }),
    });
    await clock.advance(1_000);
    await expect(connection.run('SELECT 1', patient())).rejects.toThrow('ECONNREFUSED');
  });

  it('of a maker that throws fails like any other', async () => {
    const connection = new OwnConnection(() => {
      throw new Error('no settings');
    }, new ManualClock());
    await expect(connection.run('SELECT 1', patient())).rejects.toThrow('no settings');
  });

  it('tells a statement that was refused from a connection that is gone', async () => {
    const refusals = [
      Object.assign(new Error('no rights'), { code: '42501', severity: 'ERROR' }),
      Object.assign(new Error('shutting down'), { code: '57P01', severity: 'FATAL' }),
    ];
    const clients: object[] = [];
    const make = () => {
      const client = {
        connect: async () => undefined,
        query: async () => {
          throw refusals.shift();
        },
        end: async () => undefined,
      };
      clients.push(client);
      return client;
    };
    const connection = new OwnConnection(make, new ManualClock());
    await expect(connection.run('SELECT 1', patient())).rejects.toBeInstanceOf(StatementError);
    expect(connection.isOpen).toBe(true);
    await expect(connection.run('SELECT 1', patient())).rejects.not.toBeInstanceOf(StatementError);
    expect(connection.isOpen).toBe(false);
    expect(clients).toHaveLength(1);
  });

  it('closes itself when nobody has read for two minutes', async () => {
    const clock = new ManualClock();
    let ended = 0;
    const make = () => ({
      connect: async () => undefined,
      query: async () => ({ rows: [] }),
      end: async () => void ended++,
    });
    const connection = new OwnConnection(make, clock);
    await connection.run('SELECT 1', patient());
    await clock.advance(119_000);
    await connection.run('SELECT 1', patient());
    await clock.advance(119_000);
    expect([ended, connection.isOpen]).toEqual([0, true]);
    await clock.advance(1_000);
    expect([ended, connection.isOpen]).toEqual([1, false]);
    await connection.run('SELECT 1', patient());
    expect(connection.isOpen).toBe(true);
  });

  it('has the settings of the app’s client, its password too, and a name of its own', async () => {
    const made: Record<string, unknown>[] = [];
    class Spy extends Client {
      constructor(config: never) {
        super(config);
        made.push({ ...this.connectionParameters, password: this.connectionParameters.password });
      }
      declare connectionParameters: Record<string, unknown>;
    }
    const app = new Spy({ ...settings(), user: 'u', password: 'hunter2', statement_timeout: 7 } as never);
    const database = postgresqlDatabase(app as Client, { statementTimeoutMillis: 1 });
    const controller = new AbortController();
    const reading = Promise.resolve(database.getDatabaseMetrics({ signal: controller.signal })).catch(String);
    while (made.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(new Error('enough'));
    await reading;
    expect(made[1]).toMatchObject({ user: 'u', password: 'hunter2', application_name: 'kotoba-monitoring' });
    expect(made[1]!.statement_timeout).not.toBe(7);
    expect(attempts).toBeLessThanOrEqual(1);
  });
});
