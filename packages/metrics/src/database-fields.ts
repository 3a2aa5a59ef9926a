import { catalog } from './catalog.ts';
import type { DatabaseReading } from './kotoba-metrics.ts';
import type { PolledField } from './polled-field.ts';

type DatabaseField = PolledField<DatabaseReading, 'database'>;

const MILLIS = 0.001;

/** Fields that are values of the moment. */
export const databaseGauges: readonly DatabaseField[] = [
  { definition: catalog.dbUptime, value: (r) => r.database?.uptimeSeconds },
  { definition: catalog.dbConnectionsActive, value: (r) => r.database?.activeConnections },
  { definition: catalog.dbConnectionsIdle, value: (r) => r.database?.idleConnections },
  { definition: catalog.dbConnectionsMax, value: (r) => r.database?.maxConnections },
  { definition: catalog.dbConnectionPendingRequests, value: (r) => r.database?.waitingRequests },
  { definition: catalog.dbStorageSize, value: (r) => r.storage?.totalSizeBytes },
  { definition: catalog.dbStorageUsed, value: (r) => r.storage?.usedSizeBytes },
  { definition: catalog.dbStorageReadRate, value: (r) => r.storage?.readBytesPerSec },
  { definition: catalog.dbStorageWriteRate, value: (r) => r.storage?.writeBytesPerSec },
  { definition: catalog.dbCacheHitRatio, value: (r) => r.storage?.cacheHitRate, max: 1 },
  { definition: catalog.dbIoLatency, value: (r) => r.storage?.ioLatencyMs, scale: MILLIS },
];

/** Fields that are totals since some start. */
export const databaseTotals: readonly DatabaseField[] = [
  { definition: catalog.dbConnections, value: (r) => r.database?.totalConnections },
  { definition: catalog.dbStorageReads, value: (r) => r.storage?.readOperations },
  { definition: catalog.dbStorageWrites, value: (r) => r.storage?.writeOperations },
  { definition: catalog.dbStorageReadBytes, value: (r) => r.storage?.readBytes },
  { definition: catalog.dbStorageWrittenBytes, value: (r) => r.storage?.writtenBytes },
];

/** Query figures of a database whose queries are not measured here: values of the moment. */
export const reportedQueryGauges: readonly DatabaseField[] = [
  { definition: catalog.dbQueriesPerSecond, value: (r) => r.query?.queriesPerSecond },
  { definition: catalog.dbQueryLatencyAverage, value: (r) => r.query?.avgQueryLatencyMs, scale: MILLIS },
];

/** Latency quantiles such a database reports of itself, by the value of the label `quantile`. */
export const reportedQuantiles = [
  { quantile: '0.95', value: (r: DatabaseReading) => r.query?.p95QueryLatencyMs, scale: MILLIS },
  { quantile: '0.99', value: (r: DatabaseReading) => r.query?.p99QueryLatencyMs, scale: MILLIS },
] as const;
