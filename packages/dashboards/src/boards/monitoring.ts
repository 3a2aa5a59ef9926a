import { catalog } from '@kotoba/metrics';
import { defineDashboard } from '../define-dashboard.ts';
import { gaugeOf, sumOfRates } from '../queries.ts';

/** Whether what is shown can be trusted. */
export const monitoring = defineDashboard({
  name: 'monitoring',
  title: 'The monitoring itself',
  description:
    'Collections, readings, history, rules and pushes: what the monitoring costs and what it misses.',
  tags: ['monitoring'],
  rows: [
    {
      title: 'Readings and collections',
      panels: [
        {
          title: 'How long do collections take?',
          description: 'Duration of the last collection of each reader.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            { query: gaugeOf(catalog.monitoringCollectionDuration.name, '@service'), legend: '{{reader}}' },
          ],
          min: 0,
        },
        {
          title: 'How do collections end?',
          description: 'Collections a second by reader and outcome.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.monitoringCollections.name, '@service', 'reader, result'),
              legend: '{{reader}} {{result}}',
            },
          ],
          min: 0,
        },
        {
          title: 'Which readings fail?',
          description: 'Failed readings of databases and clusters a second.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.monitoringReadErrors.name, '@service', 'database, cluster, read'),
              legend: '{{database}}{{cluster}} {{read}}',
            },
          ],
          min: 0,
        },
        {
          title: 'What is left out?',
          description: 'Metrics left out of a scrape or the history a second, by metric and reason.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.monitoringDroppedMetrics.name, '@service', 'metric, reason'),
              legend: '{{metric}} {{reason}}',
            },
            {
              query: sumOfRates(catalog.monitoringDroppedSamples.name, '@service', 'reason'),
              legend: 'samples {{reason}}',
            },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'History, rules and pushes',
      panels: [
        {
          title: 'How many series does the history hold?',
          description: 'Series in the history. Many new ones mean a label with too many values.',
          kind: 'timeseries',
          unit: 'count',
          queries: [
            { query: gaugeOf(catalog.monitoringHistorySeries.name, '@service'), legend: '{{instance}}' },
          ],
          min: 0,
        },
        {
          title: 'How much memory does the history take?',
          description: 'Samples, times, labels and index.',
          kind: 'timeseries',
          unit: 'bytes',
          queries: [
            { query: gaugeOf(catalog.monitoringHistoryBytes.name, '@service'), legend: '{{instance}}' },
          ],
          min: 0,
        },
        {
          title: 'How long do rules take?',
          description: 'Duration of the last evaluation of each rule group.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            {
              query: gaugeOf(catalog.monitoringRuleEvaluationDuration.name, '@service'),
              legend: '{{rule_group}}',
            },
          ],
          min: 0,
        },
        {
          title: 'How do pushes end?',
          description: 'Exports to a collector a second, by outcome.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.monitoringExports.name, '@service', 'exporter, result'),
              legend: '{{exporter}} {{result}}',
            },
          ],
          min: 0,
        },
      ],
    },
  ],
});
