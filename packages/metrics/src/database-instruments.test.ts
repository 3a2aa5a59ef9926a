import { describe, expect, it } from '@jest/globals';
import {
  type DatabaseMetrics,
  ManualClock,
  type MonitoredDatabase,
  type QueryMetrics,
  type StorageMetrics,
} from '@kotoba/core';
import { createMetrics } from './create-metrics.ts';
import type { KotobaMetrics } from './kotoba-metrics.ts';

const INTERVAL = 15_000;
const LIMIT = 5_000;

function make(database: Partial<MonitoredDatabase>) {
  const clock = new ManualClock(1_700_000_000_000);
  const metrics = createMetrics({
    clock,
    system: false,
    collectionIntervalMillis: INTERVAL,
    readTimeoutMillis: LIMIT,
    databases: [{ name: 'main', getDatabaseMetrics: () => ({}), ...database }],
  });
  return { clock, metrics };
}

type Values = Map<string, number>;

/** Value of every series, as `name{label=value}`, histograms left out. */
async function collect(metrics: KotobaMetrics): Promise<Values> {
  const { resourceMetrics, errors } = await metrics.producer!.collect();
  expect(errors).toEqual([]);
  const values: Values = new Map();
  for (const metric of resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics))
    for (const { attributes, value } of metric.dataPoints) {
      const labels = Object.entries(attributes).map(([name, text]) => `${name}=${text}`);
      if (typeof value === 'number') values.set(`${metric.descriptor.name}{${labels}}`, value);
    }
  return values;
}

const UP = 'kotoba_db_up{database=main}';
const ACTIVE = 'kotoba_db_connections_active{database=main}';
const OPENED = 'kotoba_db_connections_total{database=main}';
const readErrors = (read: string) => `kotoba_monitoring_read_errors_total{database=main,read=${read}}`;
const never = () => new Promise<never>(() => {});

