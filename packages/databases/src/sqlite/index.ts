export type { SqliteClient, SqliteStatement } from './client.ts';
export { sqliteDatabase } from './database.ts';
export type { SqliteDatabaseOptions } from './options.ts';
