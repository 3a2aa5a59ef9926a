import { afterAll, beforeAll } from '@jest/globals';
import { Pool } from 'pg';
import type { DatabaseFixture } from '../conformance/database-fixture.ts';
import { describeDatabaseConformance } from '../conformance/describe-database-conformance.ts';
import { PglitePools } from '../conformance/pglite-pool.ts';
import { FAILING, SCHEMA, STATEMENTS } from '../conformance/postgresql-statements.ts';
import { postgresqlDatabase } from './database.ts';

let pools: PglitePools;

async function open(): Promise<DatabaseFixture> {
  await pools.pglite.exec(`SET track_io_timing = on; ${SCHEMA}`);
  const pool = pools.pool({ max: 2 });
  return {
    database: postgresqlDatabase(pool, { name: 'clinic' }),
    wrapAgain: () => postgresqlDatabase(pool, { name: 'clinic again' }),
    run: (operation) => pool.query(STATEMENTS[operation]),
    fail: (operation) => pool.query(FAILING[operation]),
    stall: () => pools.stall(),
    close: () => pool.end(),
    dispose: () => (pool.ending ? undefined : pool.end()),
  };
}

function openBroken(): Pick<DatabaseFixture, 'database' | 'dispose'> {
  const pool = new Pool({ host: '127.0.0.1', port: 1 });
  return { database: postgresqlDatabase(pool), dispose: () => pool.end() };
}

beforeAll(async () => {
  pools = await PglitePools.create();
}, 60_000);

afterAll(() => pools.pglite.close());

describeDatabaseConformance('PostgreSQL', { open, openBroken });
