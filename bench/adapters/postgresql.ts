import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { type PostgresqlDatabaseOptions, postgresqlDatabase } from '@kotoba/databases/postgresql';
import { createMetrics } from '@kotoba/metrics';
import { createNoopMeter } from '@opentelemetry/api';
import type pg from 'pg';
import { Cleanup } from '../../e2e/support/cleanup.ts';
import { PostgresServer } from '../../e2e/support/postgres-server.ts';
import { findProgram } from '../../e2e/support/programs.ts';
import { type BenchCase, benchCase, interleaved, type Round } from '../measure.ts';
import { loadPgCopies } from './pg-copies.ts';

const POOLS = 3;
const WORKERS = 6;
const QUERIES_PER_ROUND = 2_000;
const COLLECTIONS_PER_ROUND = 50;
const TABLES = 100;
const CONNECTIONS = 30;
const STATEMENTS = 500;

/** Cases on a PostgreSQL of Debian's; none, and a line that says so, where there is none. */
export async function postgresqlCases(): Promise<BenchCase[]> {
  if (findProgram('postgres') === undefined || findProgram('initdb') === undefined) {
    console.error('skipped: PostgreSQL – this machine lacks postgres (apt-get install postgresql)');
    return [];
  }
  const cleanup = new Cleanup();
  try {
    const server = await PostgresServer.create(cleanup);
    await server.launch(['shared_preload_libraries=pg_stat_statements', 'track_io_timing=on']);
    const copies = loadPgCopies();
    cleanup.add(copies.shutdown);
    const settings = { host: '127.0.0.1', port: server.port, user: 'postgres', database: 'postgres' };
    await fill(copies.bare, settings);
    return [
      ...(await queryCases(copies, settings, cleanup)),
      ...(await collectionCases(copies.bare, settings, cleanup)),
    ];
  } finally {
    await cleanup.run();
  }
}

/** Tables and statements enough that sizes and `pg_stat_statements` have something to go through. */
async function fill({ Client }: typeof pg, settings: pg.ClientConfig): Promise<void> {
  const client = new Client(settings);
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  await client.query(
    'CREATE TABLE items AS SELECT id, md5(id::text) AS name FROM generate_series(1, 10000) id',
  );
  await client.query('ALTER TABLE items ADD PRIMARY KEY (id)');
  for (let i = 0; i < TABLES; i++) await client.query(`CREATE TABLE t${i} AS SELECT 1 AS a`);
  for (let i = 0; i < STATEMENTS; i++) await client.query(`SELECT ${'1, '.repeat(i)} 1`);
  await client.query('VACUUM ANALYZE');
  await client.end();
}

/** The queries of several callers at once over loopback, where the driver takes nearly all this process has. */
async function queryCases(
  { bare, instrumented }: ReturnType<typeof loadPgCopies>,
  settings: pg.ClientConfig,
  cleanup: Cleanup,
): Promise<BenchCase[]> {
  const open = ({ Pool }: typeof pg) =>
    Array.from({ length: POOLS }, () => {
      const pool = new Pool({ ...settings, max: WORKERS });
      cleanup.add(() => (pool.ending ? undefined : pool.end()));
      return pool;
    });
  const [plain, measured, instrumentedPools] = [open(bare), open(bare), open(instrumented)];
  const databases = measured.map((pool, index) => postgresqlDatabase(pool, { name: `pool ${index}` }));
  const metrics = createMetrics({ meter: createNoopMeter(), databases, system: false });
  const cases: BenchCase[] = [];
  for (const [name, ours, peer, peerName] of [
    ['query, measured', queriesOf(measured), queriesOf(plain), 'bare pg'],
    [
      'query, measured, CPU of this process',
      queriesOf(measured, cpuMicros),
      queriesOf(plain, cpuMicros),
      'bare pg',
    ],
    ['query, instrumented by OpenTelemetry', queriesOf(instrumentedPools), queriesOf(plain), 'bare pg'],
    [
      'query, measured',
      queriesOf(measured),
      queriesOf(instrumentedPools),
      '@opentelemetry/instrumentation-pg',
    ],
  ] as const) {
    const cost = await interleaved({ ours, peer }, { rounds: 60, warmupRounds: 6 });
    cases.push(benchCase(`PostgreSQL: ${name}`, cost.ours, cost.peer, peerName));
  }
  metrics.shutdown();
  for (const pool of [...plain, ...measured, ...instrumentedPools]) await pool.end();
  return cases;
}

