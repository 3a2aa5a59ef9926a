import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DetailMetrics, StorageMetrics } from '@kotoba/core';
import type { LeveldbClient } from './client.ts';

/** LevelDB gives sizes in whole mebibytes. */
const MEBIBYTE = 1024 * 1024;
/** `level files size(MB) time(s) read(MB) write(MB)`. Source: LevelDB's `db_impl.cc`, `GetProperty`. */
const LEVEL = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$/gm;

/** What `leveldb.stats` tells of one level. */
export interface LevelStats {
  readonly level: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly compactionSeconds: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** The levels of `leveldb.stats`; levels without files that were never compacted are not in it. */
export function parseStats(text: string): LevelStats[] {
  return [...text.matchAll(LEVEL)].map(([, level, files, size, seconds, read, written]) => ({
    level: level!,
    files: Number(files),
    sizeBytes: Number(size) * MEBIBYTE,
    compactionSeconds: Number(seconds),
    readBytes: Number(read) * MEBIBYTE,
    writtenBytes: Number(written) * MEBIBYTE,
  }));
}

/** Files, sizes and compaction by level, and memory. @throws whatever the handle throws */
export function readDetails(client: LeveldbClient): DetailMetrics {
  const levels = parseStats(client.getProperty('leveldb.stats'));
  const memory = Number(client.getProperty('leveldb.approximate-memory-usage'));
  return {
    levelFiles: levels.map(({ level, files }) => [files, level]),
    levelBytes: levels.map(({ level, sizeBytes }) => [sizeBytes, level]),
    compactionSeconds: levels.map(({ level, compactionSeconds }) => [compactionSeconds, level]),
    compactionReadBytes: levels.map(({ level, readBytes }) => [readBytes, level]),
    compactionWrittenBytes: levels.map(({ level, writtenBytes }) => [writtenBytes, level]),
    ...(Number.isFinite(memory) && { memoryBytes: [[memory]] }),
  };
}

/** Size of the files of the database, those that vanish meanwhile left out. */
export async function readStorage(client: LeveldbClient): Promise<StorageMetrics> {
  const names = await readdir(client.location);
  const sizes = await Promise.all(
    names.map(async (name) => {
      const found = await stat(join(client.location, name)).catch(() => undefined);
      return found?.size ?? 0;
    }),
  );
  return { totalSizeBytes: sizes.reduce((total, size) => total + size, 0) };
}
