import type { MetricsCollector } from '@kotoba/instrumentation';

const REFRESH_MILLIS = 1_000;

/** Prints one line of figures that refreshes: in place on a terminal, line by line into a file. */
export function startLiveFigures(collector: MetricsCollector): { stop(): void } {
  const timer = setInterval(async () => {
    const { queryMetrics, storageMetrics, systemMetrics } = await collector.getPerformanceMetrics();
    const line = [
      `qps ${format(queryMetrics.queriesPerSecond, 0)}`,
      `p95 ${format(queryMetrics.p95QueryLatencyMs, 2)} ms`,
      `failed ${format(queryMetrics.failedQueries, 0)}`,
      `slow ${format(queryMetrics.slowQueries, 0)}`,
      `size ${format(megabytes(storageMetrics.usedSizeBytes), 2)} MB`,
      `cpu ${format(systemMetrics.cpuUsagePercent, 0)} %`,
    ].join('   ');
    process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }, REFRESH_MILLIS);
  return { stop: () => clearInterval(timer) };
}

function format(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}

function megabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1e6;
}
