import type { MonitoredDatabase } from '@kotoba/core';
import { mysql2Queries } from '@kotoba/databases';
import type { Pool, RowDataPacket } from 'mysql2/promise';

/**
 * MySQL or MariaDB by `mysql2`: its queries as the driver publishes them, its figures from `SHOW GLOBAL STATUS`.
 * @param own a pool of one connection for the monitoring, so that it never waits for the app's
 * @param server where the app's pool leads, spelled as there
 */
export function mysqlDatabase(
  own: Pool,
  server: { readonly host: string; readonly port: number; readonly database: string },
): MonitoredDatabase {
  const queries = mysql2Queries(server);
  const status = <Name extends string>(...names: Name[]) =>
    queries.unmeasured(async () => {
      const list = names.map((name) => own.escape(name)).join();
      const [rows] = await own.query<RowDataPacket[]>(`SHOW GLOBAL STATUS WHERE Variable_name IN (${list})`);
      return Object.fromEntries(rows.map((row) => [row.Variable_name, Number(row.Value)])) as Record<
        Name,
        number
      >;
    });
  return {
    name: server.database,
    system: 'mysql',
    server: { address: server.host, port: server.port },
    async getDatabaseMetrics() {
      const told = await status('Threads_connected', 'Connections', 'Uptime');
      return {
        activeConnections: told.Threads_connected,
        totalConnections: told.Connections,
        uptimeSeconds: told.Uptime,
      };
    },
    async getStorageMetrics() {
      const told = await status(
        'Innodb_data_reads',
        'Innodb_data_writes',
        'Innodb_data_read',
        'Innodb_data_written',
      );
      return {
        readOperations: told.Innodb_data_reads,
        writeOperations: told.Innodb_data_writes,
        readBytes: told.Innodb_data_read,
        writtenBytes: told.Innodb_data_written,
      };
    },
    async ping() {
      await status('Uptime');
    },
    observeQueries: (observer, options) => queries.observe(observer, options),
  };
}
