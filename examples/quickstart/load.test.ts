import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLoad } from './load.ts';

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

describe('startLoad', () => {
  let folder: string;
  let db: DatabaseSync;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kotoba-load-'));
    db = new DatabaseSync(join(folder, 'shop.db'));
    db.exec('PRAGMA journal_mode = WAL');
  });

  afterEach(() => {
    if (db.isOpen) db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads, writes and fails on a real file, and does nothing more once stopped', async () => {
    const load = startLoad(db, {
      requestsPerSecond: 500,
      failureShare: 0.3,
      slowEveryMillis: 100,
      slowMillis: 5,
    });
    await pause(500);
    load.stop();
    const atStop = load.figures();
    expect(atStop.requests).toBeGreaterThan(50);
    expect(atStop.failures).toBeGreaterThan(5);
    expect(atStop.failures).toBeLessThan(atStop.requests);
    expect(db.prepare('SELECT count(*) AS count FROM orders').get()?.count).toBeGreaterThan(1);
    db.close();
    await pause(120);
    expect(load.figures()).toEqual(atStop);
  });

  it('goes on with the file of an earlier run', () => {
    startLoad(db).stop();
    startLoad(db).stop();
    expect(db.prepare('SELECT count(*) AS count FROM customers').get()?.count).toBe(200);
  });
});
