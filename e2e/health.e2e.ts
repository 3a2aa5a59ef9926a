/** @needs postgres initdb */

import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { parseExposition } from './support/exposition.ts';
import { PostgresServer } from './support/postgres-server.ts';
import { startSource } from './support/start-source.ts';
import { waitFor } from './support/wait-for.ts';

/**
 * A service on a real SQLite file and a real PostgreSQL, both under load, while they are stopped, frozen and resumed:
 * what its statuses, its probes and its gauges say meanwhile, and what its probes cost it.
 */
const DEGRADED_AFTER_MILLIS = 250;
const HEALTH = {
  intervalMillis: 200,
  timeoutMillis: 2_000,
  databaseDegradedAfterMillis: DEGRADED_AFTER_MILLIS,
};

const cleanup = new Cleanup();
let postgres: PostgresServer;
let sqliteFile: string;
let program: ChildProgram;
let app: string;
let metricsUrl: string;

interface Transition {
  readonly check?: string;
  readonly from: string;
  readonly to: string;
  readonly message: string;
}

async function startApp(health: object): Promise<void> {
  program = startSource('e2e/fixtures/health-app.ts', cleanup, {
    SQLITE_FILE: sqliteFile,
    POSTGRES_PORT: String(postgres.port),
    FIXTURE_OPTIONS: JSON.stringify({ health }),
  });
  app = await program.ready(() => /^app (\S+)$/m.exec(program.stdout)?.[1]);
  metricsUrl = /^metrics (\S+)$/m.exec(program.stdout)![1]!;
}

/** Transitions so far, of one check; of the verdict when no name is given. */
function transitions(check?: string): Transition[] {
  const lines = program.stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line) => JSON.parse(line) as Transition)
    .filter((transition) => transition.check === check);
}

/** Where a check went after its first `before` transitions. A busy machine may make a ping slow on top; that is left out. */
function downsAndUps(check: string, before: number): string[] {
  const statuses = transitions(check)
    .slice(before)
    .map(({ to }) => to)
    .filter((to) => to !== 'degraded');
  return statuses.filter((to, index) => to !== statuses[index - 1]);
}

async function ask(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(app + path, { headers, signal: AbortSignal.timeout(5_000) });
  return { status: response.status, text: await response.text() };
}

async function post(path: string): Promise<string> {
  return (await fetch(app + path, { method: 'POST' })).text();
}

/** Value of a gauge for one check, read from the scrape; undefined when there is no such series. */
async function gauge(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const { samples } = parseExposition(await (await fetch(metricsUrl)).text());
  const matches = (given: Readonly<Record<string, string>>) =>
    Object.entries(labels).every(([key, value]) => given[key] === value);
  return samples.find((sample) => sample.name === name && matches(sample.labels))?.value;
}

/** Everything that must be true at once when a critical check has come to a status. */
async function awaitStatus(check: string, status: 'healthy' | 'unhealthy'): Promise<void> {
  const value = status === 'healthy' ? 1 : 0;
  await waitFor(`${check} ${status} in the gauge`, async () => {
    return (await gauge('health_check_status', { check_name: check })) === value;
  });
  const code = status === 'healthy' ? 200 : 503;
  await waitFor(`/readyz ${code}`, async () => (await ask('/readyz')).status === code);
}

/** Asks a probe all the time, until told to stop; answers every status that came. */
function watch(path: string): () => Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  let going = true;
  const watching = (async () => {
    while (going) {
      seen.add((await ask(path)).status);
      await sleep(25);
    }
  })();
  return async () => {
    going = false;
    await watching;
    return seen;
  };
}

beforeAll(async () => {
  sqliteFile = join(cleanup.tempDir(), 'local.db');
  postgres = await PostgresServer.create(cleanup);
}, 60_000);
afterAll(() => cleanup.run(), 60_000);

