import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { Pool } from 'pg';
import { PglitePools } from '../conformance/pglite-pool.ts';
import { postgresqlCluster } from './cluster.ts';
import { postgresqlDatabase } from './database.ts';

const patient = () => ({ signal: new AbortController().signal });

let pools: PglitePools;

beforeAll(async () => {
  pools = await PglitePools.create();
}, 60_000);

afterAll(() => pools.pglite.close());

describe('postgresqlDatabase', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a connection string', 'postgres://localhost'],
    ['an object without events', { query: () => undefined }],
    ['a client that does not tell its settings', { query: () => undefined, on: () => undefined }],
  ])('refuses %s', (_title, client) => {
    expect(() => postgresqlDatabase(client as never)).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_CLIENT' }),
    );
  });

  it('refuses a name that is none', () => {
    const failure = expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_NAME' });
    for (const name of ['', 5 as never])
      expect(() => postgresqlDatabase(pools.pool(), { name })).toThrow(failure);
  });

  it('asks for a connection of its own where the app’s clients share one', () => {
    const pool = new Pool(createPgConfig(pools.pglite) as unknown as object);
    expect(() => postgresqlDatabase(pool)).toThrow(/pass connect/);
    expect(postgresqlDatabase(pool, { connect: () => pools.client() }).name).toBe('postgresql');
  });

  it('reads once for all parts that are asked for together, and once more after that', async () => {
    const texts: string[] = [];
    const connect = () => {
      const client = pools.client();
      return {
        connect: () => client.connect(),
        end: () => client.end(),
        query: (text: string) => {
          texts.push(text);
          return client.query(text);
        },
      };
    };
    const pool = pools.pool();
    const database = postgresqlDatabase(pool, { connect });
    const collect = () =>
      Promise.all([
        database.getDatabaseMetrics(patient()),
        database.getStorageMetrics?.(patient()),
        database.getDetailMetrics?.(patient()),
        database.ping?.(patient()),
      ]);
    await collect();
    expect(texts).toHaveLength(2);
    await collect();
    expect(texts).toHaveLength(3);
    await pool.end();
  });

  it('is up where the server refuses the reading but answers otherwise', async () => {
    const refusal = Object.assign(new Error('cancelled'), { code: '57014', severity: 'ERROR' });
    const connect = () => {
      const client = pools.client();
      return {
        connect: () => client.connect(),
        end: () => client.end(),
        query: (text: string) =>
          text.includes('pg_stat_database') ? Promise.reject(refusal) : client.query(text),
      };
    };
    const pool = pools.pool();
    const database = postgresqlDatabase(pool, { connect });
    const reading = database.getStorageMetrics?.(patient());
    const pinging = database.ping?.(patient());
    await expect(reading).rejects.toMatchObject({ code: 'KOTOBA_DATABASE_READ_FAILED' });
    await pinging;
    await pool.end();
  });

  it('tells the pool’s own figures while the server says nothing, and that the rest is missing', async () => {
    const clock = new ManualClock();
    const silent = () => ({
      connect: () => new Promise<never>(() => undefined),
      query: () => new Promise<never>(() => undefined),
      end: async () => undefined,
    });
    const pool = pools.pool({ max: 3 });
    const database = postgresqlDatabase(pool, { connect: silent, clock, statementTimeoutMillis: 500 });
    const stop = database.observeQueries!(() => undefined);
    const [connections, detail, storage, ping] = [
      database.getDatabaseMetrics(patient()),
      database.getDetailMetrics?.(patient()),
      expect(database.getStorageMetrics?.(patient())).rejects.toThrow('did not answer'),
      expect(database.ping?.(patient())).rejects.toThrow('did not answer'),
    ];
    await clock.advance(1_500);
    expect(await connections).toEqual({
      activeConnections: 0,
      totalConnections: 0,
      idleConnections: 0,
      waitingRequests: 0,
      maxConnections: 3,
    });
    expect(await detail).toEqual({
      unread: ['detail'],
      connectionRequests: [
        [0, 'ok'],
        [0, 'error'],
      ],
      connectionWaitSeconds: [[0]],
    });
    await Promise.all([storage, ping]);
    stop();
    await pool.end();
  });
});

describe('postgresqlCluster', () => {
  it.each<[string, unknown]>([
    ['no options', {}],
    ['no nodes', { nodes: {} }],
    ['a node that cannot be connected to', { nodes: { a: 'postgres://a' } }],
  ])('refuses %s', (_title, options) => {
    expect(() => postgresqlCluster(options as never)).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_CLIENT' }),
    );
  });

  it('refuses a name that is none', () => {
    expect(() => postgresqlCluster({ name: '', nodes: { a: () => pools.client() } })).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_NAME' }),
    );
  });

  it('is one active node where there is but one, and fails where none answers', async () => {
    const alone = postgresqlCluster({ nodes: { a: () => pools.client() } });
    const expected = { nodes: [{ name: 'a', active: true }], leaderChanges: 0 };
    expect(await alone.getClusterMetrics(patient())).toEqual(expected);
    const fail = () => {
      throw new Error('no way there');
    };
    await expect(
      postgresqlCluster({ nodes: { a: fail } }).getClusterMetrics(patient()),
    ).rejects.toMatchObject({
      code: 'KOTOBA_DATABASE_READ_FAILED',
      message: 'no node of PostgreSQL cluster "postgresql" answered: no way there',
    });
    const half = postgresqlCluster({ nodes: { a: () => pools.client(), b: fail } });
    expect(await half.getClusterMetrics(patient())).toEqual({
      nodes: [
        { name: 'a', active: true },
        { name: 'b', active: false },
      ],
      leaderChanges: 0,
    });
  });
});
