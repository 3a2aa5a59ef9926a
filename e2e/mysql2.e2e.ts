/**
 * Queries `mysql2` publishes, measured on a MariaDB of Debian's, by the example of a database of one's own.
 * @needs mariadbd mariadb-install-db
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { MonitoredDatabase } from '@kotoba/core';
import type { Connection } from 'mysql2';
import { createPool, type Pool } from 'mysql2/promise';
import { mysqlDatabase } from '../examples/mysql/mysql-database.ts';
import { Cleanup } from './support/cleanup.ts';
import { MariadbServer } from './support/mariadb-server.ts';

const cleanup = new Cleanup();
const context = { signal: new AbortController().signal };
let server: MariadbServer;
let pool: Pool;
let database: MonitoredDatabase;
let seen: [operation: string, failed: boolean][] = [];

beforeAll(async () => {
  server = await MariadbServer.start(cleanup);
  const at = { host: '127.0.0.1', port: server.port, database: 'mysql' };
  const open = (connectionLimit: number) => {
    const made = createPool({ ...at, user: 'root', connectionLimit, connectTimeout: 2_000 });
    cleanup.add(() => made.end());
    return made;
  };
  pool = open(4);
  database = mysqlDatabase(open(1), at);
  cleanup.add(
    database.observeQueries!((operation, seconds, failed) => {
      if (!(seconds >= 0)) throw new Error(`expected seconds, got ${seconds}`);
      seen.push([operation, failed]);
    }),
  );
}, 90_000);

afterAll(() => cleanup.run());

describe('a MySQL monitored by what its driver publishes', () => {
  it('measures query and execute of the pool, of its connections and with events, failed ones too', async () => {
    seen = [];
    await pool.query('CREATE TEMPORARY TABLE none (a INT)');
    await pool.query('SELECT 1');
    await pool.execute('SELECT ?', [1]);
    await expect(pool.query('DELETE FROM nowhere')).rejects.toThrow('nowhere');
    const connection = await pool.getConnection();
    await connection.query('UPDATE user SET Host = Host WHERE 1 = 0').catch(() => undefined);
    const { connection: raw } = connection as unknown as { connection: Connection };
    const rows = raw.query('SELECT 2');
    await new Promise((resolve) => rows.once('end', resolve));
    connection.release();
    await new Promise(setImmediate);
    expect(seen.map(([operation]) => operation)).toEqual([
      'other',
      'select',
      'select',
      'delete',
      'update',
      'select',
    ]);
    expect(seen[3]).toEqual(['delete', true]);
    expect(seen.filter(([, failed]) => failed).length).toBeGreaterThanOrEqual(1);
  });

  it('tells figures of the server without counting what it asks', async () => {
    seen = [];
    const [figures, storage] = await Promise.all([
      database.getDatabaseMetrics(context),
      database.getStorageMetrics!(context),
      database.ping!(context),
    ]);
    expect(figures.activeConnections).toBeGreaterThanOrEqual(1);
    expect(figures.totalConnections).toBeGreaterThan(1);
    expect(figures.uptimeSeconds).toBeGreaterThanOrEqual(0);
    expect(storage.readBytes).toBeGreaterThan(0);
    expect(seen).toEqual([]);
  });

  it('counts queries that find the server killed as failed, and goes on when it is back', async () => {
    await server.kill();
    seen = [];
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    await expect(Promise.resolve(database.ping!(context))).rejects.toThrow();
    await server.launch();
    for (let attempt = 0; attempt < 20; attempt++)
      if (
        await pool.query('SELECT 1').then(
          () => true,
          () => false,
        )
      )
        break;
    expect(seen.at(-1)).toEqual(['select', false]);
    const { uptimeSeconds } = await Promise.resolve(database.getDatabaseMetrics(context)).catch(() =>
      database.getDatabaseMetrics(context),
    );
    expect(uptimeSeconds).toBeLessThan(60);
  }, 60_000);
});