describe('a service on PostgreSQL and SQLite', () => {
  it('is alive but neither started nor ready while its database is not up yet', async () => {
    await startApp(HEALTH);
    await waitFor('first runs', () => transitions('database_orders').length > 0);
    expect((await ask('/livez')).status).toBe(200);
    expect((await ask('/startupz')).status).toBe(503);
    const ready = await ask('/readyz', { 'x-key': 'open' });
    expect(ready).toMatchObject({ status: 503, text: expect.stringContaining('[-]database_orders failed') });
    expect(ready.text).toContain('[+]database_local ok');
    expect(ready.text).toMatch(/readyz check failed\n$/);

    await postgres.launch();
    await awaitStatus('database_orders', 'healthy');
    expect((await ask('/startupz')).status).toBe(200);
  }, 60_000);

  it.each<[string, () => unknown, () => unknown]>([
    ['PostgreSQL frozen', () => postgres.freeze(), () => postgres.resume()],
    ['PostgreSQL stopped', () => postgres.stop(), () => postgres.launch()],
  ])(
    'with %s and back is unhealthy and healthy again in status, probes and gauges',
    async (_, breakIt, repair) => {
      await awaitStatus('database_orders', 'healthy');
      const before = transitions('database_orders').length;
      const stopWatching = watch('/livez');
      await breakIt();
      await awaitStatus('database_orders', 'unhealthy');
      expect((await ask('/health')).status).toBe(503);
      expect((await ask('/readyz?exclude=database_orders')).status).toBe(200);
      expect((await ask('/startupz')).status).toBe(200);
      expect(await gauge('health_check_state', { check_name: 'database_orders', state: 'unhealthy' })).toBe(
        1,
      );
      expect(await gauge('health_check_state', { check_name: 'database_orders', state: 'healthy' })).toBe(0);
      expect(await gauge('health_check_status', { check_name: 'database_local' })).not.toBe(0);
      expect(await gauge('health_status')).toBe(0);

      await repair();
      await awaitStatus('database_orders', 'healthy');
      expect(downsAndUps('database_orders', before)).toEqual(['unhealthy', 'healthy']);
      expect(await stopWatching()).toEqual(new Set([200]));
    },
    60_000,
  );

  it('with PostgreSQL frozen for less than the time limit is degraded, and stays ready', async () => {
    await awaitStatus('database_orders', 'healthy');
    const before = transitions('database_orders').length;
    const stopWatching = watch('/readyz');
    postgres.freeze();
    await sleep(3 * DEGRADED_AFTER_MILLIS);
    postgres.resume();
    await waitFor('degraded', () =>
      transitions('database_orders')
        .slice(before)
        .some(({ to, message }) => to === 'degraded' && /^took \d+ ms/.test(message)),
    );
    await awaitStatus('database_orders', 'healthy');
    expect(await stopWatching()).toEqual(new Set([200]));
  }, 60_000);

  it('with SQLite locked by a process that is frozen in its transaction is unhealthy until that one goes on', async () => {
    await awaitStatus('database_local', 'healthy');
    const before = transitions('database_local').length;
    const locker = new ChildProgram({
      command: process.execPath,
      args: [
        '--input-type=module',
        '-e',
        `import { DatabaseSync } from 'node:sqlite';
         const db = new DatabaseSync(process.argv[1], { timeout: 5000 });
         db.exec('BEGIN EXCLUSIVE');
         console.log('locked');
         setTimeout(() => db.exec('COMMIT'), 500);`,
        sqliteFile,
      ],
      env: { NODE_OPTIONS: undefined },
      cleanup,
    });
    await locker.ready(() => locker.stdout.includes('locked'));
    locker.signal('SIGSTOP');
    try {
      await awaitStatus('database_local', 'unhealthy');
      expect((await ask('/livez')).status).toBe(200);
    } finally {
      locker.signal('SIGCONT');
    }
    await awaitStatus('database_local', 'healthy');
    expect(downsAndUps('database_local', before)).toEqual(['unhealthy', 'healthy']);
    expect(await locker.exited).toMatchObject({ code: 0 });
  }, 60_000);

  it('with SQLite closed and opened again is unhealthy and healthy again', async () => {
    await awaitStatus('database_local', 'healthy');
    const before = transitions('database_local').length;
    await post('/sqlite/close');
    await awaitStatus('database_local', 'unhealthy');
    await post('/sqlite/open');
    await awaitStatus('database_local', 'healthy');
    expect(downsAndUps('database_local', before)).toEqual(['unhealthy', 'healthy']);
  }, 60_000);

  it('judges the connections of its pool once it knows how many there may be', async () => {
    const value = await waitFor('the pool’s gauge', () =>
      gauge('health_check_status', { check_name: 'pool_orders' }),
    );
    expect([1, 0.5]).toContain(value);
    expect(await gauge('health_check_status', { check_name: 'pool_local' })).toBeUndefined();
  });
});

