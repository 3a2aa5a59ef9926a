/** @needs postgres initdb pg_basebackup */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postgresqlCluster, postgresqlDatabase } from '@kotoba/databases/postgresql';
import { registerKotobaInstrumentation } from '@kotoba/instrumentation';
import { Client, Pool } from 'pg';
import { Cleanup } from './support/cleanup.ts';
import { PostgresServer } from './support/postgres-server.ts';
import { settingsOf, sql } from './support/postgres-sql.ts';
import { Scraped } from './support/scraped.ts';

const cleanup = new Cleanup();

afterAll(() => cleanup.run(), 60_000);

function openPool(server: PostgresServer): Pool {
  const pool = new Pool(settingsOf(server));
  pool.on('error', () => undefined);
  cleanup.add(() => pool.end());
  return pool;
}

describe('a primary with a streaming standby', () => {
  const CLUSTER = { cluster: 'orders' };
  const CHANGES = ['kotoba_cluster_leader_changes_total', CLUSTER] as const;
  const ACTIVE = ['kotoba_cluster_nodes_active', CLUSTER] as const;
  let primary: PostgresServer;
  let standby: PostgresServer;

  beforeAll(async () => {
    primary = await PostgresServer.create(cleanup);
    await primary.launch();
    standby = await PostgresServer.standbyOf(primary, 'b', cleanup);
    await standby.launch();
  }, 60_000);

  it('is a cluster whose promotion is one leader change', async () => {
    const nodes = {
      a: () => new Client(settingsOf(primary)),
      b: () => new Client(settingsOf(standby)),
    };
    const cluster = postgresqlCluster({ name: 'orders', nodes, statementTimeoutMillis: 100 });
    const seenByPrimary = postgresqlCluster({ name: 'behind one name', nodes: { a: nodes.a } });
    const kotoba = await registerKotobaInstrumentation({
      cluster: [cluster, seenByPrimary],
      database: [
        postgresqlDatabase(openPool(primary), { name: 'a' }),
        postgresqlDatabase(openPool(standby), { name: 'b' }),
      ],
      prometheus: { port: 0 },
      collectionIntervalMillis: 100,
      readTimeoutMillis: 2_000,
      hostMetrics: false,
    });
    cleanup.add(() => kotoba.shutdown());
    const scraped = new Scraped(kotoba.addresses.metrics!);

    await scraped.until(...ACTIVE, (n) => n === 2);
    expect(await scraped.value('kotoba_cluster_nodes_total', CLUSTER)).toBe(2);
    expect(await scraped.value(...CHANGES)).toBe(0);
    await scraped.until('kotoba_cluster_replication_lag_seconds', { ...CLUSTER, node: 'b' }, (s) => s < 1);
    expect(await scraped.value('kotoba_cluster_replication_lag_seconds', { node: 'a' })).toBeUndefined();
    const other = { cluster: 'behind one name' };
    await scraped.until('kotoba_cluster_nodes_active', other, (n) => n === 2);
    await scraped.until('kotoba_cluster_replication_lag_seconds', { ...other, node: 'b' }, (s) => s < 1);

    for (const [name, database, value] of [
      ['kotoba_db_in_recovery', 'a', 0],
      ['kotoba_db_in_recovery', 'b', 1],
      ['kotoba_db_timeline', 'a', 1],
      ['kotoba_db_timeline', 'b', 1],
      ['kotoba_db_replication_standbys', 'a', 1],
      ['kotoba_db_replication_standbys', 'b', 0],
    ] as const)
      expect({ name, database, value: await scraped.value(name, { database }) }).toEqual({
        name,
        database,
        value,
      });
    await scraped.until('kotoba_db_replication_lag_bytes', { database: 'a', standby: 'b' }, (n) => n === 0);
    await scraped.until('kotoba_db_replication_lag_seconds', { database: 'a', standby: 'b' });
    await scraped.until('kotoba_db_replication_lag_seconds', { database: 'b' }, (n) => n === 0);

    await sql(standby, 'SELECT pg_wal_replay_pause()');
    await sql(primary, 'CREATE TABLE t AS SELECT 1 AS a');
    await scraped.until('kotoba_cluster_replication_lag_seconds', { ...CLUSTER, node: 'b' }, (s) => s > 1);
    await scraped.until('kotoba_db_replication_lag_bytes', { database: 'a', standby: 'b' }, (n) => n > 0);
    await sql(standby, 'SELECT pg_wal_replay_resume()');
    await scraped.until('kotoba_cluster_replication_lag_seconds', { ...CLUSTER, node: 'b' }, (s) => s === 0);

    standby.freeze();
    await scraped.until(...ACTIVE, (n) => n === 1);
    expect(await scraped.value('kotoba_cluster_nodes_total', CLUSTER)).toBe(2);
    standby.resume();
    await scraped.until(...ACTIVE, (n) => n === 2);
    expect(await scraped.value(...CHANGES)).toBe(0);

    await primary.kill();
    await scraped.until(...ACTIVE, (n) => n === 0);
    await sql(standby, 'SELECT pg_promote()');
    await scraped.until(...CHANGES, (n) => n === 1);
    await scraped.until('kotoba_db_timeline', { database: 'b' }, (n) => n === 2);
    expect(await scraped.value('kotoba_db_in_recovery', { database: 'b' })).toBe(0);
    await scraped.until(...ACTIVE, (n) => n === 1);

    await primary.launch();
    await sleep(2_000);
    expect(await scraped.value(...ACTIVE)).toBe(1);
    expect(await scraped.value(...CHANGES)).toBe(1);
    expect(await scraped.value('kotoba_cluster_leader_changes_total', other)).toBe(0);
  }, 90_000);
});
