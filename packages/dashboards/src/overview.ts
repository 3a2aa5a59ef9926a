import { catalog, labelValues } from '@kotoba/metrics';
import { communityMetrics } from './community-metrics.ts';
import type { Panel, PanelUnit, ValueMeaning } from './dashboard.ts';
import { healthMeanings } from './health-meanings.ts';
import { gaugeOf, quantileOf, sumOfRates } from './queries.ts';

/** Series whose every change of value is an event worth telling. */
export interface OverviewTransition {
  readonly query: string;
  /** What changed, with labels in double braces. */
  readonly subject: string;
  /** Which changes count. Default: all. */
  readonly when?: 'rises' | 'falls';
  /** What is said of a change; without it, its new value by `meanings`. */
  readonly text?: string;
  readonly meanings?: readonly ValueMeaning[];
}

/** What is compared with its average in the time before. */
export interface OverviewShift {
  readonly query: string;
  readonly subject: string;
  readonly unit: PanelUnit;
  /** How many times as much, or as little, makes it worth telling. */
  readonly factor: number;
  /** Values below this on both sides are noise. */
  readonly from: number;
}

/** What somebody needs in the first seconds of an incident. */
export interface Overview {
  /** Latency, traffic, errors, saturation. */
  readonly signals: readonly Panel[];
  readonly transitions: readonly OverviewTransition[];
  readonly shifts: readonly OverviewShift[];
}

const latency = catalog.dbQueryLatency.name;
const queries = catalog.dbQueries.name;
const failed = `status="${labelValues.statusError}"`;

const signals: readonly Panel[] = [
  {
    title: 'Latency, 99th percentile',
    description: 'Ninety-nine of a hundred queries are faster.',
    kind: 'timeseries',
    unit: 'seconds',
    queries: [{ query: quantileOf(0.99, latency, '@database', 'database'), legend: '{{database}}' }],
    thresholds: [
      { from: 0.1, level: 'warning' },
      { from: 1, level: 'critical' },
    ],
    min: 0,
  },
  {
    title: 'Queries a second',
    description: 'Queries of all operations.',
    kind: 'timeseries',
    unit: 'perSecond',
    queries: [{ query: sumOfRates(queries, '@database', 'database'), legend: '{{database}}' }],
    min: 0,
  },
  {
    title: 'Share of queries that fail',
    description: 'Failed queries of all queries.',
    kind: 'timeseries',
    unit: 'ratio',
    queries: [
      {
        query: `${sumOfRates(queries, '@database', 'database', failed)} / ${sumOfRates(queries, '@database', 'database')}`,
        legend: '{{database}}',
      },
    ],
    thresholds: [
      { from: 0.01, level: 'warning' },
      { from: 0.05, level: 'critical' },
    ],
    min: 0,
  },
  {
    title: 'CPU in use',
    description: 'Of the container’s quota where one is set, else of the host.',
    kind: 'timeseries',
    unit: 'percent',
    queries: [{ query: gaugeOf(catalog.systemCpuUsage.name, '@service'), legend: 'CPU' }],
    thresholds: [
      { from: 80, level: 'warning' },
      { from: 95, level: 'critical' },
    ],
    min: 0,
    max: 100,
  },
  {
    title: 'Delay of the event loop, 99th percentile',
    description: 'What blocks the event loop shows here first.',
    kind: 'timeseries',
    unit: 'seconds',
    queries: [{ query: gaugeOf(communityMetrics.eventLoopDelayP99, '@service'), legend: 'delay' }],
    thresholds: [
      { from: 0.1, level: 'warning' },
      { from: 1, level: 'critical' },
    ],
    min: 0,
  },
  {
    title: 'Connections in use',
    description: 'Of the pool, or to the database.',
    kind: 'timeseries',
    unit: 'count',
    queries: [{ query: gaugeOf(catalog.dbConnectionsActive.name, '@database'), legend: '{{database}}' }],
    min: 0,
  },
];

const transitions: readonly OverviewTransition[] = [
  {
    query: gaugeOf(catalog.healthCheckStatus.name, '@service'),
    subject: 'check {{check_name}}',
    meanings: healthMeanings,
  },
  {
    query: gaugeOf(catalog.dbUp.name, '@database'),
    subject: 'database {{database}}',
    meanings: [
      { value: 1, text: 'up', level: 'ok' },
      { value: 0, text: 'down', level: 'critical' },
    ],
  },
  {
    query: gaugeOf(catalog.dbUptime.name, '@database'),
    subject: 'database {{database}}',
    when: 'falls',
    text: 'restarted',
  },
  {
    query: gaugeOf(catalog.clusterLeaderChanges.name, '@service'),
    subject: 'cluster {{cluster}}',
    when: 'rises',
    text: 'changed its leader',
  },
  {
    query: gaugeOf(catalog.clusterNodesActive.name, '@service'),
    subject: 'cluster {{cluster}}: active nodes',
  },
];

const shifts: readonly OverviewShift[] = [
  {
    query: quantileOf(0.95, latency, '@database', 'database, operation'),
    subject: '{{operation}} on {{database}}: 95th percentile of latency',
    unit: 'seconds',
    factor: 2,
    from: 0.002,
  },
  {
    query: sumOfRates(queries, '@database', 'database, operation'),
    subject: '{{operation}} on {{database}}: queries a second',
    unit: 'perSecond',
    factor: 2,
    from: 0.5,
  },
  {
    query: sumOfRates(queries, '@database', 'database, operation', failed),
    subject: '{{operation}} on {{database}}: failures a second',
    unit: 'perSecond',
    factor: 2,
    from: 0.05,
  },
  {
    query: `avg_over_time(${gaugeOf(catalog.systemCpuUsage.name, '@service')}[$__rate_interval])`,
    subject: 'CPU in use',
    unit: 'percent',
    factor: 1.5,
    from: 30,
  },
  {
    query: `avg_over_time(${gaugeOf(catalog.systemMemoryUsagePercent.name, '@service')}[$__rate_interval])`,
    subject: 'memory in use',
    unit: 'percent',
    factor: 1.2,
    from: 30,
  },
  {
    query: `avg_over_time(${gaugeOf(catalog.dbConnectionsActive.name, '@database')}[$__rate_interval])`,
    subject: 'connections of {{database}} in use',
    unit: 'count',
    factor: 2,
    from: 2,
  },
];

/** The overview of the built-in page. */
export const overview: Overview = { signals, transitions, shifts };
