import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { type DatabaseFixture, type Operation, SECRET } from '../conformance/database-fixture.ts';
import { describeDatabaseConformance } from '../conformance/describe-database-conformance.ts';
import { leveldbDatabase } from './database.ts';

type Run = (db: ClassicLevel) => unknown;

const RUNS: Readonly<Record<Operation, Run>> = {
  select: (db) => db.get(SECRET),
  insert: (db) => db.put(SECRET, SECRET),
  update: (db) => db.batch([{ type: 'put', key: SECRET, value: SECRET }]),
  delete: (db) => db.del(SECRET),
  other: (db) => db.compactRange(SECRET, `${SECRET}x`),
};

/** No key at all is refused. */
const NO_KEY = null as unknown as string;

const FAILING: Readonly<Record<Operation, Run>> = {
  select: (db) => db.get(NO_KEY),
  insert: (db) => db.put(NO_KEY, SECRET),
  update: (db) => db.batch([{ type: 'put', key: NO_KEY, value: SECRET }]),
  delete: (db) => db.del(NO_KEY),
  other: (db) => (db as unknown as { compactRange(start: string): Promise<void> }).compactRange(SECRET),
};

async function open(): Promise<DatabaseFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'kotoba-leveldb-'));
  const db = new ClassicLevel(folder);
  await db.open();
  return {
    database: leveldbDatabase(db, { name: 'clinic' }),
    wrapAgain: () => leveldbDatabase(db, { name: 'clinic again' }),
    run: (operation) => RUNS[operation](db),
    fail: (operation) => FAILING[operation](db),
    close: () => db.close(),
    dispose: async () => {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openBroken(): Promise<Pick<DatabaseFixture, 'database' | 'dispose'>> {
  const folder = mkdtempSync(join(tmpdir(), 'kotoba-leveldb-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'CURRENT'), 'no manifest at all\n');
  const db = new ClassicLevel(folder);
  await db.open().catch(() => undefined);
  return { database: leveldbDatabase(db), dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

describeDatabaseConformance('LevelDB', { open, openBroken });
