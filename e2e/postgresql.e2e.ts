/** @needs postgres initdb */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { postgresqlDatabase } from '@kotoba/databases/postgresql';
import {
  type KotobaInstrumentation,
  type MonitoringOptions,
  registerKotobaInstrumentation,
} from '@kotoba/instrumentation';
import { Client, type ClientConfig, Pool } from 'pg';
import { SECRET } from '../packages/databases/src/conformance/database-fixture.ts';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { PostgresServer } from './support/postgres-server.ts';
import { settingsOf, sql } from './support/postgres-sql.ts';
import { Scraped } from './support/scraped.ts';
import { waitFor } from './support/wait-for.ts';

/** Everything PostgreSQL can tell where it measures all it can and the role has `pg_monitor`. */
const EVERYTHING = [
  'kotoba_db_up',
  'kotoba_db_info',
  'kotoba_db_uptime_seconds',
  'kotoba_db_connections_active',
  'kotoba_db_connections_idle',
  'kotoba_db_connections_max',
  'kotoba_db_connections_total',
  'kotoba_db_connection_pending_requests',
  'kotoba_db_connection_requests_total',
  'kotoba_db_connection_wait_seconds_total',
  'kotoba_db_queries_total',
  'kotoba_db_query_latency_seconds_bucket',
  'kotoba_db_storage_size_bytes',
  'kotoba_db_storage_reads_total',
  'kotoba_db_storage_read_bytes_total',
  'kotoba_db_cache_hit_ratio',
  'kotoba_db_io_latency_seconds',
  'kotoba_db_server_connections',
  'kotoba_db_server_connections_max',
  'kotoba_db_transactions_total',
  'kotoba_db_rows_total',
  'kotoba_db_block_reads_total',
  'kotoba_db_block_hits_total',
  'kotoba_db_block_io_seconds_total',
  'kotoba_db_temp_files_total',
  'kotoba_db_temp_bytes_total',
  'kotoba_db_deadlocks_total',
  'kotoba_db_conflicts_total',
  'kotoba_db_size_bytes',
  'kotoba_db_locks_waiting',
  'kotoba_db_longest_transaction_seconds',
  'kotoba_db_slow_queries_running',
  'kotoba_db_vacuum_age',
  'kotoba_db_dead_rows',
  'kotoba_db_statement_calls_total',
  'kotoba_db_statement_seconds_total',
  'kotoba_db_statement_rows_total',
  'kotoba_db_in_recovery',
  'kotoba_db_timeline',
  'kotoba_db_replication_standbys',
];

/** What of it is told without `pg_monitor` is the rest. */
const NEEDS_RIGHTS =
  /^kotoba_db_(server_connections|locks_waiting|longest_transaction|slow_queries_running|statement_|replication_)/;

const SHOP = { database: 'shop' };
const COMMITS = ['kotoba_db_transactions_total', { ...SHOP, outcome: 'commit' }] as const;
const UP = ['kotoba_db_up', SHOP] as const;

const cleanup = new Cleanup();
let server: PostgresServer;
let kotoba: KotobaInstrumentation;
let scraped: Scraped;
const pools = new Set<Pool>();

function openPool(config: ClientConfig & { max?: number; connectionTimeoutMillis?: number } = {}): Pool {
  const pool = new Pool({ max: 4, ...settingsOf(server, { user: 'app', database: 'shop', ...config }) });
  pool.on('error', () => undefined);
  pools.add(pool);
  return pool;
}

async function register(options: Partial<MonitoringOptions>): Promise<void> {
  kotoba = await registerKotobaInstrumentation({
    prometheus: { port: 0 },
    collectionIntervalMillis: 100,
    readTimeoutMillis: 1_200,
    hostMetrics: false,
    ...options,
  });
  scraped = new Scraped(kotoba.addresses.metrics!);
}

/** Monitors a pool of the app's with the role `user`, with limits so short that outages need not be long. */
async function watch(pool: Pool, user = 'monitor'): Promise<void> {
  const connect = () => new Client({ ...settingsOf(server, { user, database: 'shop' }) });
  const database = postgresqlDatabase(pool, {
    name: 'shop',
    connect,
    statementTimeoutMillis: 200,
    sizeIntervalMillis: 200,
  });
  await register({ database });
  await scraped.until(...UP, (up) => up === 1);
}

