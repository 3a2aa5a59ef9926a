import type { HistoryStore } from '@kotoba/history';
import { catalog, labelValues } from '@kotoba/metrics';
import { WindowFigures } from './window-figures.ts';

/** Query figures over a window. A figure that is absent is unknown. */
export interface QueryPerformance {
  /** Queries since start. */
  readonly totalQueries?: number;
  readonly queriesPerSecond?: number;
  readonly avgQueryLatencyMs?: number;
  readonly p95QueryLatencyMs?: number;
  readonly p99QueryLatencyMs?: number;
  /** Slow queries since start. */
  readonly slowQueries?: number;
  /** Failed queries since start. */
  readonly failedQueries?: number;
}

/** Storage figures over all databases. A figure that is absent is unknown. */
export interface StoragePerformance {
  readonly totalSizeBytes?: number;
  readonly usedSizeBytes?: number;
  /** Since start. */
  readonly readOperations?: number;
  /** Since start. */
  readonly writeOperations?: number;
  readonly readBytesPerSec?: number;
  readonly writeBytesPerSec?: number;
  /** 0 … 1. */
  readonly cacheHitRate?: number;
  readonly ioLatencyMs?: number;
}

/** Figures of the host, or of the container when its limits are lower. */
export interface SystemPerformance {
  readonly cpuUsagePercent?: number;
  readonly memoryUsageBytes?: number;
  readonly memoryUsagePercent?: number;
  /** Of the fullest mount point. */
  readonly diskUsagePercent?: number;
}

/** What `collector.getPerformanceMetrics()` answers. */
export interface PerformanceMetrics {
  readonly queryMetrics: QueryPerformance;
  readonly storageMetrics: StoragePerformance;
  readonly systemMetrics: SystemPerformance;
}

/** Works out the report from the history, over a window that ends now. */
export function performanceReport(
  history: HistoryStore,
  nowMillis: number,
  windowMillis: number,
): PerformanceMetrics {
  const figures = new WindowFigures(history, nowMillis, windowMillis);
  return {
    queryMetrics: known(queryPerformance(figures)),
    storageMetrics: known(storagePerformance(figures)),
    systemMetrics: known(systemPerformance(figures)),
  };
}

type Figures<Report> = { readonly [Name in keyof Report]-?: number | undefined };

function queryPerformance(figures: WindowFigures): Figures<QueryPerformance> {
  const latency = catalog.dbQueryLatency.name;
  const seconds = figures.rate(`${latency}_sum`);
  const queries = figures.rate(`${latency}_count`);
  return {
    totalQueries: figures.sum(catalog.dbQueries.name),
    queriesPerSecond: figures.rate(catalog.dbQueries.name),
    avgQueryLatencyMs: seconds === undefined || !queries ? undefined : (1_000 * seconds) / queries,
    p95QueryLatencyMs: inMillis(figures.quantile(0.95, latency)),
    p99QueryLatencyMs: inMillis(figures.quantile(0.99, latency)),
    slowQueries: figures.sum(catalog.dbSlowQueries.name),
    failedQueries: figures.sum(catalog.dbQueries.name, { status: labelValues.statusError }),
  };
}

function storagePerformance(figures: WindowFigures): Figures<StoragePerformance> {
  return {
    totalSizeBytes: figures.sum(catalog.dbStorageSize.name),
    usedSizeBytes: figures.sum(catalog.dbStorageUsed.name),
    readOperations: figures.sum(catalog.dbStorageReads.name),
    writeOperations: figures.sum(catalog.dbStorageWrites.name),
    readBytesPerSec:
      figures.rate(catalog.dbStorageReadBytes.name) ?? figures.sum(catalog.dbStorageReadRate.name),
    writeBytesPerSec:
      figures.rate(catalog.dbStorageWrittenBytes.name) ?? figures.sum(catalog.dbStorageWriteRate.name),
    cacheHitRate: figures.average(catalog.dbCacheHitRatio.name),
    ioLatencyMs: inMillis(figures.average(catalog.dbIoLatency.name)),
  };
}

function systemPerformance(figures: WindowFigures): Figures<SystemPerformance> {
  return {
    cpuUsagePercent: figures.average(catalog.systemCpuUsage.name),
    memoryUsageBytes: figures.average(catalog.systemMemoryUsage.name),
    memoryUsagePercent: figures.average(catalog.systemMemoryUsagePercent.name),
    diskUsagePercent: figures.highest(catalog.systemDiskUsagePercent.name),
  };
}

function inMillis(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : 1_000 * seconds;
}

function known<Report>(figures: Figures<Report>): Report {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as Report;
}
