import { describe, expect, it } from '@jest/globals';
import { catalog } from '@kotoba/metrics';
import { type Expression, parseQuery, typeOf } from '@kotoba/promql';
import { builtInDashboards } from './built-in-dashboards.ts';
import { communityMetrics } from './community-metrics.ts';
import { customDashboard } from './custom-dashboard.ts';
import type { Dashboard, Panel } from './dashboard.ts';
import { defineDashboard } from './define-dashboard.ts';

const HISTOGRAM_SUFFIXES = ['_bucket', '_sum', '_count'];

function panels({ rows }: Dashboard): Panel[] {
  return rows.flatMap(({ panels: own }) => [...own]);
}

/** The query as it is asked once its placeholders are filled in. */
function filled(query: string): string {
  return query
    .replaceAll('@service', 'job=~".*"')
    .replaceAll('@database', 'database=~".*"')
    .replaceAll('$__rate_interval', '5m');
}

/** Names of the metrics a query selects. */
function metricsOf(expression: Expression): string[] {
  const names: string[] = [];
  JSON.stringify(expression, (key, value: unknown) => {
    const node = value as { matchers?: { name: string; op: string; value: string }[] } | null;
    if (key !== 'parent' && Array.isArray(node?.matchers))
      for (const matcher of node.matchers) if (matcher.name === '__name__') names.push(matcher.value);
    return value;
  });
  return names;
}

const queries = builtInDashboards.flatMap((dashboard) =>
  panels(dashboard).flatMap((panel) =>
    panel.queries.map(({ query }) => [`${dashboard.name}: ${panel.title}`, query] as const),
  ),
);

describe('the built-in dashboards', () => {
  it('are there by the names the source document gives them', () => {
    expect(builtInDashboards.map(({ title }) => title)).toEqual([
      'Database Performance',
      'Storage Usage',
      'System Resources',
      'Health Status',
      'Cluster',
      'The monitoring itself',
    ]);
    const names = builtInDashboards.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(queries)('ask a query that gives a vector: %s', (_panel, query) => {
    expect(typeOf(parseQuery(filled(query)))).toBe('vector');
  });

  it.each(queries)('name only metrics that are emitted: %s', (_panel, query) => {
    const known = new Set<string>([
      ...Object.values(catalog).map(({ name }) => name),
      ...Object.values(communityMetrics),
    ]);
    const histograms = new Set([
      ...Object.values(catalog).flatMap(({ name, kind }) => (kind === 'histogram' ? [name] : [])),
      communityMetrics.gcDuration,
    ]);
    const names = metricsOf(parseQuery(filled(query)));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const suffix = HISTOGRAM_SUFFIXES.find((one) => name.endsWith(one)) ?? '';
      const isKnown = known.has(name) || histograms.has(name.slice(0, -suffix.length));
      expect([name, isKnown]).toEqual([name, true]);
    }
  });

  it.each(queries)('narrow every selector by what is chosen: %s', (_panel, query) => {
    for (const [selector] of query.matchAll(/\{[^}]*\}/g))
      expect(selector).toMatch(/^\{@(service|database)\b/);
    expect(query).toContain('@');
  });

  it('choose the database only for metrics that have one', () => {
    for (const [panel, query] of queries) {
      const names = metricsOf(parseQuery(filled(query)));
      const definitions = Object.values(catalog).filter(({ name }) =>
        names.some((one) => one.startsWith(name)),
      );
      if (query.includes('@database'))
        for (const { labels } of definitions)
          expect([panel, labels]).toEqual([panel, expect.arrayContaining(['database'])]);
    }
  });
});

describe('a dashboard for custom metrics', () => {
  it('shows each by its type', () => {
    const dashboard = customDashboard(
      new Map([
        ['jobs_total', { type: 'counter', help: 'Jobs done.', unit: '' }],
        ['wait_seconds', { type: 'histogram', help: '', unit: 's' }],
        ['level', { type: 'gauge', help: 'Level.', unit: 'By' }],
      ]),
    )!;
    expect(
      panels(dashboard).map(({ title, unit, queries: own }) => [
        title,
        unit,
        ...own.map(({ query }) => query),
      ]),
    ).toEqual([
      ['jobs_total', 'perSecond', 'sum (rate(jobs_total{@service}[$__rate_interval]))'],
      ['level', 'bytes', 'level{@service}'],
      [
        'wait_seconds',
        'seconds',
        ...[0.5, 0.95, 0.99].map(
          (q) =>
            `histogram_quantile(${q}, sum by (le) (rate(wait_seconds_bucket{@service}[$__rate_interval]))) ` +
            `or histogram_quantile(${q}, sum (rate(wait_seconds{@service}[$__rate_interval])))`,
        ),
      ],
    ]);
  });

  it('is none without metrics', () => {
    expect(customDashboard(new Map())).toBeUndefined();
  });
});

describe('defineDashboard', () => {
  it('tells everything that is wrong at once', () => {
    const panel = {
      title: 'A',
      description: 'B',
      kind: 'stat',
      unit: 'none',
      queries: [{ query: 'x' }],
    } as const;
    const wrong: Dashboard = {
      name: 'Not A Name',
      title: '',
      description: 'D',
      rows: [
        {
          title: 'R',
          panels: [
            { ...panel, width: 25, queries: [] },
            {
              ...panel,
              min: 1,
              max: 0,
              thresholds: [
                { from: 2, level: 'ok' },
                { from: 1, level: 'ok' },
              ],
            },
          ],
        },
      ],
    };
    let message = '';
    try {
      defineDashboard(wrong);
    } catch (error) {
      expect(error).toMatchObject({ code: 'KOTOBA_DASHBOARDS_INVALID' });
      message = (error as Error).message;
    }
    for (const part of [
      'name:',
      'title:',
      'rows.0.panels.0.width',
      'rows.0.panels.0.queries',
      'rows.0.panels.1.max',
      'rows.0.panels.1.thresholds.1',
      'there twice',
    ])
      expect(message).toContain(part);
  });
});