/** Runs queries without pause until told to stop; answers how they ended. */
function keepBusy(pool: Pool): () => Promise<{ ok: number; failed: number }> {
  let going = true;
  const ended = { ok: 0, failed: 0 };
  const worker = async () => {
    while (going) {
      try {
        await pool.query('SELECT count(*) FROM orders');
        ended.ok++;
      } catch {
        ended.failed++;
        await sleep(20);
      }
      await sleep(2);
    }
  };
  const working = Promise.all([worker(), worker()]);
  return async () => {
    going = false;
    await working;
    return ended;
  };
}

async function createShop(): Promise<void> {
  await sql(server, 'CREATE DATABASE shop OWNER app');
  await sql(server, 'CREATE EXTENSION pg_stat_statements', { database: 'shop' });
  const filled = 'CREATE TABLE orders AS SELECT id, md5(id::text) AS item FROM generate_series(1, 2000) id';
  await sql(server, filled, { database: 'shop', user: 'app' });
}

const MEASURED = ['shared_preload_libraries=pg_stat_statements', 'track_io_timing=on'];

beforeAll(async () => {
  server = await PostgresServer.create(cleanup);
  await server.launch(MEASURED);
  await sql(server, 'CREATE ROLE app LOGIN; CREATE ROLE monitor LOGIN; GRANT pg_monitor TO monitor');
  await createShop();
}, 60_000);

afterEach(async () => {
  server.resume();
  await kotoba?.shutdown();
  for (const pool of pools) if (!pool.ending) await pool.end();
  pools.clear();
}, 60_000);

afterAll(() => cleanup.run(), 60_000);

