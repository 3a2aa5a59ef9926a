import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SeriesSamples } from '@kotoba/core';
import type { Cleanup } from './cleanup.ts';
import { requireProgram } from './programs.ts';
import { PrometheusServer } from './prometheus-server.ts';

/** Starts Debian's Prometheus on blocks that promtool makes of the samples. Series of one metric must stand together. */
export async function prometheusOver(
  series: readonly SeriesSamples[],
  cleanup: Cleanup,
): Promise<PrometheusServer> {
  const directory = cleanup.tempDir();
  const text = join(directory, 'samples.om');
  const data = join(directory, 'data');
  writeOpenMetrics(text, series);
  execFileSync(requireProgram('promtool'), [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    '--quiet',
    text,
    data,
  ]);
  return PrometheusServer.start('global: {}\n', cleanup, [
    `--storage.tsdb.path=${data}`,
    '--storage.tsdb.retention.time=100y',
    '--log.level=error',
  ]);
}

function writeOpenMetrics(file: string, series: readonly SeriesSamples[]): void {
  const handle = openSync(file, 'w');
  for (const { labels, timestamps, values } of series) {
    const pairs = labels.names.flatMap((name, index) =>
      name === '__name__' ? [] : [`${name}=${JSON.stringify(labels.values[index])}`],
    );
    const head = `${labels.metricName}{${pairs.join(',')}}`;
    const lines = Array.from(
      timestamps,
      (time, i) => `${head} ${openMetricsValue(values[i]!)} ${time / 1_000}\n`,
    );
    writeSync(handle, lines.join(''));
  }
  writeSync(handle, '# EOF\n');
  closeSync(handle);
}

function openMetricsValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
