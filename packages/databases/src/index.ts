export { classifyScript, classifySql } from './classify-sql.ts';
export { databasesErrorCodes } from './errors.ts';
export { type KotobaDatabaseOptions, kotobaDatabase } from './kotobadb/index.ts';
export { type LeveldbClient, type LeveldbDatabaseOptions, leveldbDatabase } from './leveldb/index.ts';
export {
  type PostgresqlClient,
  type PostgresqlClusterOptions,
  type PostgresqlConnection,
  type PostgresqlDatabaseOptions,
  type PostgresqlPool,
  type PostgresqlReadOptions,
  type PostgresqlSingleClient,
  postgresqlCluster,
  postgresqlDatabase,
} from './postgresql/index.ts';
export {
  mongooseQueries,
  mysql2Queries,
  type PublishedQueries,
  type PublishedQueriesOptions,
} from './published/driver-queries.ts';
export { QueryObservers, type QueryReport } from './query-observers.ts';
export {
  type IoredisClient,
  type NodeRedisClient,
  type RedisClient,
  type RedisClusterOptions,
  type RedisDatabaseOptions,
  type RedisSentinelOptions,
  redisCluster,
  redisDatabase,
  redisSentinelCluster,
} from './redis/index.ts';
export { sanitizeSql, statementText } from './sanitize-sql.ts';
export {
  type SqliteClient,
  type SqliteDatabaseOptions,
  type SqliteStatement,
  sqliteDatabase,
} from './sqlite/index.ts';