describe('a monitored pool', () => {
  it('has every figure for a role with pg_monitor, and no text of a query in any', async () => {
    const pool = openPool();
    await watch(pool);
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query(`UPDATE orders SET item = '${SECRET}' WHERE id = $1`, [7]);
    await client.query('COMMIT');
    client.release();
    await scraped.until('kotoba_db_statement_calls_total', SHOP);
    const { samples } = await scraped.all();
    const names = new Set(samples.map(({ name }) => name));
    expect(EVERYTHING.filter((name) => !names.has(name))).toEqual([]);
    const ids = samples.flatMap(({ labels }) => labels.query_id ?? []);
    expect(ids.filter((id) => !/^-?\d+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBeLessThanOrEqual(20);
    expect(await scraped.text()).not.toMatch(/patient|select|orders|SET TRANSACTION/i);
    for (const read of ['database', 'storage', 'detail', 'ping', 'statements', 'activity'])
      expect((await scraped.value('kotoba_monitoring_read_errors_total', { ...SHOP, read })) ?? 0).toBe(0);
  });

  it('has what a role without rights may read, and counts what it may not', async () => {
    await watch(openPool(), 'app');
    await scraped.until('kotoba_monitoring_read_errors_total', { read: 'statements' }, (n) => n >= 2);
    const { samples } = await scraped.all();
    const names = new Set(samples.map(({ name }) => name));
    const expected = EVERYTHING.filter(
      (name) => !NEEDS_RIGHTS.test(name) && !/quer|requests|wait/.test(name),
    );
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
    const withheld = [...names].filter((name) => NEEDS_RIGHTS.test(name));
    expect(withheld).toEqual(['kotoba_db_server_connections_max']);
    for (const read of ['activity', 'replication'])
      expect(await scraped.value('kotoba_monitoring_read_errors_total', { read })).toBeGreaterThan(0);
    expect(await scraped.value(...UP)).toBe(1);
  });

  it('has what is left when the server refuses one part, and the part again once it is allowed', async () => {
    await sql(server, 'REVOKE EXECUTE ON FUNCTION pg_stat_get_dead_tuples FROM PUBLIC', SHOP);
    await watch(openPool());
    await scraped.until('kotoba_monitoring_read_errors_total', { read: 'sizes' }, (n) => n >= 2);
    expect(await scraped.value('kotoba_db_size_bytes')).toBeUndefined();
    expect(await scraped.value(...COMMITS)).toBeGreaterThan(0);
    expect(await scraped.value('kotoba_db_statement_calls_total')).toBeGreaterThan(0);
    await sql(server, 'GRANT EXECUTE ON FUNCTION pg_stat_get_dead_tuples TO PUBLIC', SHOP);
    await scraped.until('kotoba_db_size_bytes', { namespace: 'shop' });
  });

  it('reads over one connection of its own, while every one of the pool is taken and callers wait', async () => {
    const pool = openPool({ max: 2, connectionTimeoutMillis: 700 });
    await watch(pool);
    const taken = [await pool.connect(), await pool.connect()];
    const waiting = Promise.allSettled([
      pool.query('SELECT 1'),
      pool.query('DELETE FROM orders WHERE false'),
    ]);
    await scraped.until('kotoba_db_connection_pending_requests', SHOP, (n) => n === 2);
    expect(await scraped.value(...UP)).toBe(1);
    expect(await scraped.value('kotoba_db_connections_active', SHOP)).toBe(2);
    expect(await scraped.value('kotoba_db_connections_idle', SHOP)).toBe(0);
    expect(await scraped.value('kotoba_db_connections_max', SHOP)).toBe(2);
    const others = await sql(server, `SELECT count(*) FROM pg_stat_activity WHERE usename = 'monitor'`);
    expect(others).toEqual([{ count: '1' }]);
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    for (const client of taken) client.release();
    await scraped.until('kotoba_db_queries_total', { ...SHOP, operation: 'delete', status: 'error' });
    expect(
      await scraped.value('kotoba_db_queries_total', { ...SHOP, operation: 'select', status: 'error' }),
    ).toBe(1);
    await scraped.until('kotoba_db_connection_requests_total', { status: 'error' }, (n) => n === 2);
    expect(await scraped.value('kotoba_db_connection_wait_seconds_total')).toBeGreaterThan(1.2);
  });

  it('sees locks that are waited for, slow statements and old transactions', async () => {
    const pool = openPool();
    await watch(pool);
    const [holder, waiter] = [await pool.connect(), await pool.connect()];
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE orders');
    const held = waiter.query('SELECT count(*) FROM orders');
    await scraped.until('kotoba_db_locks_waiting', SHOP, (n) => n === 1);
    await scraped.until('kotoba_db_slow_queries_running', SHOP, (n) => n === 1);
    await scraped.until('kotoba_db_longest_transaction_seconds', SHOP, (n) => n > 1);
    expect(await scraped.value('kotoba_db_server_connections', { state: 'idle in transaction' })).toBe(1);
    await holder.query('ROLLBACK');
    await held;
    for (const client of [holder, waiter]) client.release();
    await scraped.until('kotoba_db_locks_waiting', SHOP, (n) => n === 0);
  });

  it('gives the pool its own methods back at shutdown, and leaves no connection behind', async () => {
    const pool = openPool();
    await watch(pool);
    const client = await pool.connect();
    expect(client.query).not.toBe(Client.prototype.query);
    await kotoba.shutdown();
    expect(Object.getOwnPropertyNames(pool)).not.toContain('query');
    expect(Object.getOwnPropertyNames(pool)).not.toContain('connect');
    expect(client.query).toBe(Client.prototype.query);
    client.release();
    await waitFor('the monitoring connection gone', async () => {
      const rows = await sql(server, `SELECT count(*) FROM pg_stat_activity WHERE usename = 'monitor'`);
      return rows[0]!.count === '0';
    });
  });
});

describe('the connection of its own', () => {
  it('lets the process end while it is open', async () => {
    const script = `
      import { Client, Pool } from 'pg';
      import { postgresqlDatabase } from '@kotoba/databases/postgresql';
      const settings = ${JSON.stringify(settingsOf(server))};
      const pool = new Pool({ ...settings, allowExitOnIdle: true });
      const database = postgresqlDatabase(pool);
      await pool.query('SELECT 1');
      const held = setInterval(() => undefined, 1_000);
      const { version } = await database.getDatabaseMetrics({ signal: AbortSignal.timeout(5_000) });
      clearInterval(held);
      console.log('read', version !== undefined);`;
    const flags = ['--conditions=kotoba-source', '--input-type=module', '-e', script];
    const program = new ChildProgram({
      command: process.execPath,
      args: flags,
      env: { NODE_OPTIONS: undefined },
      cleanup,
    });
    const begun = performance.now();
    expect(await program.exited).toMatchObject({ code: 0 });
    expect(program.stdout).toBe('read true\n');
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});

describe('a server in trouble', () => {
  let pool: Pool;
  let stop: () => Promise<{ ok: number; failed: number }>;

  beforeEach(async () => {
    pool = openPool({ connectionTimeoutMillis: 1_000 });
    await watch(pool);
    stop = keepBusy(pool);
    await scraped.until(...COMMITS, (commits) => commits > 100);
  }, 60_000);

  /** Breaks the server and repairs it; answers how far the counter of commits and that of queries went meanwhile. */
  async function outage(
    breakIt: () => unknown,
    repair: () => unknown,
  ): Promise<{ rise: number; queries: number }> {
    const before = (await scraped.value(...COMMITS))!;
    const queriesBefore = (await stop()).ok;
    const errors = await readErrors();
    const still = keepBusy(pool);
    await breakIt();
    await scraped.until(...UP, (up) => up === 0);
    await scraped.until(
      'kotoba_monitoring_read_errors_total',
      { ...SHOP, read: 'storage' },
      (n) => n > errors,
    );
    for (const name of ['kotoba_db_transactions_total', 'kotoba_db_uptime_seconds', 'kotoba_db_size_bytes'])
      expect({ name, value: await scraped.value(name, SHOP) }).toEqual({ name, value: undefined });
    expect(await scraped.value('kotoba_db_connections_max', SHOP)).toBe(4);
    await repair();
    await scraped.until(...UP, (up) => up === 1);
    const after = await scraped.until(...COMMITS);
    const { ok } = await still();
    const later = await scraped.until(...COMMITS, (commits) => commits >= after);
    stop = keepBusy(pool);
    expect(after).toBeGreaterThanOrEqual(before);
    expect(queriesBefore).toBeGreaterThan(0);
    return { rise: later - before, queries: ok };
  }

  async function readErrors(): Promise<number> {
    return (await scraped.value('kotoba_monitoring_read_errors_total', { ...SHOP, read: 'storage' })) ?? 0;
  }

  it.each<[string, () => unknown, () => unknown]>([
    ['frozen', () => server.freeze(), () => server.resume()],
    ['killed and started again', () => server.kill(), () => server.launch(MEASURED)],
    ['stopped and started again', () => server.stop(), () => server.launch(MEASURED)],
  ])(
    'that is %s is down with its figures absent, then goes on counting, neither back nor double',
    async (_title, breakIt, repair) => {
      const { queries } = await keepCounting(600);
      const { rise, queries: during } = await outage(breakIt, repair);
      // The commits of the app while it lasted, and some of ours and of the test's own: far fewer than all before.
      expect(rise).toBeLessThan(during + 300);
      expect(queries).toBeGreaterThanOrEqual(600);
      await stop();
    },
    90_000,
  );

  /** Counts enough commits that counting them twice would show. */
  async function keepCounting(least: number): Promise<{ queries: number }> {
    const begin = (await scraped.value(...COMMITS))!;
    const end = await scraped.until(...COMMITS, (commits) => commits >= begin + least);
    return { queries: end - begin };
  }

  it('goes on after its database was dropped and made again, as a new one', async () => {
    await keepCounting(600);
    const { rise } = await outage(
      () => sql(server, 'DROP DATABASE shop WITH (FORCE)'),
      async () => {
        expect(await scraped.value(...UP)).toBe(0);
        await createShop();
      },
    );
    expect(rise).toBeGreaterThan(0);
    expect(rise).toBeLessThan(600);
    await stop();
  }, 90_000);

  it('is asked ever more rarely while it refuses connections', async () => {
    await stop();
    await server.stop();
    await scraped.until(...UP, (up) => up === 0);
    let attempts = 0;
    const net = await import('node:net');
    const listener = net.createServer((socket) => {
      attempts++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => listener.listen(server.port, '127.0.0.1', resolve));
    await sleep(4_000);
    await new Promise((resolve) => listener.close(resolve));
    await server.launch(MEASURED);
    expect(attempts).toBeLessThanOrEqual(4);
    await scraped.until(...UP, (up) => up === 1);
  }, 90_000);
});
