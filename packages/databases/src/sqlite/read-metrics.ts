import type { StorageMetrics } from '@kotoba/core';
import type { SqliteStatement } from './client.ts';

/** Prepares past the measurement, so that these reads never count as the app's queries. */
export type Prepare = (sql: string) => SqliteStatement;

/** Sizes of the database `main`, and the rows this connection has written since it was opened. */
export interface StorageReading extends StorageMetrics {
  readonly totalSizeBytes: number;
  readonly usedSizeBytes: number;
  readonly rowsWritten: number;
}

const STORAGE = `SELECT page_size, page_count, freelist_count, total_changes()
  FROM pragma_page_size, pragma_page_count, pragma_freelist_count`;

/** SQLite's version, such as `3.53.4`. Touches no file. */
export function readVersion(prepare: Prepare): string {
  const [version] = columns(prepare('SELECT sqlite_version()'));
  return String(version);
}

/**
 * One statement, so that the figures are of one moment.
 * Source: https://sqlite.org/pragma.html, page_count, page_size and freelist_count.
 */
export function readStorage(prepare: Prepare): StorageReading {
  const [pageSize, pages, freePages, rowsWritten] = columns(prepare(STORAGE)).map(Number);
  return {
    totalSizeBytes: pages! * pageSize!,
    usedSizeBytes: (pages! - freePages!) * pageSize!,
    rowsWritten: rowsWritten!,
  };
}

/** Reads the file's header, which a `SELECT 1` would not. */
export function readHeader(prepare: Prepare): void {
  columns(prepare('PRAGMA schema_version'));
}

/** Answers without touching the file. */
export function readNothing(prepare: Prepare): void {
  columns(prepare('SELECT 1'));
}

/**
 * Runs `read` with SQLite's busy handler off, so that it fails at once where the app's own statements are set to
 * wait (and block the event loop) for another process's lock.
 */
export function withoutWaiting<T>(prepare: Prepare, read: () => T): T {
  const [timeoutMillis] = columns(prepare('PRAGMA busy_timeout')).map(Number);
  if (timeoutMillis === 0) return read();
  columns(prepare('PRAGMA busy_timeout = 0'));
  try {
    return read();
  } finally {
    columns(prepare(`PRAGMA busy_timeout = ${timeoutMillis}`));
  }
}

/** SQLITE_BUSY and SQLITE_LOCKED, with their extended codes. Source: https://sqlite.org/rescode.html. */
export function isBusy(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  if (typeof errcode === 'number') return (errcode & 0xff) === 5 || (errcode & 0xff) === 6;
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}

/** The one row's values, whether the handle is set to answer rows as objects or arrays, numbers or bigints. */
function columns(statement: SqliteStatement): unknown[] {
  const row = statement.get();
  if (typeof row !== 'object' || row === null) throw new TypeError(`expected one row, got ${typeof row}`);
  return Object.values(row);
}
