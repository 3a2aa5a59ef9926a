export { databasesErrorCodes } from './errors.ts';
export {
  type SqliteClient,
  type SqliteDatabaseOptions,
  type SqliteStatement,
  sqliteDatabase,
} from './sqlite/index.ts';
