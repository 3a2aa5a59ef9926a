import type {
  DatabaseMetrics,
  MonitoredDatabase,
  QueryMetrics,
  ReadContext,
  StorageMetrics,
} from '@kotoba/core';

export const DATABASE_FIELDS = ['activeConnections', 'totalConnections', 'uptimeSeconds', 'version'] as const;
export const QUERY_FIELDS = [
  'totalQueries',
  'queriesPerSecond',
  'avgQueryLatencyMs',
  'p95QueryLatencyMs',
  'p99QueryLatencyMs',
  'slowQueries',
  'failedQueries',
] as const;
export const STORAGE_FIELDS = [
  'totalSizeBytes',
  'usedSizeBytes',
  'readOperations',
  'writeOperations',
  'readBytes',
  'writtenBytes',
  'readBytesPerSec',
  'writeBytesPerSec',
  'cacheHitRate',
  'ioLatencyMs',
] as const;
export const COUNTERS = [
  'totalConnections',
  'totalQueries',
  'slowQueries',
  'failedQueries',
  'readOperations',
  'writeOperations',
  'readBytes',
  'writtenBytes',
] as const;

/** Every field of every read. */
export type AllMetrics = DatabaseMetrics & QueryMetrics & StorageMetrics;
/** A read without a time limit. */
export function patient(): ReadContext {
  return { signal: new AbortController().signal };
}

/** What an adapter tells in all its reads together. */
export async function readAll(database: MonitoredDatabase, context = patient()): Promise<AllMetrics> {
  return {
    ...(await database.getDatabaseMetrics(context)),
    ...(await database.getQueryMetrics?.(context)),
    ...(await database.getStorageMetrics?.(context)),
  };
}
