import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatabaseSync as Database, DatabaseSync, constants as sqlite } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import type { SqliteClient } from './client.ts';
import { sqliteDatabase } from './database.ts';

const patient = { signal: new AbortController().signal };

function fill(db: Database): void {
  db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)');
  const insert = db.prepare('INSERT INTO t (b) VALUES (?)');
  db.exec('BEGIN');
  for (let i = 0; i < 500; i++) insert.run('x'.repeat(1_000));
  db.exec('COMMIT');
}

describe('sqliteDatabase', () => {
  let folder: string;
  let path: string;
  let db: Database;
  const opened: Database[] = [];
  const open = (...parameters: ConstructorParameters<typeof DatabaseSync>) => {
    const handle = new DatabaseSync(...parameters);
    opened.push(handle);
    return handle;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kotoba-sqlite-'));
    path = join(folder, 'app.db');
    db = open(path);
  });

  afterEach(() => {
    for (const handle of opened.splice(0)) if (handle.isOpen) handle.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([undefined, null, 'app.db', {}, { prepare: () => undefined }])(
    'refuses %j as a handle',
    (client) => {
      expect(() => sqliteDatabase(client as unknown as SqliteClient)).toThrow(
        expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_CLIENT' }),
      );
    },
  );

  it('is called main unless it is named, and not by an empty name', () => {
    expect(sqliteDatabase(db).name).toBe('main');
    expect(sqliteDatabase(db, { name: 'shop' }).name).toBe('shop');
    expect(() => sqliteDatabase(db, { name: '' })).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_NAME' }),
    );
  });

  it('tells the size of the file, and less in use once rows are gone', async () => {
    const database = sqliteDatabase(db);
    fill(db);
    const full = await database.getStorageMetrics!(patient);
    expect(full.totalSizeBytes).toBe(statSync(path).size);
    expect(full.usedSizeBytes).toBe(full.totalSizeBytes);
    expect(full.writeOperations).toBe(500);
    db.exec('DELETE FROM t WHERE a > 10');
    const emptied = await database.getStorageMetrics!(patient);
    expect(emptied.totalSizeBytes).toBe(full.totalSizeBytes);
    expect(emptied.usedSizeBytes).toBeLessThan(full.totalSizeBytes! / 10);
    expect(emptied.writeOperations).toBe(990);
  });

  it('tells sizes of a database in memory and of one in WAL mode', async () => {
    const memory = open(':memory:');
    db.exec('PRAGMA journal_mode = WAL');
    for (const handle of [memory, db]) {
      fill(handle);
      const { totalSizeBytes, usedSizeBytes } = await sqliteDatabase(handle).getStorageMetrics!(patient);
      expect(totalSizeBytes).toBeGreaterThan(500_000);
      expect(usedSizeBytes).toBe(totalSizeBytes);
    }
  });

  it('reads the same from handles that answer arrays or bigints', async () => {
    fill(db);
    const plain = await sqliteDatabase(db).getStorageMetrics!(patient);
    const odd = open(path, { returnArrays: true, readBigInts: true });
    expect(await sqliteDatabase(odd).getStorageMetrics!(patient)).toEqual({ ...plain, writeOperations: 0 });
    expect(await sqliteDatabase(odd).getDatabaseMetrics(patient)).toMatchObject({
      version: (await sqliteDatabase(db).getDatabaseMetrics(patient)).version,
    });
  });

  it('counts openings, and the time and the rows since, over closing and opening again', async () => {
    const clock = new ManualClock();
    const later = open(path, { open: false });
    const database = sqliteDatabase(later, { clock });
    await expect(database.getDatabaseMetrics(patient)).rejects.toThrow('the handle is closed');
    await clock.advance(5_000);
    later.open();
    fill(later);
    await clock.advance(60_000);
    expect(await database.getDatabaseMetrics(patient)).toMatchObject({
      activeConnections: 1,
      totalConnections: 1,
      uptimeSeconds: 60,
    });
    expect(await database.getStorageMetrics!(patient)).toMatchObject({ writeOperations: 500 });
    later.close();
    later.open();
    later.exec('DELETE FROM t WHERE a <= 7');
    expect(await database.getDatabaseMetrics(patient)).toMatchObject({
      totalConnections: 2,
      uptimeSeconds: 0,
    });
    expect(await database.getStorageMetrics!(patient)).toMatchObject({ writeOperations: 507 });
    expect(await database.getStorageMetrics!(patient)).toMatchObject({ writeOperations: 507 });
  });

  it('leaves sizes out while the app has a transaction open, and does not fix its snapshot', async () => {
    db.exec('PRAGMA journal_mode = WAL');
    fill(db);
    const database = sqliteDatabase(db);
    const other = open(path);
    db.exec('BEGIN');
    expect(await database.getStorageMetrics!(patient)).toEqual({});
    await database.ping!(patient);
    expect(await database.getDatabaseMetrics(patient)).toMatchObject({ activeConnections: 1 });
    other.exec("INSERT INTO t (b) VALUES ('seen')");
    expect(db.prepare("SELECT count(*) AS count FROM t WHERE b = 'seen'").get()).toEqual({ count: 1 });
    db.exec("UPDATE t SET b = 'written after the other’s commit' WHERE a = 1; COMMIT");
  });

  it('changes nothing the app can see: changes, last row id, iterators under way', async () => {
    fill(db);
    const database = sqliteDatabase(db);
    db.exec('DELETE FROM t WHERE a <= 3');
    const rows = db.prepare('SELECT a FROM t').iterate();
    rows.next();
    await database.getStorageMetrics!(patient);
    await database.ping!(patient);
    expect(rows.next()).toMatchObject({ done: false, value: { a: 5 } });
    rows.return!();
    expect(db.prepare('SELECT changes() AS c, last_insert_rowid() AS id').get()).toEqual({ c: 3, id: 500 });
  });

  it('waits for no lock where the app’s own statements would, and keeps the app’s waiting time', async () => {
    const waiting = open(path, { timeout: 4_321 });
    fill(waiting);
    const database = sqliteDatabase(waiting);
    db.exec('BEGIN EXCLUSIVE');
    const controller = new AbortController();
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    const reading = database.getStorageMetrics!({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error('time is up')), 150);
    await expect(reading).rejects.toThrow('time is up');
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(2);
    expect(waiting.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 4_321 });
    const again = database.getStorageMetrics!(patient);
    setTimeout(() => db.exec('COMMIT'), 50);
    expect(await again).toMatchObject({ writeOperations: 500 });
  });

  it('fails its reads, not the app, where an authorizer forbids them', async () => {
    const database = sqliteDatabase(db);
    fill(db);
    db.setAuthorizer((action) => (action === sqlite.SQLITE_PRAGMA ? sqlite.SQLITE_DENY : sqlite.SQLITE_OK));
    await expect(database.getStorageMetrics!(patient)).rejects.toMatchObject({
      code: 'KOTOBA_DATABASE_READ_FAILED',
      cause: expect.objectContaining({ message: expect.stringContaining('not authorized') }),
    });
    expect(db.prepare('SELECT count(*) AS count FROM t').get()).toEqual({ count: 500 });
  });
});
