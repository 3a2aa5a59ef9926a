import { catalog, labelValues } from '@kotoba/metrics';
import { defineDashboard } from '../define-dashboard.ts';
import { gaugeOf, quantileOf, sumOfRates } from '../queries.ts';

const latency = catalog.dbQueryLatency.name;
const queries = catalog.dbQueries.name;
const failed = `status="${labelValues.statusError}"`;

/** How fast, how much, how often wrong. */
export const databasePerformance = defineDashboard({
  name: 'database-performance',
  title: 'Database Performance',
  description: 'Latency, throughput, errors, connections and slow queries of each database.',
  tags: ['database'],
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Databases up',
          description: 'Whether the last reading of each database succeeded.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          queries: [{ query: gaugeOf(catalog.dbUp.name, '@database'), legend: '{{database}}' }],
          meanings: [
            { value: 1, text: 'up', level: 'ok' },
            { value: 0, text: 'down', level: 'critical' },
          ],
        },
        {
          title: 'Queries a second',
          description: 'Queries of all operations, over all databases chosen.',
          kind: 'stat',
          unit: 'perSecond',
          width: 6,
          queries: [{ query: sumOfRates(queries, '@database') }],
        },
        {
          title: 'Share of queries that fail',
          description: 'Failed queries of all queries. Above 1 % somebody notices.',
          kind: 'stat',
          unit: 'ratio',
          width: 6,
          queries: [
            {
              query: `${sumOfRates(queries, '@database', '', failed)} / ${sumOfRates(queries, '@database')}`,
            },
          ],
          thresholds: [
            { from: 0.01, level: 'warning' },
            { from: 0.05, level: 'critical' },
          ],
        },
        {
          title: 'Latency of the slowest hundredth',
          description: 'Ninety-nine of a hundred queries are faster.',
          kind: 'stat',
          unit: 'seconds',
          width: 6,
          queries: [{ query: quantileOf(0.99, latency, '@database') }],
          thresholds: [
            { from: 0.1, level: 'warning' },
            { from: 1, level: 'critical' },
          ],
        },
      ],
    },
    {
      title: 'Latency',
      panels: [
        {
          title: 'How long do queries take?',
          description: 'Quantiles of the latency, interpolated within its buckets.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            { query: quantileOf(0.5, latency, '@database', 'database'), legend: '{{database}} p50' },
            { query: quantileOf(0.95, latency, '@database', 'database'), legend: '{{database}} p95' },
            { query: quantileOf(0.99, latency, '@database', 'database'), legend: '{{database}} p99' },
          ],
          min: 0,
        },
        {
          title: 'How are latencies distributed?',
          description: 'Queries a second in each bucket. Two bands are two kinds of queries.',
          kind: 'heatmap',
          unit: 'seconds',
          queries: [{ query: sumOfRates(`${latency}_bucket`, '@database', 'le'), legend: '{{le}}' }],
        },
        {
          title: 'Which operations are slow?',
          description: 'The 95th percentile of each operation.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [{ query: quantileOf(0.95, latency, '@database', 'operation'), legend: '{{operation}}' }],
          min: 0,
        },
        {
          title: 'How long does a query take on average?',
          description: 'Time spent in queries by their number.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            {
              query: `${sumOfRates(`${latency}_sum`, '@database', 'database')} / ${sumOfRates(`${latency}_count`, '@database', 'database')}`,
              legend: '{{database}}',
            },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Throughput and errors',
      panels: [
        {
          title: 'How many queries are there?',
          description: 'Queries a second by operation.',
          kind: 'timeseries',
          unit: 'perSecond',
          isStacked: true,
          queries: [{ query: sumOfRates(queries, '@database', 'operation'), legend: '{{operation}}' }],
          min: 0,
        },
        {
          title: 'How many queries fail?',
          description: 'Failed queries a second by operation.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(queries, '@database', 'operation', failed),
              legend: '{{operation}}',
            },
          ],
          min: 0,
        },
        {
          title: 'How many queries are slow?',
          description: 'Queries a second over the threshold of the option slowQueryMillis, by operation.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.dbSlowQueries.name, '@database', 'operation'),
              legend: '{{operation}}',
            },
          ],
          min: 0,
        },
        {
          title: 'How many connections are open?',
          description: 'Connections in use and opened anew a second. Many new ones mean that none is reused.',
          kind: 'timeseries',
          unit: 'count',
          queries: [
            { query: gaugeOf(catalog.dbConnectionsActive.name, '@database'), legend: '{{database}} in use' },
            {
              query: sumOfRates(catalog.dbConnections.name, '@database', 'database'),
              legend: '{{database}} opened a second',
            },
          ],
          min: 0,
        },
      ],
    },
  ],
});
