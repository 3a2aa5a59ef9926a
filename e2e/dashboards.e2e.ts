/** @needs prometheus */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Dashboard } from '@kotoba/dashboards';
import { resolveQuery } from '@kotoba/dashboards/resolve-query';
import { Cleanup } from './support/cleanup.ts';
import { PrometheusServer } from './support/prometheus-server.ts';
import { startSource } from './support/start-source.ts';
import { waitFor } from './support/wait-for.ts';

/** Queries that answer nothing for a well service on SQLite, and why. */
const EMPTY: Readonly<Record<string, string>> = {
  'sum by (metric, reason) (rate(kotoba_monitoring_dropped_metrics_total{}[30s]))': 'nothing is dropped',
};

/** What only our own history holds. */
const HISTORY_ONLY = /\bALERTS(_FOR_STATE)?\b/;

interface Asked {
  readonly panel: string;
  readonly query: string;
}

const cleanup = new Cleanup();
let asked: readonly Asked[];
let ours: string;
let prometheus: PrometheusServer;

/** How many series a server's API answers a query with. */
async function seriesOf(server: string, query: string): Promise<number> {
  const answer = await fetch(`${server}/api/v1/query?${new URLSearchParams({ query })}`);
  const body = (await answer.json()) as { status: string; error?: string; data: { result: unknown[] } };
  if (body.status !== 'success') throw new Error(`${query}: ${body.error}`);
  return body.data.result.length;
}

beforeAll(async () => {
  const program = startSource('e2e/fixtures/full-app.ts', cleanup);
  ours = await program.ready(() => /server\s+(http:\S+)/.exec(program.stdout)?.[1]);
  prometheus = await PrometheusServer.start(
    JSON.stringify({
      global: { scrape_interval: '1s', scrape_timeout: '1s' },
      scrape_configs: [{ job_name: 'full', static_configs: [{ targets: [new URL(ours).host] }] }],
    }),
    cleanup,
  );
  await waitFor(
    'fifteen scrapes, and a first notification, for which its group waits half a minute',
    async () => {
      const [series] = await prometheus.query(
        'count_over_time(kotoba_db_up[1m]) >= 15 and on () (sum(count_over_time(kotoba_notifications_total[1m])) > 2)',
      );
      return series !== undefined;
    },
    { timeoutMillis: 90_000 },
  );
  const { dashboards } = (await (await fetch(`${ours}/api/kotoba/v1/page`)).json()) as {
    dashboards: Dashboard[];
  };
  asked = dashboards.flatMap(({ title, rows }) =>
    rows.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        panel.queries.map(({ query }) => ({
          panel: `${title} / ${panel.title}`,
          query: resolveQuery(query, { service: '', database: [], rateIntervalSeconds: 30 }),
        })),
      ),
    ),
  );
}, 120_000);
afterAll(() => cleanup.run());

async function unanswered(server: string, leftOut?: RegExp): Promise<string[]> {
  const missing: string[] = [];
  for (const { panel, query } of asked) {
    if (leftOut?.test(query)) continue;
    const isEmpty = (await seriesOf(server, query)) === 0;
    if (isEmpty !== query in EMPTY)
      missing.push(`${panel}: ${query}${isEmpty ? '' : ' is not empty any more'}`);
  }
  return missing;
}

describe('every panel', () => {
  it('is answered by the service itself', async () => {
    expect(asked.length).toBeGreaterThan(60);
    expect(await unanswered(ours)).toEqual([]);
  });

  it('is answered by a Prometheus that scrapes it', async () => {
    expect(await unanswered(prometheus.url, HISTORY_ONLY)).toEqual([]);
  });

  it('is there for metrics of the service’s own too', () => {
    const custom = asked.filter(({ panel }) => panel.startsWith('Custom metrics /'));
    expect(new Set(custom.map(({ panel }) => panel))).toEqual(
      new Set(['carts', 'checkout_seconds', 'orders_total'].map((name) => `Custom metrics / ${name}`)),
    );
  });
});
