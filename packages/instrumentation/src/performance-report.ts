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
    queriesPerSecond: queriesPerSecond(figures),
    avgQueryLatencyMs: inMillis(
      seconds === undefined || !queries
        ? figures.average(catalog.dbQueryLatencyAverage.name)
        : seconds / queries,
    ),
    p95QueryLatencyMs: inMillis(latencyQuantile(figures, 0.95)),
    p99QueryLatencyMs: inMillis(latencyQuantile(figures, 0.99)),
    slowQueries: figures.sum(catalog.dbSlowQueries.name),
    failedQueries: figures.sum(catalog.dbQueries.name, { status: labelValues.statusError }),
  };
}

/** Measured, or risen by what databases count; where they say how many a second themselves, they know better. */
function queriesPerSecond(figures: WindowFigures): number | undefined {
  const queries = catalog.dbQueries.name;
  const rate = figures.rate(queries);
  const reported = figures.sum(catalog.dbQueriesPerSecond.name);
  if (reported === undefined) return rate;
  const counted = figures.rate(queries, { operation: labelValues.allOperations });
  return reported + (rate ?? 0) - (counted ?? 0);
}

/** Of what was measured; where nothing was, the highest the databases report. */
function latencyQuantile(figures: WindowFigures, quantile: number): number | undefined {
  return (
    figures.quantile(quantile, catalog.dbQueryLatency.name) ??
    figures.highest(catalog.dbQueryLatencyQuantile.name, { quantile: String(quantile) })
  );
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
