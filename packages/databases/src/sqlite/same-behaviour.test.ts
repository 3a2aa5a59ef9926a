import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sqliteDatabase } from './database.ts';

const SQL = [
  'SELECT * FROM t WHERE a >= ? ORDER BY a',
  'SELECT a, b FROM t WHERE a = $a',
  'INSERT INTO t VALUES (?, ?)',
  'INSERT OR REPLACE INTO t (a, b) VALUES ($a, $b) RETURNING *',
  'UPDATE t SET b = ?2 WHERE a = ?1',
  'DELETE FROM t WHERE a = ?',
  'SELECT nothing FROM t',
  'SELEC 1',
  '',
  'BEGIN',
  'COMMIT',
  'ROLLBACK',
  'PRAGMA user_version = 7',
] as const;

const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: 0, max: 5 }),
  fc.constantFrom<unknown>(
    'text',
    null,
    2n,
    1.5,
    new Uint8Array([1, 2]),
    true,
    undefined,
    { a: 1 },
    { $a: 2, b: 'x' },
  ),
);
const step = fc.record({
  sql: fc.constantFrom(...SQL),
  method: fc.constantFrom('run', 'get', 'all', 'iterate', 'first of iterate', 'exec', 'reuse'),
  parameters: fc.array(value, { maxLength: 3 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What a run of steps lets the app see: answers, errors with all their properties, and what is in the table. */
function trace(db: DatabaseSync, steps: readonly Step[]): unknown[] {
  const reused = db.prepare(SQL[0]);
  const seen = steps.map(({ sql, method, parameters }) => {
    try {
      if (method === 'exec') return db.exec(sql);
      const given = parameters as SQLInputValue[];
      if (method === 'reuse') return reused.all(...given);
      const statement = db.prepare(sql);
      if (method === 'iterate') return [...statement.iterate(...given)];
      if (method !== 'first of iterate') return statement[method](...given);
      for (const row of statement.iterate(...given)) return row;
      return 'no rows';
    } catch (error) {
      const { name, message, code, errcode, errstr } = error as Record<string, unknown>;
      return { name, message, code, errcode, errstr };
    }
  });
  return [...seen, db.isTransaction, db.prepare('SELECT * FROM t').all()];
}

function fresh(): DatabaseSync {
  const db = new DatabaseSync(':memory:');
  db.exec(
    "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL); INSERT INTO t VALUES (1, 'one'), (2, 'two')",
  );
  return db;
}

describe('a measured handle', () => {
  it('lets the app see exactly what a bare one does, whatever it is asked', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const bare = fresh();
        const measured = fresh();
        let queries = 0;
        sqliteDatabase(measured).observeQueries!(() => queries++);
        try {
          expect(trace(measured, steps)).toEqual(trace(bare, steps));
          // Each step is one query, whether refused when prepared or when run; so is the trace's own last read.
          expect(queries).toBe(steps.length + 1);
        } finally {
          bare.close();
          measured.close();
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
