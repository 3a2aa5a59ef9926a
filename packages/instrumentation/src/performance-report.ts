import { formatDuration } from '@kotoba/core';
import { catalog, labelValues } from '@kotoba/metrics';

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

/** Asks one instant PromQL query and answers its single value, if it has one. */
export type InstantValue = (query: string) => Promise<number | undefined>;

/** Works out the report from the history, over a window that ends now. */
export async function performanceReport(
  ask: InstantValue,
  windowMillis: number,
): Promise<PerformanceMetrics> {
  const window = formatDuration(windowMillis);
  const [queryMetrics, storageMetrics, systemMetrics] = await Promise.all([
    answers(ask, queryQuestions(window)),
    answers(ask, storageQuestions(window)),
    answers(ask, systemQuestions()),
  ]);
  return { queryMetrics, storageMetrics, systemMetrics };
}

type Questions<Report> = Readonly<Record<keyof Report, string>>;

function queryQuestions(window: string): Questions<QueryPerformance> {
  const total = catalog.dbQueries.name;
  const latency = catalog.dbQueryLatency.name;
  const quantile = (q: number) =>
    `1000 * histogram_quantile(${q}, sum by (le) (rate(${latency}_bucket[${window}])))`;
  return {
    totalQueries: `sum(${total})`,
    queriesPerSecond: `sum(rate(${total}[${window}]))`,
    avgQueryLatencyMs: `1000 * sum(rate(${latency}_sum[${window}])) / sum(rate(${latency}_count[${window}]))`,
    p95QueryLatencyMs: quantile(0.95),
    p99QueryLatencyMs: quantile(0.99),
    slowQueries: `sum(${catalog.dbSlowQueries.name})`,
    failedQueries: `sum(${total}{status="${labelValues.statusError}"})`,
  };
}

function storageQuestions(window: string): Questions<StoragePerformance> {
  const rate = (name: string) => `sum(rate(${name}[${window}]))`;
  return {
    totalSizeBytes: `sum(${catalog.dbStorageSize.name})`,
    usedSizeBytes: `sum(${catalog.dbStorageUsed.name})`,
    readOperations: `sum(${catalog.dbStorageReads.name})`,
    writeOperations: `sum(${catalog.dbStorageWrites.name})`,
    readBytesPerSec: `${rate(catalog.dbStorageReadBytes.name)} or sum(${catalog.dbStorageReadRate.name})`,
    writeBytesPerSec: `${rate(catalog.dbStorageWrittenBytes.name)} or sum(${catalog.dbStorageWriteRate.name})`,
    cacheHitRate: `avg(${catalog.dbCacheHitRatio.name})`,
    ioLatencyMs: `1000 * avg(${catalog.dbIoLatency.name})`,
  };
}

function systemQuestions(): Questions<SystemPerformance> {
  return {
    cpuUsagePercent: `max(${catalog.systemCpuUsage.name})`,
    memoryUsageBytes: `max(${catalog.systemMemoryUsage.name})`,
    memoryUsagePercent: `max(${catalog.systemMemoryUsagePercent.name})`,
    diskUsagePercent: `max(${catalog.systemDiskUsagePercent.name})`,
  };
}

async function answers<Report>(ask: InstantValue, questions: Questions<Report>): Promise<Report> {
  const entries = await Promise.all(
    Object.entries<string>(questions).map(async ([name, query]) => [name, await ask(query)] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Report;
}
