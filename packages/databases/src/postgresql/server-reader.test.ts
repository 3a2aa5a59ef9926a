import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { PglitePools } from '../conformance/pglite-pool.ts';
import { OwnConnection } from '../own-connection/own-connection.ts';
import type { PostgresqlConnection } from './client.ts';
import { readDefaults } from './options.ts';
import { optionalParts } from './read-metrics.ts';
import { ServerFiguresMaker } from './server-figures.ts';
import { type PartialReading, ServerReader } from './server-reader.ts';

const patient = () => new AbortController().signal;

let pools: PglitePools;

beforeAll(async () => {
  pools = await PglitePools.create();
}, 60_000);

afterAll(() => pools.pglite.close());

describe('reading a server', () => {
  let clock: ManualClock;
  let texts: string[];
  /** Refuses the texts it answers a SQLSTATE for. */
  let refuse: (text: string) => string | undefined;
  let reader: ServerReader;

  beforeEach(() => {
    clock = new ManualClock();
    texts = [];
    refuse = () => undefined;
    const make = (): PostgresqlConnection => {
      const client = pools.client();
      return {
        connect: () => client.connect(),
        end: () => client.end(),
        query: async (text) => {
          texts.push(text);
          const code = refuse(text);
          if (code === undefined) return client.query(text);
          throw Object.assign(new Error('refused'), { code, severity: 'ERROR' });
        },
      };
    };
    reader = new ServerReader(new OwnConnection(make, clock), { ...readDefaults, clock }, optionalParts);
  });

  /** What the next reading costs and lacks. */
  async function next() {
    texts = [];
    const { unread } = await reader.read(patient());
    return { statements: texts.length, unread };
  }

  it('is one statement, after one more on a new connection', async () => {
    expect(await next()).toEqual({ statements: 2, unread: [] });
    expect(await next()).toEqual({ statements: 1, unread: [] });
  });

  it('looks at sizes once in their interval, and tells the last ones meanwhile', async () => {
    const first = await reader.read(patient());
    await clock.advance(59_999);
    texts = [];
    expect((await reader.read(patient())).sizes).toEqual(first.sizes);
    expect(texts.join()).not.toContain('pg_database_size');
    await clock.advance(1);
    await reader.read(patient());
    expect(texts.join()).toContain('pg_database_size');
  });

  it('finds out which part the server refuses, leaves it out for twenty readings and tries it again', async () => {
    await next();
    refuse = (text) => (text.includes('pg_stat_replication') ? '42501' : undefined);
    expect((await next()).unread).toEqual(['replication']);
    for (let i = 0; i < 20; i++) expect(await next()).toEqual({ statements: 1, unread: ['replication'] });
    refuse = () => undefined;
    expect(await next()).toEqual({ statements: 1, unread: [] });
  });

  it('leaves a part out of one reading only where the refusal is one that passes', async () => {
    await next();
    refuse = (text) => (text.includes('pg_stat_replication') ? '58P01' : undefined);
    expect((await next()).unread).toEqual(['replication']);
    refuse = () => undefined;
    expect([await next(), await next()]).toEqual([
      { statements: 1, unread: ['replication'] },
      { statements: 1, unread: [] },
    ]);
  });

  it('leaves its heavy parts out ever longer while it runs out of time', async () => {
    await next();
    refuse = (text) => (text.includes('pg_database_size') ? '57014' : undefined);
    const outcomes: string[] = [];
    for (let i = 0; i < 12; i++) {
      await clock.advance(60_000);
      outcomes.push(
        await next().then(
          ({ unread }) => unread.join(),
          (error) => error.code,
        ),
      );
    }
    expect(outcomes).toEqual([
      ...['57014', 'sizes'],
      ...['57014', 'sizes', 'sizes'],
      ...['57014', 'sizes', 'sizes', 'sizes', 'sizes'],
      ...['57014', 'sizes'],
    ]);
  });

  it('throws when even the least is refused', async () => {
    refuse = () => '42501';
    await expect(reader.read(patient())).rejects.toMatchObject({ code: '42501' });
  });

  it('leaves a transaction of the app’s as it is where both share a session', async () => {
    const options = { ...readDefaults, sharedSession: true };
    const shared = new ServerReader(new OwnConnection(() => pools.client(), clock), options, optionalParts);
    await pools.pglite.exec('CREATE TABLE written (a int)');
    await pools.pglite.exec('BEGIN; INSERT INTO written VALUES (1)');
    expect((await shared.read(patient())).unread).toEqual([]);
    await pools.pglite.exec('INSERT INTO written VALUES (2); ROLLBACK');
    expect((await pools.pglite.query('SELECT a FROM written')).rows).toEqual([]);
  });

  it('changes nothing of the session it reads over', async () => {
    const settings = `SELECT name, setting FROM pg_settings
      WHERE name IN ('statement_timeout', 'lock_timeout', 'search_path', 'jit', 'transaction_read_only')`;
    const before = (await pools.pglite.query(settings)).rows;
    await reader.read(patient());
    expect((await pools.pglite.query(settings)).rows).toEqual(before);
  });
});

