import type { QueryMetrics, StorageMetrics } from '@kotoba/core';
import type { HistoryStore } from '@kotoba/history';
import { catalog, labelValues } from '@kotoba/metrics';
import { WindowFigures } from './window-figures.ts';

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
  /** Over all databases; totals since start, rates and quantiles over the window. */
  readonly queryMetrics: QueryMetrics;
  /** Over all databases. */
  readonly storageMetrics: StorageMetrics;
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

function queryPerformance(figures: WindowFigures): Figures<QueryMetrics> {
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

function storagePerformance(
  figures: WindowFigures,
): Figures<Omit<StorageMetrics, 'readBytes' | 'writtenBytes'>> {
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
