import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '@kotoba/core';
import { Client, type Pool, type PoolClient, Query, type QueryResult } from 'pg';
import { PglitePools } from '../conformance/pglite-pool.ts';
import { postgresqlDatabase } from './database.ts';
import { measureQueries } from './measure-queries.ts';

type Seen = [operation: string, failed: boolean];

let pools: PglitePools;
let pool: Pool;
let seen: Seen[];
let stop: () => void;

beforeAll(async () => {
  pools = await PglitePools.create();
}, 60_000);

afterAll(() => pools.pglite.close());

beforeEach(() => {
  pool = pools.pool({ max: 2 });
  seen = [];
  stop = observe(pool);
});

afterEach(async () => {
  if (!pool.ending) await pool.end();
});

function observe(client: Pool | Client): () => void {
  return measureQueries(client, systemClock).observe((operation, _seconds, failed) =>
    seen.push([operation, failed]),
  );
}

/** What the app gets of one call: its answer, or its error with all that tells errors apart. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    const answer = await call();
    const { rows, command } = (answer ?? {}) as QueryResult;
    return rows === undefined ? String(answer) : { rows, command };
  } catch (error) {
    const { name, message, code } = error as Error & { code?: string };
    return { name, message, code };
  }
}

const calls: ReadonlyArray<readonly [string, (client: Pool | PoolClient) => unknown, Seen[]]> = [
  ['a text', (client) => client.query('SELECT 1 AS a'), [['select', false]]],
  ['a text with values', (client) => client.query('SELECT $1::int AS a', [7]), [['select', false]]],
  ['a config', (client) => client.query({ text: 'SELECT $1::int AS a', values: [7] }), [['select', false]]],
  [
    'a config and values',
    (client) => client.query({ text: 'SELECT $1::int AS a' }, [7]),
    [['select', false]],
  ],
  ['rows as arrays', (client) => client.query({ text: 'SELECT 1', rowMode: 'array' }), [['select', false]]],
  ['a text that fails', (client) => client.query('SELEC 1'), [['other', true]]],
  ['several statements', (client) => client.query('SELECT 1; SELECT 2'), [['select', false]]],
  [
    'a callback',
    (client) => new Promise((resolve) => client.query('SELECT 1 AS a', (_, result) => resolve(result))),
    [['select', false]],
  ],
  [
    'values and a callback',
    (client) =>
      new Promise((resolve) => client.query('SELECT $1::int AS a', [7], (_, result) => resolve(result))),
    [['select', false]],
  ],
  [
    'a callback for an error',
    (client) => new Promise((_, reject) => client.query('DELETE FROM nowhere', (error) => reject(error))),
    [['delete', true]],
  ],
];

describe.each<[string, () => Promise<Pool | PoolClient>, (client: Pool | PoolClient) => void]>([
  ['a pool', async () => pool, () => undefined],
  ['a client of a pool', () => pool.connect(), (client) => (client as PoolClient).release()],
])('a measured query of %s', (_title, open, close) => {
  it.each(calls)(
    'given %s has the answer it has unmeasured, and is seen once',
    async (_form, call, expected) => {
      const client = await open();
      const measured = await outcome(() => call(client));
      expect(seen).toEqual(expected);
      close(client);
      stop();
      const again = await open();
      expect(measured).toEqual(await outcome(() => call(again)));
      close(again);
      expect(seen).toEqual(expected);
    },
  );
});

describe('a measured client', () => {
  it('keeps the receiver, the parameters and the config the app passes', async () => {
    const client = await pool.connect();
    class Sql {
      get text() {
        return 'UPDATE nowhere SET a = 1';
      }
    }
    const config = new Sql();
    await expect(client.query(config as never)).rejects.toThrow('nowhere');
    expect(Object.keys(config)).toEqual([]);
    expect(seen).toEqual([['update', true]]);
    client.release();
  });

  it('measures a callback within a config, and leaves the config as it was', async () => {
    const client = await pool.connect();
    const callback = () => done();
    let done: () => void = () => undefined;
    const config = { text: 'SELECT 1', callback };
    const called = new Promise<void>((resolve) => {
      done = resolve;
    });
    client.query(config as never);
    await called;
    expect(config.callback).toBe(callback);
    expect(seen).toEqual([['select', false]]);
    client.release();
  });

  it('hands objects that run themselves on untouched', async () => {
    const client = await pool.connect();
    const query = new Query('SELECT 1 AS a');
    const before = Object.getOwnPropertyNames(query);
    expect(client.query(query)).toBe(query);
    expect(Object.getOwnPropertyNames(query).filter((name) => !before.includes(name))).toEqual([]);
    const rows = await new Promise((resolve) =>
      query.on('end', (result: QueryResult) => resolve(result.rows)),
    );
    expect(rows).toEqual([{ a: 1 }]);
    expect(seen).toEqual([]);
    client.release();
  });

  it('throws at nonsense as the driver does', async () => {
    const client = await pool.connect();
    expect(() => client.query(null as never)).toThrow('null or undefined query');
    expect(seen).toEqual([['other', true]]);
    client.release();
  });

  it('is measured on its own, without a pool', async () => {
    const client = pools.client();
    await client.connect();
    const end = observe(client);
    await client.query('SELECT 1');
    end();
    await client.query('SELECT 1');
    expect(seen).toEqual([['select', false]]);
    expect(client.query).toBe(Client.prototype.query);
    expect(measureQueries(client, systemClock).isClosed).toBe(false);
    await client.end();
    expect(measureQueries(client, systemClock).isClosed).toBe(true);
  });

  it('lets an error nobody handles stay unhandled, and one that is handled stay handled', () => {
    const script = `
      import { Client } from 'pg';
      import { postgresqlDatabase } from '@kotoba/databases/postgresql';
      const client = new Client({ port: 1 });
      await client.end();
      postgresqlDatabase(client).observeQueries((operation, _, failed) => console.log(operation, failed));
      process.on('unhandledRejection', () => console.log('unhandled'));
      client.query('DELETE FROM handled').catch(() => console.log('caught'));
      client.query('SELECT unhandled');`;
    const flags = ['--conditions=kotoba-source', '--input-type=module', '-e', script];
    const output = execFileSync(process.execPath, flags, { encoding: 'utf8', cwd: import.meta.dirname });
    expect(output.trim().split('\n').sort()).toEqual(['caught', 'delete true', 'select true', 'unhandled']);
  });
});

describe('a measured pool', () => {
  it('touches neither the classes of the driver nor other pools', async () => {
    const other = pools.pool();
    await pool.query('SELECT 1');
    await other.query('SELECT 1');
    expect(seen).toEqual([['select', false]]);
    expect(Object.getOwnPropertyNames(other)).not.toContain('query');
    expect(Client.prototype.query.name).toBe('query');
    await other.end();
  });

  it('measures clients it had opened before, from their next use on', async () => {
    stop();
    const client = await pool.connect();
    client.release();
    observe(pool);
    await pool.query('SELECT 1');
    expect(seen).toEqual([['select', false]]);
  });

  it('takes every method back when nobody observes, and brings it anew', async () => {
    const client = await pool.connect();
    expect(client.query).not.toBe(Client.prototype.query);
    expect(client).toBeInstanceOf(Client);
    stop();
    for (const name of ['query', 'connect']) expect(Object.getOwnPropertyNames(pool)).not.toContain(name);
    expect(client.query).toBe(Client.prototype.query);
    expect(Object.getOwnPropertyNames(client)).not.toContain('query');
    client.release();
    observe(pool);
    await pool.query('SELECT 1');
    expect(seen).toEqual([['select', false]]);
  });

  it('measures a connection that has a `query` of its own, and gives that back', async () => {
    const client = await pool.connect();
    stop();
    const own = function (this: Client, ...parameters: unknown[]) {
      return Reflect.apply(Client.prototype.query, this, parameters);
    };
    client.query = own as typeof client.query;
    client.release();
    const end = observe(pool);
    const again = await pool.connect();
    expect(again).toBe(client);
    await again.query('SELECT 1');
    expect(seen).toEqual([['select', false]]);
    end();
    expect(client.query).toBe(own);
    client.release();
  });

  it('leaves a wrapper of someone else’s in place', async () => {
    const ours = pool.query;
    const wrapper = function (this: Pool, ...parameters: unknown[]) {
      return Reflect.apply(ours, this, parameters);
    };
    pool.query = wrapper as typeof pool.query;
    stop();
    expect(pool.query).toBe(wrapper);
    expect((await pool.query('SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
    expect(seen).toEqual([]);
  });

  it('counts requests for a connection, how they ended and how long they waited', async () => {
    const small = pools.pool({ max: 1, connectionTimeoutMillis: 300 });
    const measurement = measureQueries(small, systemClock);
    expect(measurement.connectionRequests).toEqual({});
    const end = observe(small);
    const client = await small.connect();
    await expect(small.query('INSERT INTO nowhere VALUES (1)')).rejects.toThrow('timeout');
    await expect(small.connect()).rejects.toThrow('timeout');
    await new Promise<void>((resolve) => small.connect(() => resolve()));
    client.release();
    expect(seen).toEqual([['insert', true]]);
    const { connectionRequests, connectionWaitSeconds } = measurement.connectionRequests;
    expect(connectionRequests).toEqual([
      [1, 'ok'],
      [3, 'error'],
    ]);
    expect(connectionWaitSeconds![0]![0]).toBeGreaterThan(0.85);
    end();
    await small.end();
  });

  it('counts the connections it opens', async () => {
    const database = postgresqlDatabase(pool);
    const context = { signal: new AbortController().signal };
    const [a, b] = [await pool.connect(), await pool.connect()];
    a.release(true);
    const c = await pool.connect();
    expect(await database.getDatabaseMetrics(context)).toMatchObject({
      activeConnections: 2,
      totalConnections: 3,
      idleConnections: 0,
      maxConnections: 2,
    });
    b.release();
    c.release();
  });
});
