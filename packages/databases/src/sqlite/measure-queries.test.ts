import { DatabaseSync, StatementSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock, type MonitoredDatabase } from '@kotoba/core';
import { sqliteDatabase } from './database.ts';

type Seen = [operation: string, seconds: number, failed: boolean];

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected it to throw');
}

class SteppingClock extends ManualClock {
  elapsedMillis = 0;
  override monotonic(): number {
    return this.elapsedMillis;
  }
}

describe('a measured handle', () => {
  let db: DatabaseSync;
  let clock: SteppingClock;
  let monitored: MonitoredDatabase;
  let seen: Seen[];
  let stop: () => void;

  beforeEach(() => {
    db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)');
    clock = new SteppingClock();
    db.function('pass', (millis) => {
      clock.elapsedMillis += Number(millis);
      return millis;
    });
    monitored = sqliteDatabase(db, { clock });
    seen = [];
    stop = monitored.observeQueries!((...query: Seen) => seen.push(query));
  });

  afterEach(() => {
    if (db.isOpen) db.close();
  });

  it('measures run, get, all and exec, each with its operation', () => {
    db.prepare('INSERT INTO t VALUES (?, ?)').run(4, 'four');
    db.prepare('SELECT * FROM t WHERE a = ?').get(1);
    db.prepare('SELECT * FROM t').all();
    db.prepare('UPDATE t SET b = 0 WHERE a = 1').run();
    db.prepare('DELETE FROM t WHERE a = 4').run();
    db.exec('PRAGMA user_version = 2');
    db.exec('DELETE FROM t WHERE a = 9; DELETE FROM t WHERE a = 8');
    const operations = ['insert', 'select', 'select', 'update', 'delete', 'other', 'delete'];
    expect(seen).toEqual(operations.map((operation) => [operation, 0, false]));
  });

  it('gives the time a statement took, in seconds', () => {
    db.prepare('SELECT pass(250)').get();
    db.exec('SELECT pass(40)');
    expect(() => db.prepare('SELECT pass(1), abs(-9223372036854775807 - 1)').all()).toThrow(
      'integer overflow',
    );
    expect(seen).toEqual([
      ['select', 0.25, false],
      ['select', 0.04, false],
      ['select', 0.001, true],
    ]);
  });

  it('counts nothing for preparing alone, but a failure for what cannot be prepared', () => {
    db.prepare('SELECT 1');
    expect(seen).toEqual([]);
    expect(() => db.prepare('UPDATE nowhere SET a = 1')).toThrow('no such table');
    expect(seen).toEqual([['update', 0, true]]);
  });

  it('passes on the very error the driver throws', () => {
    const insert = db.prepare('INSERT INTO t VALUES (1, 1)');
    const error = thrownBy(() => insert.run());
    expect(error).toMatchObject({ code: 'ERR_SQLITE_ERROR', errcode: 1555 });
    const own = { reason: 'mine' };
    db.function('fail', () => {
      throw own;
    });
    expect(thrownBy(() => db.prepare('SELECT fail()').get())).toBe(own);
    expect(thrownBy(() => db.exec('SELECT fail()'))).toBe(own);
    expect(seen.map(([operation, , failed]) => [operation, failed])).toEqual([
      ['insert', true],
      ['select', true],
      ['select', true],
    ]);
  });

  it('answers, takes parameters and fails as the bare driver does', () => {
    const bare = new DatabaseSync(':memory:');
    bare.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)');
    const act = (handle: DatabaseSync): unknown[] => [
      handle.exec('SELECT 1'),
      handle.prepare('INSERT INTO t VALUES (?, ?)').run(7, 'seven'),
      handle.prepare('SELECT * FROM t WHERE a = $a AND b = $b').get({ a: 7, b: 'seven' }),
      handle.prepare('SELECT * FROM t WHERE a = ?1 AND b = :b').get({ b: 'seven' }, 7),
      handle.prepare('SELECT * FROM t WHERE a > ?').all(1),
      handle.prepare('SELECT 1 WHERE 0').get(),
      [...handle.prepare('SELECT a FROM t').iterate()],
      handle.prepare('SELECT a FROM t').columns(),
      handle.prepare('SELECT ?').sourceSQL,
      String(thrownBy(() => handle.prepare('SELECT ?').get(1, new Date() as never))),
      String(thrownBy(() => handle.prepare(undefined as never))),
      String(thrownBy(() => handle.exec(7 as never))),
    ];
    expect(act(db)).toEqual(act(bare));
    bare.close();
  });

  it('stays the same handle with statements of the same class', () => {
    const statement = db.prepare('SELECT 1 AS one');
    expect(db).toBeInstanceOf(DatabaseSync);
    expect(statement).toBeInstanceOf(StatementSync);
    expect(Object.keys(db)).toEqual(Object.keys(new DatabaseSync(':memory:')));
    expect(db.prepare.name).toBe('prepare');
    expect([statement.get.name, statement.run.name, statement.all.name]).toEqual(['get', 'run', 'all']);
    statement.setReadBigInts(true);
    expect(statement.get()).toEqual({ one: 1n });
    statement.setReturnArrays(true);
    expect(statement.all()).toEqual([[1n]]);
  });

  it('touches no other handle and no prototype', () => {
    const natives = [DatabaseSync.prototype.prepare, StatementSync.prototype.get];
    const other = new DatabaseSync(':memory:');
    other.prepare('SELECT 1').get();
    other.close();
    expect(seen).toEqual([]);
    expect(Object.getOwnPropertyNames(other)).not.toContain('prepare');
    expect([DatabaseSync.prototype.prepare, StatementSync.prototype.get]).toEqual(natives);
    expect(natives[0]!.toString()).toContain('[native code]');
  });

  it('gives everything back when the last observer has gone', () => {
    const before = db.prepare('SELECT 1');
    stop();
    expect(Object.hasOwn(db, 'prepare') || Object.hasOwn(db, 'exec') || Object.hasOwn(db, 'open')).toBe(
      false,
    );
    expect(before.get).toBe(StatementSync.prototype.get);
    expect(Object.getPrototypeOf(db.prepare('SELECT 1'))).toBe(StatementSync.prototype);
    before.get();
    db.exec('SELECT 1');
    expect(seen).toEqual([]);
  });

  it('measures statements prepared before anyone observed, also after a pause, but not those prepared in one', () => {
    const handle = new DatabaseSync(':memory:');
    const database = sqliteDatabase(handle);
    const early = handle.prepare('SELECT 1');
    early.get();
    const watch = () => database.observeQueries!((...query: Seen) => seen.push(query));
    const pause = watch();
    early.get();
    pause();
    early.get();
    const late = handle.prepare('VALUES (1)');
    watch();
    early.all();
    late.get();
    handle.prepare('PRAGMA user_version').get();
    handle.close();
    expect(seen.map(([operation]) => operation)).toEqual(['select', 'select', 'other']);
  });

  it('leaves a method alone that someone else has wrapped since', () => {
    const ours = db.prepare;
    const theirs = function (this: DatabaseSync, sql: string) {
      return ours.call(this, sql);
    };
    db.prepare = theirs;
    stop();
    expect(db.prepare).toBe(theirs);
    expect(db.prepare('SELECT 2 AS two').get()).toEqual({ two: 2 });
    expect(seen).toEqual([]);
  });

  it('keeps the observer’s own errors from the app', () => {
    monitored.observeQueries!(() => {
      throw new Error('a bug of the observer');
    });
    expect(db.prepare('SELECT 1 AS one').get()).toEqual({ one: 1 });
    db.exec('SELECT 1');
    expect(seen).toHaveLength(2);
  });

  it('leaves tag stores, functions, aggregates and sessions as they were', () => {
    db.function('twice', (value) => Number(value) * 2);
    db.aggregate('product', { start: 1, step: (left: number, right) => left * Number(right) });
    expect(db.prepare('SELECT twice(21) AS value').get()).toEqual({ value: 42 });
    expect(db.prepare('SELECT product(a) AS value FROM t').get()).toEqual({ value: 6 });
    const session = db.createSession();
    expect(seen).toHaveLength(2);
    const store = db.createTagStore();
    expect(store.get`SELECT ${5} AS value`).toEqual({ value: 5 });
    expect(store.all`SELECT a FROM t WHERE a < ${3}`).toHaveLength(2);
    session.close();
  });
});
