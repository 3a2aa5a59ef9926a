import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { BlockRecord, CollectionRecord, FileContent, LedgerChange } from './messages.ts';

const FILE = 'history.sqlite';
/** Marks the file as ours: "KtbH". */
const APPLICATION_ID = 0x4b746248;
const SCHEMA_VERSION = 1;
const BUSY_MILLIS = 100;
/** SQLite's result code for a file another process holds. */
const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;
const SQLITE_CORRUPT = 11;
/** Changes that wait for a disk that cannot be written. */
const MOST_OWED = 1_000_000;

const SCHEMA = `
  BEGIN;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
  CREATE TABLE series (timeline TEXT, slot INTEGER, labels TEXT NOT NULL, PRIMARY KEY (timeline, slot))
    WITHOUT ROWID, STRICT;
  CREATE TABLE metadata (family TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE block (timeline TEXT, last REAL, first REAL NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (timeline, last))
    STRICT;
  CREATE TABLE collection (timeline TEXT, time REAL, row BLOB NOT NULL, histograms BLOB NOT NULL,
    PRIMARY KEY (timeline, time)) STRICT;
  COMMIT`;

/** The file a history is kept in. Every method is one transaction. */
export class HistoryFile {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  /** Changes whose transaction failed: they are part of the next. */
  #owed: LedgerChange[] = [];

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * Opens the file in a folder, which is made when it is not there. A damaged, foreign or newer file is set aside beside
   * it under the name that is answered, and a new one begun.
   * @throws when the file is another process', or cannot be made
   */
  static open(
    directory: string,
    nowMillis: number,
  ): { file: HistoryFile; content: FileContent; setAside?: string } {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, FILE);
    try {
      return openAndRead(path);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const aside = `${path}.unreadable-${nowMillis}`;
      for (const suffix of ['', '-wal', '-shm'])
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      return { ...openAndRead(path), setAside: `${aside}: ${(error as Error).message}` };
    }

    function openAndRead(at: string) {
      const file = new HistoryFile(openDatabase(at));
      try {
        return { file, content: file.#read() };
      } catch (error) {
        file.close();
        throw error;
      }
    }
  }

  /** Whether more changes wait than may: without them nothing can be written any more. */
  get isOverdue(): boolean {
    return this.#owed.length > MOST_OWED;
  }

  /** What cannot be written is lost, save for the changes, which the next transaction makes good. */
  write(
    changes: readonly LedgerChange[],
    collections: readonly CollectionRecord[],
    blocks: readonly BlockRecord[],
  ): void {
    for (const change of changes) this.#owed.push(change);
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const change of this.#owed) this.#apply(change);
      for (const { timeline, timestampMillis, row, histograms } of collections)
        this.#run(
          'INSERT OR REPLACE INTO collection VALUES (?, ?, ?, ?)',
          timeline,
          timestampMillis,
          row,
          histograms,
        );
      for (const { timeline, firstMillis, lastMillis, bytes } of blocks) {
        this.#run(
          'INSERT OR REPLACE INTO block VALUES (?, ?, ?, ?)',
          timeline,
          lastMillis,
          firstMillis,
          bytes,
        );
        this.#run('DELETE FROM collection WHERE timeline = ? AND time <= ?', timeline, lastMillis);
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
    this.#owed = [];
  }

  close(): void {
    this.#db.close();
  }

  #apply(change: LedgerChange): void {
    switch (change.kind) {
      case 'added':
        this.#run(
          'INSERT OR REPLACE INTO series VALUES (?, ?, ?)',
          change.timeline,
          change.slot,
          change.labels,
        );
        break;
      case 'removed':
        for (const slot of change.slots)
          this.#run('DELETE FROM series WHERE timeline = ? AND slot = ?', change.timeline, slot);
        break;
      case 'metadata':
        this.#run('INSERT OR REPLACE INTO metadata VALUES (?, ?)', change.family, change.json);
        break;
      case 'dropped':
        this.#run('DELETE FROM block WHERE timeline = ? AND last < ?', change.timeline, change.beforeMillis);
        this.#run(
          'DELETE FROM collection WHERE timeline = ? AND time < ?',
          change.timeline,
          change.beforeMillis,
        );
        break;
      case 'droppedFrom':
        this.#run('DELETE FROM block WHERE timeline = ? AND last >= ?', change.timeline, change.fromMillis);
        this.#run(
          'DELETE FROM collection WHERE timeline = ? AND time >= ?',
          change.timeline,
          change.fromMillis,
        );
        break;
    }
  }

  #run(sql: string, ...values: (string | number | Uint8Array)[]): void {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    statement.run(...values);
  }

  #read(): FileContent {
    const all = <Row>(sql: string) => this.#db.prepare(sql).all() as unknown as Row[];
    return {
      series: all('SELECT timeline, slot, labels FROM series ORDER BY timeline, slot'),
      metadata: all('SELECT family, json FROM metadata'),
      blocks: all(
        'SELECT timeline, first AS firstMillis, last AS lastMillis, bytes FROM block ORDER BY timeline, last',
      ),
      collections: all(
        'SELECT timeline, time AS timestampMillis, row, histograms FROM collection ORDER BY timeline, time',
      ),
    };
  }
}

function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_MILLIS });
  try {
    // One process a file: two would give the same slot to different series.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const number = (sql: string) => Object.values(db.prepare(sql).get() as Record<string, number>)[0];
    if (number('SELECT count(*) FROM sqlite_schema') === 0) db.exec(SCHEMA);
    const [id, version] = [number('PRAGMA application_id'), number('PRAGMA user_version')];
    if (id !== APPLICATION_ID || version !== SCHEMA_VERSION)
      throw new ForeignFile(
        `expected a history of version ${SCHEMA_VERSION}, got version ${version} of file type ${id}`,
      );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

class ForeignFile extends Error {}

function isUnreadable(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  if (errcode === SQLITE_BUSY) return false;
  return error instanceof ForeignFile || errcode === SQLITE_NOTADB || (errcode ?? 0) % 256 === SQLITE_CORRUPT;
}