/**
 * Microseconds a query by `meter`, by default by the clock: their inverse is queries per second. Rounds take the pools in
 * turn, since pools differ, by where the system runs the server's processes, by more than measuring costs.
 */
function queriesOf(pools: readonly pg.Pool[], meter: () => number = () => performance.now() * 1_000): Round {
  let turn = 0;
  return async () => {
    const pool = pools[turn++ % pools.length]!;
    let left = QUERIES_PER_ROUND;
    const worker = async () => {
      while (left-- > 0) await pool.query('SELECT id, name FROM items WHERE id = $1', [(left * 7) % 10_000]);
    };
    const start = meter();
    await Promise.all(Array.from({ length: WORKERS }, worker));
    return (meter() - start) / QUERIES_PER_ROUND;
  };
}

/** CPU time of this process so far: less at the mercy of what else the machine does. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** CPU time of one collection, in the server's process and in ours, beside that of a `SELECT 1` over the same driver. */
async function collectionCases(
  { Client, Pool }: typeof pg,
  settings: pg.ClientConfig,
  cleanup: Cleanup,
): Promise<BenchCase[]> {
  const pool = new Pool({ ...settings, max: CONNECTIONS });
  cleanup.add(() => pool.end());
  await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.query('SELECT pg_sleep(0.2)')));
  const select = new Client(settings);
  await select.connect();
  cleanup.add(() => select.end());
  const selectOnce = () => select.query('SELECT 1');
  const selectProcess = await processOf(select);

  const cases: BenchCase[] = [];
  for (const [title, options] of [
    ['collection', {}],
    ['collection with sizes', { sizeIntervalMillis: 0 }],
  ] as const) {
    const { collect, own } = collectionOf(Client, pool, settings, options);
    await collect();
    const ownProcess = await processOf(own());
    for (const [where, ours, peer] of [
      ['server', cpuOf(ownProcess, collect), cpuOf(selectProcess, selectOnce)],
      ['this process', ownCpuOf(collect), ownCpuOf(selectOnce)],
    ] as const) {
      const result = await interleaved({ ours, peer }, { rounds: 9, warmupRounds: 2 });
      cases.push(benchCase(`PostgreSQL: ${title}, CPU of ${where}`, result.ours, result.peer, 'SELECT 1'));
    }
    await own().end();
  }
  return cases;
}

/** One collection as the metrics make it: every part at once. */
function collectionOf(
  ClientClass: typeof pg.Client,
  pool: pg.Pool,
  settings: pg.ClientConfig,
  options: PostgresqlDatabaseOptions,
): { collect: () => Promise<unknown>; own: () => pg.Client } {
  let made: pg.Client | undefined;
  const connect = () => {
    made = new ClientClass(settings);
    return made;
  };
  const database = postgresqlDatabase(pool, { ...options, connect });
  const context = { signal: new AbortController().signal };
  const collect = () =>
    Promise.all([
      database.getDatabaseMetrics(context),
      database.getStorageMetrics?.(context),
      database.getDetailMetrics?.(context),
      database.ping?.(context),
    ]);
  return {
    collect,
    own: () => {
      if (made === undefined) throw new Error('expected a collection to have been made');
      return made;
    },
  };
}

/** The server's process behind a connection. */
async function processOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  return rows[0]!.pid;
}

/** Microseconds of CPU the process `pid` takes for each. Source: Linux, Documentation/scheduler/sched-stats.rst. */
function cpuOf(pid: number, operation: () => Promise<unknown>): Round {
  const nanoseconds = () => Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
  return async () => {
    const before = nanoseconds();
    for (let i = 0; i < COLLECTIONS_PER_ROUND; i++) await operation();
    return (nanoseconds() - before) / 1_000 / COLLECTIONS_PER_ROUND;
  };
}

function ownCpuOf(operation: () => Promise<unknown>): Round {
  return async () => {
    const before = cpuMicros();
    for (let i = 0; i < COLLECTIONS_PER_ROUND; i++) await operation();
    return (cpuMicros() - before) / COLLECTIONS_PER_ROUND;
  };
}
