import type { DatabaseMetrics, MonitoredDatabase, QueryMetrics, StorageMetrics } from '@kotoba/core';

/** A database wrapped by hand: three calls, each of which may leave out what it does not know. */
export class MonitoredKotobaDb implements MonitoredDatabase {
  readonly name = 'kotoba';
  readonly system = 'kotobadb';

  getDatabaseMetrics(): DatabaseMetrics {
    return { activeConnections: 10, totalConnections: 15, uptimeSeconds: 3_600, version: '0.1.0' };
  }

  getQueryMetrics(): QueryMetrics {
    return {
      totalQueries: 1_000,
      queriesPerSecond: 50,
      avgQueryLatencyMs: 25,
      p95QueryLatencyMs: 50,
      p99QueryLatencyMs: 100,
      slowQueries: 5,
      failedQueries: 1,
    };
  }

  getStorageMetrics(): StorageMetrics {
    return {
      totalSizeBytes: 1_000_000_000,
      usedSizeBytes: 500_000_000,
      readOperations: 10_000,
      writeOperations: 5_000,
      readBytesPerSec: 100_000,
      writeBytesPerSec: 50_000,
      cacheHitRate: 0.95,
      ioLatencyMs: 10,
    };
  }
}
