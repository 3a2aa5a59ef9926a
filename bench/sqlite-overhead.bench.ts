import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteDatabase } from '@kotoba/databases/sqlite';
import { createMetrics } from '@kotoba/metrics';
import { createNoopMeter } from '@opentelemetry/api';
import { type BenchCase, benchCase, interleaved, nanosecondsEach, type Round } from './measure.ts';

export const unit = 'ns/query';

const ROWS = 10_000;

interface Setting {
  readonly name: string;
  readonly journal?: 'delete' | 'wal';
  readonly observed: boolean;
  readonly queriesPerRound: number;
  readonly sql: string;
  /** What is run of a statement, prepared once or anew for each query. */
  readonly method: 'get' | 'all';
  readonly prepareEach?: boolean;
}

const point = { sql: 'SELECT id, name, price FROM items WHERE id = ?', method: 'get' } as const;
const list = {
  sql: 'SELECT id, name, price FROM items WHERE id BETWEEN ?1 AND ?1 + 19',
  method: 'all',
} as const;

const SETTINGS: readonly Setting[] = [
  { name: 'point read, file', journal: 'delete', observed: true, queriesPerRound: 10_000, ...point },
  { name: 'point read, file in WAL mode', journal: 'wal', observed: true, queriesPerRound: 25_000, ...point },
  { name: 'point read, in memory', observed: true, queriesPerRound: 60_000, ...point },
  { name: '20 rows, file in WAL mode', journal: 'wal', observed: true, queriesPerRound: 8_000, ...list },
  {
    name: 'prepare and point read, file in WAL mode',
    journal: 'wal',
    observed: true,
    queriesPerRound: 8_000,
    prepareEach: true,
    ...point,
  },
  { name: 'point read, in memory, nobody observing', observed: false, queriesPerRound: 60_000, ...point },
];

/** Queries through a monitored handle, every one recorded as an app's would be, beside the bare driver's. */
export default async function bench(): Promise<BenchCase[]> {
  const cases: BenchCase[] = [];
  for (const setting of SETTINGS) cases.push(await compare(setting));
  return cases;
}

async function compare(setting: Setting): Promise<BenchCase> {
  const folder = mkdtempSync(join(tmpdir(), 'kotoba-bench-'));
  const bare = openFilled(setting, join(folder, 'bare.db'));
  const measured = openFilled(setting, join(folder, 'measured.db'));
  const database = sqliteDatabase(measured);
  const metrics = setting.observed
    ? createMetrics({ meter: createNoopMeter(), databases: [database], system: false })
    : undefined;
  const { ours, peer } = await interleaved({
    ours: roundOf(setting, measured),
    peer: roundOf(setting, bare),
  });
  await metrics?.shutdown();
  bare.close();
  measured.close();
  rmSync(folder, { recursive: true });
  return benchCase(setting.name, ours, peer, 'node:sqlite');
}

/** A call site of its own for each side, as in an app, where a call site knows one kind of statement. */
function roundOf({ sql, method, prepareEach = false, queriesPerRound }: Setting, db: DatabaseSync): Round {
  const target = prepareEach ? 'db.prepare(sql)' : 'statement';
  const body = `return (index) => ${target}.${method}(index * 7 % ${ROWS})`;
  const callSite = new Function('db', 'sql', 'statement', body);
  return nanosecondsEach(queriesPerRound, callSite(db, sql, db.prepare(sql)) as (index: number) => void);
}

function openFilled({ journal }: Setting, path: string): DatabaseSync {
  const db = new DatabaseSync(journal === undefined ? ':memory:' : path);
  if (journal !== undefined) db.exec(`PRAGMA journal_mode = ${journal}`);
  db.exec('CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, price REAL); BEGIN');
  const insert = db.prepare('INSERT INTO items VALUES (?, ?, ?)');
  for (let id = 0; id < ROWS; id++) insert.run(id, `item ${id}`, id / 4);
  db.exec('COMMIT');
  return db;
}