describe('hostile checks', () => {
  it('have the status they deserve and keep nobody else from running', async () => {
    const report = async () => JSON.parse((await ask('/health', { 'x-key': 'open' })).text);
    const statusOf = async (name: string) =>
      (await report()).checks.find((check: { name: string }) => check.name === name);
    expect(await statusOf('throws')).toMatchObject({
      status: 'unhealthy',
      message: 'postgres://***@db/orders is gone',
    });
    expect(await statusOf('hangs')).toMatchObject({ status: 'unhealthy' });
    expect(await statusOf('nonsense')).toMatchObject({ status: 'unknown' });
    const late = await statusOf('late');
    expect(late).toMatchObject({ status: 'unhealthy' });
    expect(late.lateAnswers).toBeGreaterThan(2);
    expect(await gauge('health_check_late_answers_total', { check_name: 'late' })).toBeGreaterThan(2);
    expect(await gauge('health_check_status', { check_name: 'nonsense' })).toBe(-1);
    expect(await gauge('health_check_status', { check_name: 'counted' })).toBe(1);
  });

  it('show neither passwords nor names to who may not see them', async () => {
    for (const path of ['/health', '/readyz?verbose', '/livez?verbose']) {
      const { text } = await ask(path);
      expect(text).not.toMatch(/hunter2|throws|database/);
    }
    expect(program.output).not.toContain('hunter2');
  });
});

describe('load', () => {
  it('of 1,000 checks at once runs all of them, never more than the cap together, and keeps the process alive', async () => {
    const stopWatching = watch('/livez');
    const { runs, most, healthy } = JSON.parse(await post('/many'));
    expect(await stopWatching()).toEqual(new Set([200]));
    expect({ runs, healthy }).toEqual({ runs: 1_000, healthy: 1_000 });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  }, 60_000);

  it('of 10,000 probe requests runs not one check more', async () => {
    await awaitStatus('database_orders', 'healthy');
    const agent = new Agent({ keepAlive: true, maxSockets: 32 });
    const paths = ['/livez', '/readyz', '/startupz', '/readyz?verbose', '/health'];
    const headers = { 'x-key': 'open' };
    const statuses = new Map<number, number>();
    const once = (path: string) =>
      new Promise<void>((resolve, reject) => {
        const sent = request(app + path, { agent, headers }, (response) => {
          const status = response.statusCode ?? 0;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          response.resume().on('end', resolve);
        });
        sent.on('error', reject);
        sent.end();
      });
    const before = JSON.parse((await ask('/counted')).text);
    const worker = async (first: number) => {
      for (let i = first; i < 10_000; i += 32) await once(paths[i % paths.length]!);
    };
    await Promise.all(Array.from({ length: 32 }, (_, first) => worker(first)));
    agent.destroy();
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(10_000);
    expect(before).toEqual({ countedRuns: 1 });
    expect(JSON.parse((await ask('/counted')).text)).toEqual({ countedRuns: 1 });
  }, 120_000);
});

describe('SIGTERM', () => {
  it('ends the process at once unless draining is asked for', async () => {
    program.signal('SIGTERM');
    expect(await program.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  it('lets /readyz fail for as long as draining takes, while everything else goes on, and then ends the process', async () => {
    await startApp({ ...HEALTH, drainMillis: 1_500 });
    await awaitStatus('database_orders', 'healthy');
    const begun = performance.now();
    program.signal('SIGTERM');
    const ready = await waitFor('draining', async () => {
      const answer = await ask('/readyz', { 'x-key': 'open' });
      return answer.status === 503 && answer.text;
    });
    expect(ready).toContain('[-]shutdown failed: reason withheld');
    expect(ready).toContain('[+]database_orders ok');
    expect((await ask('/livez')).status).toBe(200);
    expect(await program.exited).toMatchObject({ signal: 'SIGTERM' });
    expect(performance.now() - begun).toBeGreaterThan(1_400);
  }, 60_000);
});
