import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type Clock, createLogger, errorMessage } from '@kotoba/core';
import type { StateKind, StateStore } from './state-store.ts';

/** Options of {@link openStateStore}. */
export interface StateStoreOptions {
  /** The folder the file `alerting.sqlite` lies in; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** Told when a record could not be kept; alerting goes on without it. */
  readonly onError: (error: unknown) => void;
}

const FILE = 'alerting.sqlite';
const SCHEMA_VERSION = 1;
/** Marks the file as ours: "KtbA". */
const APPLICATION_ID = 0x4b746241;
const BUSY_MILLIS = 100;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

const logger = createLogger('alerting');

/**
 * Keeps the notification state in a SQLite file. A file that is damaged, foreign or newer is set aside beside it, and
 * a new one begun: alerts are told again rather than not at all.
 * @throws when the file is another process', or cannot be read or made
 */
export function openStateStore(options: StateStoreOptions): StateStore {
  mkdirSync(options.directory, { recursive: true });
  const path = join(options.directory, FILE);
  try {
    return new SqliteStateStore(open(path), options.onError);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const aside = `${path}.unreadable-${options.clock.now()}`;
    // What SQLite keeps beside it belongs to it, and would be taken for the new file's.
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    logger.error(
      `the state of alerting cannot be read (${errorMessage(error)}); it was set aside as ${aside}`,
    );
    return new SqliteStateStore(open(path), options.onError);
  }
}

class ForeignFile extends Error {}

function isUnreadable(error: unknown): boolean {
  const { errcode = 0 } = error as { errcode?: number };
  return error instanceof ForeignFile || errcode === SQLITE_NOTADB || errcode % 256 === SQLITE_CORRUPT;
}

function open(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MILLIS });
  try {
    // Other processes are kept out: two of them on one state would each tell everything.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    const { application_id: id } = db.prepare('PRAGMA application_id').get() as { application_id: number };
    const { tables } = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number };
    if (tables === 0) {
      db.exec(`
        BEGIN;
        PRAGMA application_id = ${APPLICATION_ID};
        PRAGMA user_version = ${SCHEMA_VERSION};
        CREATE TABLE state (kind TEXT, key TEXT, value TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID, STRICT;
        COMMIT`);
    } else if (id !== APPLICATION_ID || version !== SCHEMA_VERSION) {
      throw new ForeignFile(
        `expected a file of version ${SCHEMA_VERSION} made by Kotoba alerting, got version ${version}`,
      );
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteStateStore implements StateStore {
  readonly #db: DatabaseSync;
  readonly #onError: (error: unknown) => void;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  #isTogether = false;

  constructor(db: DatabaseSync, onError: (error: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
    this.#put = db.prepare(
      'INSERT INTO state VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    );
    this.#delete = db.prepare('DELETE FROM state WHERE kind = ? AND key = ?');
  }

  load(kind: StateKind): ReadonlyMap<string, unknown> {
    const rows = this.#db.prepare('SELECT key, value FROM state WHERE kind = ?').all(kind);
    const records = new Map<string, unknown>();
    for (const { key, value } of rows as { key: string; value: string }[]) {
      try {
        records.set(key, JSON.parse(value));
      } catch (error) {
        this.#onError(error);
      }
    }
    return records;
  }

  put(kind: StateKind, key: string, value: unknown): void {
    this.#guarded(() => this.#put.run(kind, key, JSON.stringify(value)));
  }

  delete(kind: StateKind, key: string): void {
    this.#guarded(() => this.#delete.run(kind, key));
  }

  together(change: () => void): void {
    if (this.#isTogether) {
      change();
      return;
    }
    this.#isTogether = true;
    this.#guarded(() => this.#db.exec('BEGIN IMMEDIATE'));
    try {
      change();
    } finally {
      this.#isTogether = false;
      this.#guarded(() => this.#db.exec(this.#db.isTransaction ? 'COMMIT' : ''));
    }
  }

  close(): void {
    this.#guarded(() => this.#db.close());
  }

  /** A full disk must not keep anybody from being told. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#onError(error);
    }
  }
}
