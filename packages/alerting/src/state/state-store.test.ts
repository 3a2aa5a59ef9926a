import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { openStateStore } from './sqlite-state-store.ts';
import { forgetfulStore, type StateStore } from './state-store.ts';

describe('openStateStore', () => {
  let directory: string;
  let errors: unknown[];
  const opened: StateStore[] = [];

  beforeEach(() => {
    directory = join(mkdtempSync(join(tmpdir(), 'kotoba-state-')), 'deeper');
    errors = [];
  });

  afterEach(() => {
    for (const store of opened.splice(0)) store.close();
    rmSync(join(directory, '..'), { recursive: true, force: true });
  });

  function open(): StateStore {
    const store = openStateStore({
      directory,
      clock: new ManualClock(42),
      onError: (error) => errors.push(error),
    });
    opened.push(store);
    return store;
  }

  it('gives back what was put last, by kind, after it was closed', () => {
    const store = open();
    store.put('alert', 'a', { x: 1 });
    store.put('alert', 'a', { x: 2 });
    store.put('alert', 'b', { x: 3 });
    store.put('silence', 'a', ['s']);
    store.delete('alert', 'b');
    store.close();
    const again = open();
    expect([...again.load('alert')]).toEqual([['a', { x: 2 }]]);
    expect([...again.load('silence')]).toEqual([['a', ['s']]]);
  });

  it('keeps changes made together, nested ones too', () => {
    const store = open();
    store.together(() => {
      store.put('alert', 'a', 1);
      store.together(() => store.put('alert', 'b', 2));
    });
    expect(() =>
      store.together(() => {
        store.put('alert', 'c', 3);
        throw new Error('a bug');
      }),
    ).toThrow('a bug');
    store.put('alert', 'd', 4);
    expect([...store.load('alert').keys()]).toEqual(['a', 'b', 'c', 'd']);
  });

  it.each([
    ['garbage', (path: string) => writeFileSync(path, 'no database at all, '.repeat(500))],
    ['a database of somebody else', (path: string) => new DatabaseSync(path).exec('CREATE TABLE t (a)')],
    [
      'a newer version',
      (path: string) => {
        const db = new DatabaseSync(path);
        db.exec('CREATE TABLE state (a); PRAGMA application_id = 1265918529; PRAGMA user_version = 99');
        db.close();
      },
    ],
  ])('sets %s aside and begins anew', (_, write) => {
    open().close();
    const path = join(directory, 'alerting.sqlite');
    rmSync(path);
    write(path);
    const store = open();
    store.put('alert', 'a', 1);
    expect([...store.load('alert')]).toEqual([['a', 1]]);
    expect(readdirSync(directory)).toContain('alerting.sqlite.unreadable-42');
  });

  it('takes what SQLite keeps beside a damaged file away with it', () => {
    const store = open();
    for (let i = 0; i < 100; i++) store.put('alert', `a${i}`, { text: 'x'.repeat(500) });
    const path = join(directory, 'alerting.sqlite');
    const [main, wal] = [path, `${path}-wal`].map((name) => readFileSync(name));
    store.close();
    opened.pop();
    main!.fill(1, 0, 200);
    writeFileSync(path, main!.subarray(0, 2_048));
    writeFileSync(`${path}-wal`, wal!.fill(2, 0, 40));
    const again = open();
    expect([...again.load('alert')]).toEqual([]);
    expect(readdirSync(directory)).toContain('alerting.sqlite.unreadable-42');
  });

  it('keeps a file it cannot open for another reason where it is', () => {
    open().close();
    opened.pop();
    const path = join(directory, 'alerting.sqlite');
    rmSync(path);
    mkdirSync(path);
    expect(() => open()).toThrow();
    expect(readdirSync(directory)).toEqual(['alerting.sqlite']);
  });

  it('keeps a second process out rather than set the file aside', () => {
    open().put('alert', 'a', 1);
    expect(() => open()).toThrow('locked');
    expect(readdirSync(directory).some((name) => name.includes('unreadable'))).toBe(false);
  });

  it('goes on when it cannot write, and says so', () => {
    const store = open();
    store.close();
    opened.pop();
    store.put('alert', 'a', 1);
    store.together(() => store.delete('alert', 'a'));
    expect(errors.length).toBeGreaterThanOrEqual(2);
  });
});

it('forgets everything where there is no folder', () => {
  forgetfulStore.together(() => forgetfulStore.put('alert', 'a', 1));
  forgetfulStore.delete('alert', 'a');
  forgetfulStore.close();
  expect(forgetfulStore.load('alert').size).toBe(0);
});