describe('reading a database', () => {
  it('happens once for all who collect within an interval', async () => {
    let reads = 0;
    const { clock, metrics } = make({
      getDatabaseMetrics: async () => {
        reads++;
        return { activeConnections: reads };
      },
    });
    await Promise.all([collect(metrics), collect(metrics), metrics.readDatabase('main')]);
    await clock.advance(INTERVAL / 2);
    expect((await collect(metrics)).get(ACTIVE)).toBe(1);
    expect(reads).toBe(1);
    await clock.advance(INTERVAL / 2 - 1);
    expect((await collect(metrics)).get(ACTIVE)).toBe(2);
    expect(reads).toBe(2);
  });

  it('waits no longer than its time limit for a database that hangs, then says it is down', async () => {
    const { clock, metrics } = make({ getDatabaseMetrics: never });
    const collecting = collect(metrics);
    await clock.advance(LIMIT);
    const values = await collecting;
    expect(values.get(UP)).toBe(0);
    expect(values.get(readErrors('database'))).toBe(1);
    expect(values.has(ACTIVE)).toBe(false);
    expect((await metrics.readDatabase('main'))?.errors.database).toMatchObject({ code: 'KOTOBA_TIMEOUT' });
  });

  it('aborts the signal it gave when the time limit has passed', async () => {
    let given: AbortSignal | undefined;
    const { clock, metrics } = make({
      getDatabaseMetrics: ({ signal }) => {
        given = signal;
        return never();
      },
    });
    const collecting = collect(metrics);
    await clock.advance(LIMIT - 1);
    expect(given?.aborted).toBe(false);
    await clock.advance(1);
    await collecting;
    expect(given?.aborted).toBe(true);
  });

  it('starts new reads ever more rarely while old ones hang, and at once again after they end', async () => {
    let reads = 0;
    const hanging: Array<(answer: DatabaseMetrics) => void> = [];
    const { clock, metrics } = make({
      getDatabaseMetrics: () => {
        reads++;
        return new Promise((resolve) => hanging.push(resolve));
      },
    });
    const round = async () => {
      const collecting = collect(metrics);
      await clock.advance(INTERVAL);
      return collecting;
    };
    for (let i = 0; i < 20; i++) await round();
    expect(reads).toBeLessThanOrEqual(5);
    const before = reads;
    for (const resolve of hanging) resolve({});
    await round();
    await round();
    expect(reads).toBeGreaterThan(before);
  });

  it('keeps what other parts say when one part throws', async () => {
    const { metrics } = make({
      getDatabaseMetrics: () => ({ activeConnections: 2 }),
      getStorageMetrics: () => {
        throw new Error('no permission');
      },
      getQueryMetrics: () => Promise.reject(new Error('no statistics')),
    });
    const values = await collect(metrics);
    expect(values.get(UP)).toBe(1);
    expect(values.get(ACTIVE)).toBe(2);
    expect(values.get(readErrors('storage'))).toBe(1);
    expect(values.get(readErrors('query'))).toBe(1);
    expect(values.get(readErrors('database'))).toBe(0);
  });

  it('is up when the ping succeeds, whatever else fails, and down when it does not', async () => {
    let pinged: () => void = () => {};
    const { clock, metrics } = make({
      ping: () => pinged(),
      getDatabaseMetrics: () => {
        throw new Error('no permission');
      },
    });
    expect((await collect(metrics)).get(UP)).toBe(1);
    pinged = () => {
      throw new Error('refused');
    };
    await clock.advance(INTERVAL);
    const values = await collect(metrics);
    expect(values.get(UP)).toBe(0);
    expect(values.get(readErrors('ping'))).toBe(1);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['text', 'ok'],
    ['nothing', undefined],
    ['a number', 5],
  ])('counts an answer of %s as a failed read', async (_title, answer) => {
    const { metrics } = make({ getDatabaseMetrics: () => answer as DatabaseMetrics });
    const values = await collect(metrics);
    expect(values.get(UP)).toBe(0);
    expect(values.get(readErrors('database'))).toBe(1);
  });

  it.each<[string, unknown]>([
    ['NaN', Number.NaN],
    ['a negative number', -1],
    ['infinity', Number.POSITIVE_INFINITY],
    ['text', '5'],
    ['a bigint', 5n],
    ['an object', {}],
  ])('makes a field of %s absent and counts it', async (_title, bad) => {
    const { metrics } = make({
      getDatabaseMetrics: () => ({ activeConnections: bad, totalConnections: 7 }) as DatabaseMetrics,
    });
    const values = await collect(metrics);
    expect(values.has(ACTIVE)).toBe(false);
    expect(values.get(OPENED)).toBe(7);
    const invalid =
      'kotoba_monitoring_invalid_readings_total{database=main,metric=kotoba_db_connections_active}';
    expect(values.get(invalid)).toBe(1);
  });

  it('makes a field whose getter throws absent, and keeps the others', async () => {
    const answer = {
      totalConnections: 7,
      get activeConnections(): number {
        throw new Error('trap');
      },
      get version(): string {
        throw new Error('trap');
      },
    };
    const values = await collect(make({ getDatabaseMetrics: () => answer }).metrics);
    expect(values.has(ACTIVE)).toBe(false);
    expect(values.get(OPENED)).toBe(7);
  });

  it('reports nothing for fields that are absent or null, and no error either', async () => {
    const nulls = { activeConnections: null, version: null } as unknown as DatabaseMetrics;
    const values = await collect(
      make({ getDatabaseMetrics: () => nulls, getStorageMetrics: () => ({}), getQueryMetrics: () => ({}) })
        .metrics,
    );
    const named = [...values.keys()].filter((name) => name.startsWith('kotoba_db_'));
    expect(named).toEqual([UP]);
    expect([...values.keys()].filter((name) => name.includes('invalid_readings'))).toEqual([]);
  });

  it('refuses a hit ratio above 1', async () => {
    const storage: StorageMetrics = { cacheHitRate: 95 };
    const values = await collect(make({ getStorageMetrics: () => storage }).metrics);
    expect([...values.keys()].filter((name) => name.startsWith('kotoba_db_cache'))).toEqual([]);
  });

  it('does not guess how queries ended when failures are unknown or exceed the total', async () => {
    let answer: QueryMetrics = { totalQueries: 10 };
    const { clock, metrics } = make({ getQueryMetrics: () => answer });
    const counts = async () =>
      [...(await collect(metrics))].filter(([name]) => name.startsWith('kotoba_db_queries_total'));
    expect(await counts()).toEqual([['kotoba_db_queries_total{database=main,operation=all}', 10]]);
    answer = { totalQueries: 10, failedQueries: 11 };
    await clock.advance(INTERVAL);
    expect(await counts()).toEqual([
      ['kotoba_db_queries_total{database=main,operation=all,status=error}', 11],
    ]);
  });

  it('goes on counting where a restarted database starts over', async () => {
    let answer: DatabaseMetrics = { totalConnections: 100, uptimeSeconds: 1_000 };
    const { clock, metrics } = make({ getDatabaseMetrics: () => answer });
    const opened = async () => {
      const value = (await collect(metrics)).get(OPENED);
      await clock.advance(INTERVAL);
      return value;
    };
    expect(await opened()).toBe(100);
    answer = { totalConnections: 80, uptimeSeconds: 5 };
    expect(await opened()).toBe(180);
    answer = { totalConnections: 81, uptimeSeconds: 20 };
    expect(await opened()).toBe(181);
  });

  it('leaves a database’s own query totals out from the first query that is recorded for it', async () => {
    const { clock, metrics } = make({ getQueryMetrics: () => ({ totalQueries: 10, failedQueries: 1 }) });
    const operations = async () => {
      const names = [...(await collect(metrics)).keys()].filter((name) => name.includes('queries_total{'));
      await clock.advance(INTERVAL);
      return new Set(names.map((name) => /operation=(\w+)/.exec(name)?.[1]).filter(Boolean));
    };
    expect(await operations()).toEqual(new Set(['all']));
    metrics.recordQuery('main', 'select', 0.001);
    expect(await operations()).toEqual(new Set(['select']));
  });

  it('leaves a database’s own query totals out while it offers its queries, even before the first', async () => {
    const { metrics } = make({
      observeQueries: () => () => {},
      getQueryMetrics: () => ({ totalQueries: 10, queriesPerSecond: 1, p95QueryLatencyMs: 1 }),
    });
    const names = [...(await collect(metrics)).keys()];
    expect(names.filter((name) => /quer(y|ies)/.test(name) && name.startsWith('kotoba_db'))).toEqual([]);
  });

  it('takes nothing from queries whose observer is refused', async () => {
    const { metrics } = make({
      observeQueries: () => {
        throw new Error('not now');
      },
      getQueryMetrics: () => ({ slowQueries: 3 }),
    });
    expect((await collect(metrics)).get('kotoba_db_slow_queries_total{database=main,operation=all}')).toBe(3);
  });

  it('stops reading at shutdown and leaves no series of a moment behind', async () => {
    let reads = 0;
    const { clock, metrics } = make({
      getDatabaseMetrics: () => {
        reads++;
        return { activeConnections: 1 };
      },
    });
    metrics.recordCounter('kept_total', 1);
    await collect(metrics);
    metrics.shutdown();
    metrics.shutdown();
    await clock.advance(INTERVAL);
    const values = await collect(metrics);
    expect(reads).toBe(1);
    expect(values.has(ACTIVE)).toBe(false);
    expect(values.get('kept_total{}')).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends well when shut down while a collection waits for the database', async () => {
    const { clock, metrics } = make({ getDatabaseMetrics: never });
    const collecting = collect(metrics);
    metrics.shutdown();
    await clock.advance(LIMIT);
    expect((await collecting).has(UP)).toBe(false);
  });

  it('gives a collection with a shorter limit of its own what is there by then', async () => {
    const { clock, metrics } = make({ getDatabaseMetrics: never });
    metrics.recordCounter('c_total', 1);
    const collecting = metrics.producer!.collect({ timeoutMillis: 1_000 });
    await clock.advance(1_000);
    const { errors, resourceMetrics } = await collecting;
    expect(errors).toEqual([expect.objectContaining({ code: 'KOTOBA_TIMEOUT' })]);
    expect(resourceMetrics.scopeMetrics[0]!.metrics.map((m) => m.descriptor.name)).toContain('c_total');
  });
});
