/** What the adapter uses of a prepared statement, as `node:sqlite` and `better-sqlite3` have it. */
export interface SqliteStatement {
  run(...parameters: never[]): unknown;
  get(...parameters: never[]): unknown;
  all(...parameters: never[]): unknown;
  iterate(...parameters: never[]): Iterator<unknown>;
}

/**
 * What the adapter uses of a SQLite handle: a `DatabaseSync` of `node:sqlite`, or anything shaped like it whose
 * statements have their methods on a prototype, as those of `better-sqlite3` do.
 */
export interface SqliteClient {
  prepare(sql: string): SqliteStatement;
  exec(sql: string): unknown;
  /** `node:sqlite`: whether the handle is open. */
  readonly isOpen?: boolean;
  /** `node:sqlite`: opens the handle; `better-sqlite3`: whether it is open. */
  readonly open?: (() => void) | boolean;
  /** `node:sqlite` (from Node.js 22.16): whether a transaction is open. */
  readonly isTransaction?: boolean;
  /** `better-sqlite3`: the same. */
  readonly inTransaction?: boolean;
}

/** Whether the handle is open; true where it cannot tell. */
export function isOpen(client: SqliteClient): boolean {
  if (typeof client.isOpen === 'boolean') return client.isOpen;
  return typeof client.open === 'boolean' ? client.open : true;
}

/** Whether the app has a transaction open on the handle; false where it cannot tell. */
export function isInTransaction(client: SqliteClient): boolean {
  return client.isTransaction ?? client.inTransaction ?? false;
}
