export type {
  PostgresqlClient,
  PostgresqlConnection,
  PostgresqlPool,
  PostgresqlSingleClient,
} from './client.ts';
export { type PostgresqlClusterOptions, postgresqlCluster } from './cluster.ts';
export { postgresqlDatabase } from './database.ts';
export type { PostgresqlDatabaseOptions, PostgresqlReadOptions } from './options.ts';
