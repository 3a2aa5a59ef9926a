import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DatabaseFixture, type Operation, SECRET } from '../conformance/database-fixture.ts';
import { describeDatabaseConformance } from '../conformance/describe-database-conformance.ts';
import { sqliteDatabase } from './database.ts';

const STATEMENTS: Readonly<Record<Operation, string>> = {
  select: `SELECT * FROM patients WHERE name = '${SECRET}'`,
  insert: `INSERT INTO patients (name) VALUES ('${SECRET}')`,
  update: `UPDATE patients SET name = '${SECRET}'`,
  delete: `DELETE FROM patients WHERE name = '${SECRET}'`,
  other: `CREATE TEMP TABLE IF NOT EXISTS "${SECRET}" (a)`,
};

const FAILING: Readonly<Record<Operation, string>> = {
  select: `SELECT "${SECRET}" FROM nowhere`,
  insert: `INSERT INTO patients (id, name) VALUES (1, '${SECRET}'), (1, '${SECRET}')`,
  update: `UPDATE patients SET "${SECRET}" = 1`,
  delete: `DELETE FROM "${SECRET}"`,
  other: `DROP TABLE "${SECRET} again"`,
};

function openFile(write: (path: string) => void): { db: DatabaseSync; path: string; dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'kotoba-sqlite-'));
  const path = join(folder, 'app.db');
  write(path);
  const db = new DatabaseSync(path);
  const dispose = () => {
    if (db.isOpen) db.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { db, path, dispose };
}

function open(): DatabaseFixture {
  const { db, path, dispose } = openFile(() => undefined);
  db.exec('CREATE TABLE patients (id INTEGER PRIMARY KEY, name TEXT)');
  return {
    database: sqliteDatabase(db, { name: 'clinic' }),
    wrapAgain: () => sqliteDatabase(db, { name: 'clinic again' }),
    run: (operation) => db.prepare(STATEMENTS[operation]).all(),
    fail: (operation) => db.prepare(FAILING[operation]).run(),
    stall: () => {
      const other = new DatabaseSync(path);
      other.exec('BEGIN EXCLUSIVE');
      return () => other.close();
    },
    close: () => db.close(),
    dispose,
  };
}

function openBroken(): Pick<DatabaseFixture, 'database' | 'dispose'> {
  const { db, dispose } = openFile((path) => writeFileSync(path, 'this is no SQLite file. '.repeat(1_000)));
  return { database: sqliteDatabase(db), dispose };
}

describeDatabaseConformance('SQLite', { open, openBroken });
