import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { parseSelector } from '@kotoba/promql';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';

let directory: string;
let running: KotobaInstrumentation | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kotoba-history-'));
});

afterEach(async () => {
  await running?.shutdown();
  running = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function start(options: MonitoringOptions = {}): Promise<KotobaInstrumentation> {
  running = await registerKotobaInstrumentation({
    database: { name: 'shop', system: 'test', getDatabaseMetrics: () => ({ activeConnections: 7 }) },
    collectionIntervalMillis: 25,
    prometheus: { port: 0, globalLabels: { region: 'eu' } },
    ...options,
  });
  return running;
}

async function until<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const found = await attempt();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no ${what}`);
}

/** Value of each series of a scrape. */
function parseScrape(text: string): Map<string, number> {
  const series = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    const record = Object.fromEntries(
      parseSelector(line.slice(0, at)).map(({ name, value }) => [name, value]),
    );
    series.set(Labels.from(record).key, Number(line.slice(at + 1).replace('Inf', 'Infinity')));
  }
  return series;
}

/** Newest value of each series the history has now. */
async function newest({ addresses }: KotobaInstrumentation): Promise<Map<string, number>> {
  const query = encodeURIComponent('{__name__=~".+"}');
  const answer = (await (await fetch(`${addresses.server}/api/v1/query?query=${query}`)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return new Map(
    answer.data.result.map(({ metric, value }) => [
      Labels.from(metric).key,
      Number(value[1].replace('Inf', 'Infinity')),
    ]),
  );
}

describe('the history of a registration', () => {
  it('has exactly the series of the scrape, with the same values where they stand still', async () => {
    const { collector, addresses } = await start();
    for (const seconds of [0.002, 0.3, 40]) collector.recordQuery('select', seconds);
    collector.recordQuery('insert', 0.1, new Error('refused'));
    collector.recordHistogram('app_wait_seconds', 0.5, { queue: 'a "b"\\\n' });
    collector.recordCounter('app_jobs_total', 3, { kind: 'ünï' });
    collector.recordGauge('app_level', Number.POSITIVE_INFINITY);
    const { scraped, kept } = await until('scrape that equals the history', async () => {
      const scraped = parseScrape(await (await fetch(addresses.metrics!)).text());
      const kept = await newest(running!);
      const same = scraped.size === kept.size && [...scraped.keys()].every((key) => kept.has(key));
      return same ? { scraped, kept } : undefined;
    });
    const standing = [...scraped.keys()].filter((key) => /kotoba_db_|app_|target_info/.test(key));
    expect(standing.length).toBeGreaterThan(50);
    for (const key of standing)
      if (!key.includes('uptime')) expect([key, kept.get(key)]).toEqual([key, scraped.get(key)]);
  });

  it('is there again after a restart when a folder is given, and says how much it holds', async () => {
    const first = await start({ history: { directory } });
    first.collector.recordCounter('app_jobs_total', 3);
    const before = new Date();
    await until('sample', async () => {
      const points = await first.collector.getMetrics('app_jobs_total', new Date(0), new Date());
      return points.length > 3 || undefined;
    });
    await first.shutdown();
    const second = await start({ history: { directory } });
    const points = await second.collector.getMetrics('app_jobs_total', new Date(0), new Date());
    expect(points.length).toBeGreaterThan(3);
    expect(points[0]!.timestamp.getTime()).toBeGreaterThan(before.getTime() - 1_000);
    await until('figures of the history', async () => {
      const text = await (await fetch(second.addresses.metrics!)).text();
      const series = /^kotoba_monitoring_history_series\{.*\} (\d+)$/m.exec(text)?.[1];
      return Number(series) > 50 && text.includes('kotoba_monitoring_history_write_errors_total')
        ? true
        : undefined;
    });
  });

  it('refuses series beyond the limit, counts them, and serves the scrape whole', async () => {
    const { collector, addresses } = await start({ history: { maxSeries: 30 } });
    for (let i = 0; i < 50; i++) collector.recordGauge('app_level', i, { item: `${i}` });
    const text = await until('refused series', async () => {
      const scrape = await (await fetch(addresses.metrics!)).text();
      const refused = /^kotoba_monitoring_dropped_samples_total\{.*series_limit.*\} (\d+)$/m.exec(
        scrape,
      )?.[1];
      return Number(refused) > 0 ? scrape : undefined;
    });
    expect(text.match(/^app_level/gm)).toHaveLength(50);
  });
});
