import { performance } from 'node:perf_hooks';
import { redisDatabase } from '@kotoba/databases/redis';
import { createMetrics } from '@kotoba/metrics';
import { createNoopMeter } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { Cleanup } from '../../e2e/support/cleanup.ts';
import { findProgram } from '../../e2e/support/programs.ts';
import { RedisServer } from '../../e2e/support/redis-server.ts';
import { type BenchCase, benchCase, interleaved, type Round } from '../measure.ts';

const CALLERS = 6;
const COMMANDS_PER_ROUND = 5_000;
const COLLECTIONS_PER_ROUND = 50;
const KEYS = 10_000;

interface App {
  readonly driver: string;
  readonly client: Parameters<typeof redisDatabase>[0];
  get(key: string): Promise<unknown>;
}

/** Cases on a Redis of Debian's; none, and a line that says so, where there is none. */
export async function redisCases(): Promise<BenchCase[]> {
  if (findProgram('redis-server') === undefined) {
    console.error('skipped: Redis – this machine lacks redis-server (apt-get install redis-server)');
    return [];
  }
  const cleanup = new Cleanup();
  try {
    const { port } = await RedisServer.start(cleanup);
    const io = new Redis(port, '127.0.0.1');
    cleanup.add(() => io.disconnect());
    for (let i = 0; i < KEYS; i++) await io.set(`key:${i}`, 'x'.repeat(100));
    const node = createClient({ url: `redis://127.0.0.1:${port}` });
    await node.connect();
    cleanup.add(() => node.destroy());
    const cases: BenchCase[] = [];
    for (const app of [
      { driver: 'ioredis', client: io, get: (key: string) => io.get(key) },
      { driver: 'redis', client: node, get: (key: string) => node.get(key) },
    ])
      cases.push(...(await commandCases(app)), ...(await collectionCases(app)));
    return cases;
  } finally {
    await cleanup.run();
  }
}

/** Commands of several callers at once over loopback; the same client in turn observed and not. */
async function commandCases({ driver, client, get }: App): Promise<BenchCase[]> {
  const ask: Round = async () => {
    let left = COMMANDS_PER_ROUND;
    const caller = async () => {
      while (left-- > 0) await get(`key:${(left * 7) % KEYS}`);
    };
    const start = performance.now();
    await Promise.all(Array.from({ length: CALLERS }, caller));
    return ((performance.now() - start) * 1_000) / COMMANDS_PER_ROUND;
  };
  const measured: Round = async () => {
    const databases = [redisDatabase(client)];
    const metrics = createMetrics({ meter: createNoopMeter(), databases, system: false });
    const cost = await ask();
    metrics.shutdown();
    return cost;
  };
  const cost = await interleaved({ ours: measured, peer: ask }, { rounds: 40, warmupRounds: 5 });
  return [benchCase(`Redis: GET, measured`, cost.ours, cost.peer, `bare ${driver}`)];
}

/** CPU of this process for one collection, beside that of a GET. */
async function collectionCases({ driver, client, get }: App): Promise<BenchCase[]> {
  const database = redisDatabase(client);
  const stop = database.observeQueries?.(() => undefined);
  const context = { signal: new AbortController().signal };
  const collect = () =>
    Promise.all([
      database.getDatabaseMetrics(context),
      database.getStorageMetrics?.(context),
      database.getDetailMetrics?.(context),
      database.ping?.(context),
    ]);
  await collect();
  const { ours, peer } = await interleaved(
    { ours: cpuOf(collect), peer: cpuOf(() => get('key:1')) },
    { rounds: 9, warmupRounds: 2 },
  );
  stop?.();
  return [benchCase(`Redis: collection, CPU of this process`, ours, peer, `GET of ${driver}`)];
}

function cpuOf(operation: () => Promise<unknown>): Round {
  return async () => {
    const before = process.cpuUsage();
    for (let i = 0; i < COLLECTIONS_PER_ROUND; i++) await operation();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / COLLECTIONS_PER_ROUND;
  };
}
