/** @needs prometheus promtool */

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from './support/cleanup.ts';
import { type Exposition, parseExposition, parseValue, seriesKey } from './support/exposition.ts';
import { freePort } from './support/free-port.ts';
import { requireProgram } from './support/programs.ts';
import { PrometheusServer } from './support/prometheus-server.ts';
import { startQuickstart } from './support/start-source.ts';
import { waitFor } from './support/wait-for.ts';

/**
 * Debian's Prometheus scrapes the running quickstart, once directly and once through a tap that passes on and keeps the
 * very bytes, so that every value it stored can be held against the text it was sent.
 *
 * Names stand here once more on purpose: this is the contract with those who have written rules and dashboards on them.
 */
const METRICS: Readonly<Record<string, string>> = {
  kotoba_db_connections_active: 'gauge',
  kotoba_db_connections_total: 'counter',
  kotoba_db_queries_total: 'counter',
  kotoba_db_query_latency_seconds: 'histogram',
  kotoba_db_slow_queries_total: 'counter',
  kotoba_db_storage_size_bytes: 'gauge',
  kotoba_db_storage_used_bytes: 'gauge',
  kotoba_db_storage_writes_total: 'counter',
  kotoba_db_uptime_seconds: 'gauge',
  kotoba_db_up: 'gauge',
  kotoba_db_info: 'gauge',
  system_cpu_usage_percent: 'gauge',
  system_memory_usage_bytes: 'gauge',
  system_memory_usage_percent: 'gauge',
  system_disk_usage_bytes: 'gauge',
  system_disk_usage_percent: 'gauge',
  system_network_receive_bytes_total: 'counter',
  system_network_transmit_bytes_total: 'counter',
};

/** Scrapes that must have been stored before they are compared. */
const SCRAPES = 4;

const cleanup = new Cleanup();
const bodies: string[] = [];
let prometheus: PrometheusServer;

/** Serves the app's scrape under an address of its own and keeps what it passed on. */
async function startTap(metricsUrl: string): Promise<number> {
  const server = createServer(async (_request, response) => {
    const answer = await fetch(metricsUrl);
    const body = await answer.text();
    if (answer.ok) bodies.push(body);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  cleanup.add(() => server.close());
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  const { metricsUrl } = await startQuickstart(port, cleanup);
  const tapPort = await startTap(metricsUrl);
  prometheus = await PrometheusServer.start(
    `global: { scrape_interval: 3s, scrape_timeout: 3s }
scrape_configs:
  - job_name: direct
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
  - job_name: tapped
    static_configs: [{ targets: ['127.0.0.1:${tapPort}'] }]
`,
    cleanup,
  );
  await waitFor(`${SCRAPES} scrapes of each job`, async () => {
    const counts = await prometheus.query('count_over_time(up[5m])');
    return counts.length === 2 && counts.every(({ values }) => Number(values[0]![1]) >= SCRAPES);
  });
}, 60_000);

afterAll(() => cleanup.run());

/** What Prometheus stored of the tapped job, by time, without the labels it adds itself. */
async function storedByTime(): Promise<Map<number, Map<string, number>>> {
  const stored = new Map<number, Map<string, number>>();
  for (const { metric, values } of await prometheus.query('{job="tapped"}[5m]')) {
    const { __name__: name, job: _job, instance: _instance, ...labels } = metric;
    for (const [seconds, value] of values) {
      const moment = stored.get(seconds) ?? new Map<string, number>();
      stored.set(seconds, moment.set(seriesKey(name!, labels), parseValue(value)));
    }
  }
  return stored;
}

const ADDED_BY_PROMETHEUS = /^(up|scrape_)/;

function asMap(exposition: Exposition): Map<string, number> {
  return new Map(exposition.samples.map(({ key, value }) => [key, value]));
}

describe('Prometheus scraping the quickstart', () => {
  it('finds both targets up in every scrape', async () => {
    const ups = await prometheus.query('min_over_time(up[5m])');
    expect(ups.map(({ metric, values }) => [metric.job, values[0]![1]]).sort()).toEqual([
      ['direct', '1'],
      ['tapped', '1'],
    ]);
  });

  it('stores exactly the series and values of each text it was sent', async () => {
    const stored = [...(await storedByTime())].sort(([a], [b]) => a - b).slice(0, SCRAPES);
    expect(stored).toHaveLength(SCRAPES);
    for (const [index, [, moment]] of stored.entries()) {
      const own = [...moment].filter(([key]) => !ADDED_BY_PROMETHEUS.test(key)).sort();
      expect(own).toEqual([...asMap(parseExposition(bodies[index]!))].sort());
    }
  });

  it('drops no sample of any scrape', async () => {
    const kept = await prometheus.query(
      'scrape_samples_scraped{job="tapped"} - scrape_samples_post_metric_relabeling',
    );
    expect(kept.map(({ values }) => values[0]![1])).toEqual(['0']);
    const own = parseExposition(await (await fetch(`${prometheus.url}/metrics`)).text());
    const drops = own.samples.filter(({ name }) =>
      /^prometheus_target_scrapes_(sample_|exceeded|cache_flush_forced)/.test(name),
    );
    expect(drops.length).toBeGreaterThanOrEqual(3);
    expect(drops.filter(({ value }) => value !== 0)).toEqual([]);
  });

  it('logs neither a warning nor an error', () => {
    expect(prometheus.complaints).toEqual([]);
  });

  it('sends texts with which promtool finds no fault of form or of naming', () => {
    const checked = spawnSync(requireProgram('promtool'), ['check', 'metrics'], {
      input: bodies.at(-1)!,
      encoding: 'utf8',
    });
    expect({ status: checked.status, says: checked.stdout + checked.stderr }).toEqual({
      status: 0,
      says: '',
    });
  });

  it.each(Object.entries(METRICS))('has %s, a %s with a help text', async (name, type) => {
    const series = await prometheus.query(
      type === 'histogram'
        ? `{__name__=~"${name}_(bucket|sum|count)",job="direct"}`
        : `${name}{job="direct"}`,
    );
    expect(series.length).toBeGreaterThan(0);
    const { data } = await prometheus.get<{ data: { type: string; help: string }[] }>(
      `/api/v1/targets/metadata?metric=${name}&match_target=${encodeURIComponent('{job="direct"}')}`,
    );
    expect(data.map((entry) => entry.type)).toEqual([type]);
    expect(data[0]!.help).not.toBe('');
  });

  it('sees the load move the counters of reads, writes and failures', async () => {
    const moved = async (selector: string) =>
      (await prometheus.query(`sum(increase(kotoba_db_queries_total{job="direct",${selector}}[1m])) > 0`))
        .length;
    await waitFor('failing statements in the load', () => moved('status="error"'));
    expect(await moved('operation="select",status="ok"')).toBe(1);
    expect(await moved('operation=~"insert|update|delete",status="ok"')).toBe(1);
  });

  it('sees the slow statements of the load', async () => {
    const slow = () => prometheus.query('sum(increase(kotoba_db_slow_queries_total{job="direct"}[1m])) > 0');
    await waitFor('slow statements in the load', async () => (await slow()).length === 1, {
      timeoutMillis: 40_000,
    });
  });

  it('computes a quantile of the query latency', async () => {
    const [p95] = await prometheus.query(
      'histogram_quantile(0.95, sum by (le) (rate(kotoba_db_query_latency_seconds_bucket{job="direct"}[1m])))',
    );
    expect(Number(p95!.values[0]![1])).toBeGreaterThan(0);
    expect(Number(p95!.values[0]![1])).toBeLessThan(10);
  });
});
