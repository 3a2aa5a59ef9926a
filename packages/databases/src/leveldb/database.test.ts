import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { leveldbDatabase } from './database.ts';
import { parseStats } from './read-metrics.ts';

let folder: string;
let db: ClassicLevel;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kotoba-leveldb-'));
  db = new ClassicLevel(folder);
});

afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

function context() {
  return { signal: AbortSignal.timeout(5_000) };
}

function watch() {
  const database = leveldbDatabase(db);
  const seen: string[] = [];
  const stop = database.observeQueries!((operation, seconds, failed) => {
    expect(seconds).toBeGreaterThanOrEqual(0);
    seen.push(`${operation}${failed ? ' failed' : ''}`);
  });
  return { database, seen, stop };
}

describe('LevelDB as a monitored database', () => {
  it('tells what its levels hold and what compaction has cost', async () => {
    await db.open();
    for (let round = 0; round < 6; round++) {
      await db.batch(
        Array.from({ length: 8_000 }, (_, i) => ({
          type: 'put',
          key: `k${(i * 7_919) % 20_000}`,
          value: randomBytes(150).toString('hex'),
        })),
      );
    }
    await db.compactRange('', '~');
    const { database } = watch();
    const details = await database.getDetailMetrics!(context());
    const total = (rows: readonly (readonly [number | undefined, ...string[]])[] = []) =>
      rows.reduce((sum, [value]) => sum + (value ?? 0), 0);
    expect(total(details.levelFiles)).toBeGreaterThan(0);
    expect(total(details.levelBytes)).toBeGreaterThan(1024 * 1024);
    expect(total(details.compactionWrittenBytes)).toBeGreaterThan(total(details.levelBytes) - 1);
    expect(details.memoryBytes![0]![0]).toBeGreaterThan(0);
    const { totalSizeBytes } = await database.getStorageMetrics!(context());
    expect(totalSizeBytes).toBeGreaterThan(total(details.levelBytes) / 2);
  });

  it('counts calls made while the handle still opens once', async () => {
    const { seen } = watch();
    await Promise.all([db.put('a', '1'), db.put('b', '2')]);
    expect(seen).toEqual(['insert', 'insert']);
  });

  it('counts iterators to their end, and chained batches by their write', async () => {
    await db.open();
    const { seen } = watch();
    await db.batch().put('a', '1').put('b', '2').write();
    for await (const _ of db.iterator()) break;
    await db.keys().all();
    await db.getMany(['a', 'b']);
    db.getSync('a');
    await db.sublevel('s').put('x', 'y');
    expect(seen).toEqual(['update', 'select', 'select', 'select', 'select', 'insert']);
  });

  it('leaves the handle as it was once nobody observes', async () => {
    await db.open();
    const before = Object.getOwnPropertyNames(db);
    const { stop, seen } = watch();
    expect(Object.getOwnPropertyNames(db)).not.toEqual(before);
    stop();
    expect(Object.getOwnPropertyNames(db)).toEqual(before);
    await db.put('a', '1');
    expect(seen).toEqual([]);
  });

  it('counts openings', async () => {
    await db.open();
    const { database } = watch();
    await db.close();
    await db.open();
    expect(await database.getDatabaseMetrics(context())).toMatchObject({
      totalConnections: 2,
      activeConnections: 1,
    });
  });

  it('refuses what is no handle', () => {
    expect(() => leveldbDatabase({} as never)).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_CLIENT' }),
    );
    expect(() => leveldbDatabase(db, { name: '' })).toThrow(
      expect.objectContaining({ code: 'KOTOBA_DATABASE_INVALID_NAME' }),
    );
  });
});

describe('parseStats', () => {
  it('reads what LevelDB writes', () => {
    const text = `                               Compactions
Level  Files Size(MB) Time(sec) Read(MB) Write(MB)
--------------------------------------------------
  0        1        2         0        0         5
  2        3        4         1        9         8
`;
    expect(parseStats(text)).toEqual([
      {
        level: '0',
        files: 1,
        sizeBytes: 2 ** 21,
        compactionSeconds: 0,
        readBytes: 0,
        writtenBytes: 5 * 2 ** 20,
      },
      {
        level: '2',
        files: 3,
        sizeBytes: 4 * 2 ** 20,
        compactionSeconds: 1,
        readBytes: 9 * 2 ** 20,
        writtenBytes: 8 * 2 ** 20,
      },
    ]);
    expect(parseStats('nonsense')).toEqual([]);
  });
});
