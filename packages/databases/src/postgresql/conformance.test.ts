import { afterAll, beforeAll } from '@jest/globals';
import { Pool } from 'pg';
import { type DatabaseFixture, type Operation, SECRET } from '../conformance/database-fixture.ts';
import { describeDatabaseConformance } from '../conformance/describe-database-conformance.ts';
import { PglitePools } from '../conformance/pglite-pool.ts';
import { postgresqlDatabase } from './database.ts';

export const STATEMENTS: Readonly<Record<Operation, string>> = {
  select: `SELECT * FROM patients WHERE name = '${SECRET}'`,
  insert: `INSERT INTO patients (name) VALUES ('${SECRET}')`,
  update: `UPDATE patients SET name = '${SECRET}'`,
  delete: `DELETE FROM patients WHERE name = '${SECRET}'`,
  other: `CREATE TABLE IF NOT EXISTS "${SECRET}" (a int)`,
};

const FAILING: Readonly<Record<Operation, string>> = {
  select: `SELECT "${SECRET}" FROM nowhere`,
  insert: `INSERT INTO patients (id, name) VALUES (1, '${SECRET}'), (1, '${SECRET}')`,
  update: `UPDATE patients SET "${SECRET}" = 1`,
  delete: `DELETE FROM "${SECRET} too"`,
  other: `DROP TABLE "${SECRET} again"`,
};

let pools: PglitePools;

async function open(): Promise<DatabaseFixture> {
  await pools.pglite.exec(`SET track_io_timing = on; DROP TABLE IF EXISTS patients, "${SECRET}";
    CREATE TABLE patients (id serial PRIMARY KEY, name text)`);
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
