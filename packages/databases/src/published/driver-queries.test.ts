import { tracingChannel } from 'node:diagnostics_channel';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import mongoose from 'mongoose';
import mysql from 'mysql2';
import { mongooseQueries, mysql2Queries, type PublishedQueries } from './driver-queries.ts';
import { OperationNames } from './operation-names.ts';

type Seen = [operation: string, failed: boolean, statement: unknown];

const stops: Array<() => void> = [];
let seen: Seen[] = [];

beforeEach(() => {
  seen = [];
});

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function watch(queries: PublishedQueries): void {
  stops.push(
    queries.observe((operation, _seconds, failed, statement) => seen.push([operation, failed, statement]), {
      statements: true,
    }),
  );
}

/** A port nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** As drivers do it: the query's promise, published on the channel. */
function publish(
  channel: string,
  context: object,
  work: () => Promise<unknown> = async () => 1,
): Promise<unknown> {
  return tracingChannel(channel).tracePromise(work, context);
}

const shop = { serverAddress: 'db-a', serverPort: 3306, database: 'shop', query: 'SELECT 1' };

describe('queries a driver publishes', () => {
  it('are those to the server and database that are meant', async () => {
    watch(mysql2Queries({ host: 'db-a', port: 3306, database: 'shop' }));
    await publish('mysql2:query', shop);
    await publish('mysql2:execute', { ...shop, query: 'INSERT INTO a VALUES (?)' });
    await publish('mysql2:query', { ...shop, serverAddress: 'db-b' });
    await publish('mysql2:query', { ...shop, serverPort: 3307 });
    await publish('mysql2:query', { ...shop, database: 'other' });
    expect(seen).toEqual([
      ['select', false, 'SELECT 1'],
      ['insert', false, 'INSERT INTO a VALUES (?)'],
    ]);
  });

  it('are all of the driver where nothing is said', async () => {
    watch(mysql2Queries());
    await publish('mysql2:query', shop);
    await publish('mysql2:query', { ...shop, serverAddress: 'db-b' });
    expect(seen).toHaveLength(2);
  });

  it('take from call to answer', async () => {
    const clock = new ManualClock();
    const seconds: number[] = [];
    stops.push(mysql2Queries({ clock }).observe((_operation, took) => seconds.push(took)));
    await publish('mysql2:query', shop, async () => clock.advance(250));
    expect(seconds).toEqual([0.25]);
  });

  it('count as failed when they reject, and when they throw at once', async () => {
    watch(mysql2Queries());
    await expect(publish('mysql2:query', shop, () => Promise.reject(new Error('gone')))).rejects.toThrow(
      'gone',
    );
    const { traceCallback } = tracingChannel('mysql2:query');
    const thrown = () =>
      traceCallback.call(
        tracingChannel('mysql2:query'),
        () => {
          throw new Error('at once');
        },
        0,
        { ...shop },
        null,
        () => undefined,
      );
    expect(thrown).toThrow('at once');
    expect(seen).toEqual([
      ['select', true, 'SELECT 1'],
      ['select', true, 'SELECT 1'],
    ]);
  });

  it('leave out what runs unmeasured, at once and later', async () => {
    const queries = mysql2Queries();
    watch(queries);
    await queries.unmeasured(async () => {
      await publish('mysql2:query', shop);
      await publish('mysql2:query', shop);
    });
    expect(seen).toEqual([]);
    await publish('mysql2:query', shop);
    expect(seen).toHaveLength(1);
  });

  it('tell what was asked only to who wants it', async () => {
    const given: unknown[][] = [];
    stops.push(mysql2Queries().observe((...query) => given.push(query)));
    await publish('mysql2:query', shop);
    expect(given).toEqual([['select', expect.any(Number), false]]);
  });

  it('are not listened to while nobody observes', () => {
    const queries = mysql2Queries();
    const stop = queries.observe(() => undefined);
    expect(tracingChannel('mysql2:query').hasSubscribers).toBe(true);
    stop();
    expect(tracingChannel('mysql2:query').hasSubscribers).toBe(false);
  });
});

describe('mysql2Queries', () => {
  it('counts a query of the driver itself that finds no server as failed', async () => {
    const port = await closedPort();
    watch(mysql2Queries({ host: '127.0.0.1', port }));
    const connection = mysql.createConnection({ host: '127.0.0.1', port });
    connection.on('error', () => undefined);
    await new Promise((resolve) => connection.query('SELECT 1', resolve));
    connection.destroy();
    expect(seen).toEqual([['select', true, 'SELECT 1']]);
  });
});

describe('mongooseQueries', () => {
  it('names operations as mongoose does, and tells nothing else of them', async () => {
    const connection = mongoose.createConnection();
    const schema = new mongoose.Schema(
      { name: String },
      { bufferCommands: false, autoCreate: false, autoIndex: false },
    );
    schema.pre('find', () => {
      throw mongoose.skipMiddlewareFunction([]);
    });
    const Item = connection.model('Item', schema);
    watch(mongooseQueries());
    await Item.find({ name: 'secret' });
    await expect(Item.findOne({ name: 'secret' })).rejects.toThrow();
    await expect(new Item({ name: 'secret' }).save()).rejects.toThrow();
    await connection.close();
    expect(seen).toEqual([
      ['find', false, undefined],
      ['findOne', true, undefined],
      ['save', true, undefined],
    ]);
  });
});

describe('OperationNames', () => {
  it('are 200 at most, and never what is no name', () => {
    const names = new OperationNames();
    expect(names.of('SELECT * FROM a')).toBe('other');
    expect(names.of(undefined)).toBe('other');
    for (let i = 0; i < 200; i++) expect(names.of(`c${i}`)).toBe(`c${i}`);
    expect(names.of('c200')).toBe('other');
    expect(names.of('c7')).toBe('c7');
  });
});
