/** @needs postgres initdb */

import { afterAll, beforeAll } from '@jest/globals';
import { postgresqlDatabase } from '@kotoba/databases/postgresql';
import { Pool } from 'pg';
import type { DatabaseFixture } from '../packages/databases/src/conformance/database-fixture.ts';
import { describeDatabaseConformance } from '../packages/databases/src/conformance/describe-database-conformance.ts';
import { FAILING, SCHEMA, STATEMENTS } from '../packages/databases/src/conformance/postgresql-statements.ts';
import { Cleanup } from './support/cleanup.ts';
import { PostgresServer } from './support/postgres-server.ts';
import { settingsOf, sql } from './support/postgres-sql.ts';

const cleanup = new Cleanup();
let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.create(cleanup);
  await server.launch(['track_io_timing=on']);
}, 60_000);

afterAll(() => cleanup.run(), 60_000);

async function open(): Promise<DatabaseFixture> {
  await sql(server, SCHEMA);
  const pool = new Pool(settingsOf(server));
  pool.on('error', () => undefined);
  return {
    database: postgresqlDatabase(pool, { name: 'clinic' }),
    wrapAgain: () => postgresqlDatabase(pool, { name: 'clinic again' }),
    run: (operation) => pool.query(STATEMENTS[operation]),
    fail: (operation) => pool.query(FAILING[operation]),
    stall: () => {
      server.freeze();
      return () => server.resume();
    },
    close: () => pool.end(),
    dispose: () => (pool.ending ? undefined : pool.end()),
  };
}

function openBroken(): Pick<DatabaseFixture, 'database' | 'dispose'> {
  const pool = new Pool(settingsOf(server, { database: 'nowhere' }));
  return { database: postgresqlDatabase(pool), dispose: () => pool.end() };
}

describeDatabaseConformance('PostgreSQL', { open, openBroken });
