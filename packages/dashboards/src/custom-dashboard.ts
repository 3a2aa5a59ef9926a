import type { MetricMetadata } from '@kotoba/core';
import type { Dashboard, Panel, PanelUnit } from './dashboard.ts';
import { defineDashboard } from './define-dashboard.ts';
import { gaugeOf, quantileOfEither, sumOfRates } from './queries.ts';

/** Its name, which no other dashboard may have. */
export const CUSTOM_DASHBOARD = 'custom-metrics';

/** UCUM units as OpenTelemetry writes them. */
const UNITS: Readonly<Record<string, PanelUnit>> = {
  s: 'seconds',
  ms: 'milliseconds',
  By: 'bytes',
  '%': 'percent',
};

/**
 * A dashboard made for metrics nobody described one for: the rate of a counter, quantiles of a histogram, a gauge as it
 * is. Undefined when there is no metric.
 * @param metrics what is known of each, by its name
 */
export function customDashboard(metrics: ReadonlyMap<string, MetricMetadata>): Dashboard | undefined {
  if (metrics.size === 0) return undefined;
  const names = [...metrics.keys()].sort();
  return defineDashboard({
    name: CUSTOM_DASHBOARD,
    title: 'Custom metrics',
    description: 'One panel for each metric of the service’s own, by its type.',
    tags: ['custom'],
    rows: [{ title: 'Metrics', panels: names.map((name) => panelOf(name, metrics.get(name)!)) }],
  });
}

function panelOf(name: string, { type, help, unit }: MetricMetadata): Panel {
  const shown = { title: name, description: help || `The ${type} ${name}.`, kind: 'timeseries' } as const;
  const own = UNITS[unit] ?? 'none';
  switch (type) {
    case 'counter':
      return {
        ...shown,
        unit: own === 'bytes' ? 'bytesPerSecond' : 'perSecond',
        queries: [{ query: sumOfRates(name, '@service'), legend: 'a second' }],
        min: 0,
      };
    case 'histogram':
      return {
        ...shown,
        unit: own,
        queries: [0.5, 0.95, 0.99].map((q) => ({
          query: quantileOfEither(q, name, '@service'),
          legend: `p${q * 100}`,
        })),
      };
    default:
      return { ...shown, unit: own, queries: [{ query: gaugeOf(name, '@service') }] };
  }
}
