/** @needs redis-server */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase } from '@kotoba/core';
import { redisDatabase } from '@kotoba/databases/redis';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { documentedFields } from '../packages/databases/src/conformance/documented-fields.ts';
import { patient, readAll } from '../packages/databases/src/conformance/read-all.ts';
import { Cleanup } from './support/cleanup.ts';
import { RedisServer } from './support/redis-server.ts';
import { waitFor } from './support/wait-for.ts';

interface App {
  readonly client: Parameters<typeof redisDatabase>[0];
  ask(command: string, ...args: string[]): Promise<unknown>;
  close(): unknown;
}

async function nodeRedis(port: number, user = ''): Promise<App> {
  const client = createClient({ url: `redis://${user}127.0.0.1:${port}` });
  client.on('error', () => undefined);
  await client.connect();
  return {
    client,
    ask: (command, ...args) => client.sendCommand([command, ...args]),
    close: () => client.isOpen && client.destroy(),
  };
}

async function ioredis(port: number, user = ''): Promise<App> {
  const client = new Redis(`redis://${user}127.0.0.1:${port}`, { maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  return {
    client,
    ask: (command, ...args) => client.call(command, ...args),
    close: async () => {
      if (client.status !== 'ready') return client.disconnect();
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      client.disconnect();
      await ended;
    },
  };
}

const forAll = new Cleanup();
const cleanup = new Cleanup();
let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start(forAll);
});
afterEach(() => cleanup.run());
afterAll(() => forAll.run());

/** A series of a detail by its label. */
async function detailOf(
  database: MonitoredDatabase,
  field: 'commandCalls' | 'keys' | 'serverErrors',
  label: string,
) {
  const detail = await database.getDetailMetrics!(patient());
  return detail[field]?.find(([, first]) => first === label)?.[0];
}

describe.each([
  ['node-redis', nodeRedis],
  ['ioredis', ioredis],
] as const)('Redis by %s', (_driver, open) => {
  async function monitored(user?: string, on = server): Promise<{ app: App; database: MonitoredDatabase }> {
    const app = await open(on.port, user);
    cleanup.add(() => app.close());
    const database = redisDatabase(app.client, { name: 'cache', timeoutMillis: 500 });
    cleanup.add(database.observeQueries!(() => undefined));
    return { app, database };
  }

  it('tells exactly the fields documented', async () => {
    const { app, database } = await monitored();
    await app.ask('SET', 'a', '1');
    await app.ask('GET', 'a');
    const told: Record<string, unknown> = { ...(await readAll(database)) };
    for (const [field, origin] of documentedFields('Redis'))
      expect({ field, told: told[field] !== undefined }).toEqual({ field, told: origin === 'read' });
    expect(told.version).toMatch(/^\d+\.\d+/);
  });

  it('counts commands, keys and errors as the server does', async () => {
    const { app, database } = await monitored();
    await app.ask('FLUSHALL');
    const before = (await detailOf(database, 'commandCalls', 'incr')) ?? 0;
    for (let i = 0; i < 10; i++) await app.ask('INCR', `n${i}`);
    await expect(app.ask('LPUSH', 'n1', 'x')).rejects.toThrow(/WRONGTYPE/);
    expect(await detailOf(database, 'commandCalls', 'incr')).toBe(before + 10);
    expect(await detailOf(database, 'keys', '0')).toBe(10);
    expect(await detailOf(database, 'serverErrors', 'WRONGTYPE')).toBeGreaterThanOrEqual(1);
  });

  it('measures what the app asks of this server, and nothing else', async () => {
    const other = await RedisServer.start(cleanup);
    const elsewhere = await open(other.port);
    cleanup.add(() => elsewhere.close());
    const { app, database } = await monitored();
    const seen: [string, boolean][] = [];
    const stop = database.observeQueries!((operation, seconds, failed) => {
      expect(seconds).toBeGreaterThan(0);
      seen.push([operation, failed]);
    });
    await app.ask('SET', 'text', 'secret');
    await app.ask('INCR', 'text').catch(() => undefined);
    await elsewhere.ask('GET', 'text');
    await database.getDetailMetrics!(patient());
    await database.ping!(patient());
    await waitFor('both commands', () => seen.length >= 2);
    expect(seen).toEqual([
      ['set', false],
      ['incr', true],
    ]);
    stop();
    await app.ask('GET', 'text');
    expect(seen).toHaveLength(2);
  });

  it('reads over a connection of its own, which goes when nobody watches', async () => {
    const { app, database } = await monitored();
    const names = async () =>
      String(await app.ask('CLIENT', 'LIST')).match(/name=kotoba-monitoring/g)?.length ?? 0;
    const stop = database.observeQueries!(() => undefined);
    await database.getDatabaseMetrics(patient());
    expect([await names(), String(await app.ask('CLIENT', 'LIST'))]).toEqual([1, expect.anything()]);
    stop();
    await cleanup.run();
    const after = await open(server.port);
    cleanup.add(() => after.close());
    await waitFor(
      'the end of the connection',
      async () => !String(await after.ask('CLIENT', 'LIST')).includes('kotoba-monitoring'),
    );
  });

  it('tells what a user with few rights may read', async () => {
    const { app } = await monitored();
    await app.ask(
      'ACL',
      'SETUSER',
      'monitor',
      'on',
      '>pass',
      'resetkeys',
      '-@all',
      '+info',
      '+ping',
      '+client',
      '+hello',
      '+auth',
    );
    await app.ask(
      'ACL',
      'SETUSER',
      'nobody',
      'on',
      '>pass',
      'resetkeys',
      '-@all',
      '+ping',
      '+client',
      '+hello',
    );
    const { database } = await monitored('monitor:pass@');
    expect((await database.getDetailMetrics!(patient())).unread).toEqual(['slowlog']);
    await database.ping!(patient());
    const { database: blind } = await monitored('nobody:pass@');
    await expect(blind.getDatabaseMetrics(patient())).rejects.toMatchObject({
      code: 'KOTOBA_DATABASE_READ_FAILED',
    });
  });

  it('neither hangs nor makes figures up while the server is frozen or gone, and recovers by itself', async () => {
    const fragile = await RedisServer.start(cleanup);
    const { database } = await monitored(undefined, fragile);
    await database.getDatabaseMetrics(patient());
    fragile.signal('SIGSTOP');
    const failed = { code: 'KOTOBA_DATABASE_READ_FAILED' };
    await expect(database.getStorageMetrics!(patient())).rejects.toMatchObject(failed);
    await expect(database.ping!(patient())).rejects.toMatchObject(failed);
    fragile.signal('SIGCONT');
    await waitFor('a reading again', () => database.getDatabaseMetrics(patient()));
    await fragile.kill();
    await expect(database.getDatabaseMetrics(patient())).rejects.toMatchObject(failed);
    await fragile.launch();
    const { uptimeSeconds } = await waitFor('a reading of the new server', () =>
      database.getDatabaseMetrics(patient()),
    );
    expect(uptimeSeconds).toBeLessThan(30);
  });

  it('rejects every read once the client is closed', async () => {
    const { app, database } = await monitored();
    await app.close();
    await expect(database.getDatabaseMetrics(patient())).rejects.toMatchObject({
      code: 'KOTOBA_DATABASE_READ_FAILED',
    });
    await expect(database.ping!(patient())).rejects.toMatchObject({ code: 'KOTOBA_DATABASE_READ_FAILED' });
  });
});
