import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sqliteDatabase } from './database.ts';

describe('a measured iterator', () => {
  let db: DatabaseSync;
  let seen: [operation: string, failed: boolean][];

  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)');
    seen = [];
    sqliteDatabase(db).observeQueries!((operation, _seconds, failed) => seen.push([operation, failed]));
  });

  afterEach(() => db.close());

  it('counts once, when the last row has been taken', () => {
    const rows = db.prepare('SELECT a FROM t').iterate();
    rows.next();
    rows.next();
    rows.next();
    expect(seen).toEqual([]);
    expect(rows.next().done).toBe(true);
    expect(rows.next().done).toBe(true);
    expect(seen).toEqual([['select', false]]);
  });

  it('counts once, when it is left early', () => {
    for (const row of db.prepare('SELECT a FROM t').iterate()) if (row.a === 2) break;
    expect(seen).toEqual([['select', false]]);
  });

  it('counts as failed when a row cannot be had', () => {
    const rows = db.prepare('SELECT abs(a - 9223372036854775807 - 2) FROM t').iterate();
    expect(() => [...rows]).toThrow('integer overflow');
    expect(seen).toEqual([['select', true]]);
  });

  it('counts as failed when it cannot begin', () => {
    const statement = db.prepare('SELECT a FROM t WHERE a = ?');
    expect(() => statement.iterate({ nothing: 1 })).toThrow("Unknown named parameter 'nothing'");
    expect(seen).toEqual([['select', true]]);
  });

  it('stays the driver’s own object, iterator helpers included', () => {
    const rows = db.prepare('SELECT a FROM t').iterate();
    const bare = new DatabaseSync(':memory:');
    expect(Object.getPrototypeOf(rows)).toBe(Object.getPrototypeOf(bare.prepare('SELECT 1').iterate()));
    bare.close();
    expect(Object.keys(rows)).toEqual([]);
    const withHelpers = rows as unknown as { toArray(): { a: number }[] };
    expect(withHelpers.toArray().map(({ a }) => a)).toEqual([1, 2, 3]);
    expect(seen).toEqual([['select', false]]);
  });
});