describe('figures of readings', () => {
  let reading: PartialReading;

  beforeAll(async () => {
    const connection = new OwnConnection(() => pools.client(), new ManualClock());
    reading = await new ServerReader(connection, readDefaults, optionalParts).read(patient());
  });

  const commits = (figures: ReturnType<ServerFiguresMaker['make']>) => figures.detail.transactions![0]![0];

  /** What commits are counted as over readings, each with changes to the facts and the statistics of one. */
  function counted(
    ...changes: [commits: number, server?: Partial<PartialReading['server']>, resetAt?: number][]
  ): unknown[] {
    const maker = new ServerFiguresMaker();
    return changes.map(([count, server, resetAt = null]) =>
      commits(
        maker.make({
          ...reading,
          server: { ...reading.server, startedAt: 1_000, at: 2_000, ...server },
          statistics: { ...reading.statistics!, commits: count, blockHits: 5, resetAt },
        }),
      ),
    );
  }

  it('go on over a restart that kept the statistics', () => {
    expect(counted([100], [120, { startedAt: 3_000, at: 3_001 }])).toEqual([100, 120]);
  });

  it('go on over a crash that lost them', () => {
    expect(counted([100], [20, { startedAt: 3_000, at: 3_001 }])).toEqual([100, 120]);
  });

  it('go on over a reset, even one after which more was counted than before', () => {
    expect(counted([100, {}, 500], [30, {}, 600])).toEqual([100, 130]);
    expect(counted([100, {}, 500], [130, {}, 600])).toEqual([100, 230]);
  });

  it('take nothing of the past of another server: elsewhere, or running before this one was last read', () => {
    expect(counted([100], [9_000, { address: 'b' }], [9_010, { address: 'b' }])).toEqual([100, 100, 110]);
    expect(counted([100], [9_000, { startedAt: 500, at: 2_010 }])).toEqual([100, 100]);
  });

  it('count a database that was made anew from its beginning', () => {
    expect(counted([100], [7, { databaseId: 99_999 }])).toEqual([100, 107]);
  });

  it('have a hit ratio of the time since the reading before', () => {
    const maker = new ServerFiguresMaker();
    const ratio = (blockHits: number, blockReads: number) =>
      maker.make({ ...reading, statistics: { ...reading.statistics!, blockHits, blockReads } }).storage
        .cacheHitRate;
    expect([ratio(90, 10), ratio(91, 13), ratio(91, 13)]).toEqual([0.9, 0.25, 91 / 104]);
  });

  it('leave out what is unknown rather than say 0', () => {
    const { server } = reading;
    const replication = {
      inRecovery: true,
      timeline: null,
      streaming: null,
      position: null,
      behindSeconds: null,
      replayAgeSeconds: null,
      standbys: null,
    };
    const { database, storage, detail } = new ServerFiguresMaker().make({ server, replication, unread: [] });
    expect(Object.keys(database)).toEqual(['uptimeSeconds', 'version']);
    expect(storage).toEqual({});
    expect(detail).toEqual({
      unread: [],
      serverConnectionsMax: [[server.maxConnections]],
      inRecovery: [[1]],
      standbyLagSeconds: [],
    });
  });
});
