import { catalog } from '@kotoba/metrics';
import { defineDashboard } from '../define-dashboard.ts';
import { healthMeanings } from '../health-meanings.ts';
import { gaugeOf, sumOfRates } from '../queries.ts';

/** What is well, what is not, and who was told. */
export const healthStatus = defineDashboard({
  name: 'health-status',
  title: 'Health Status',
  description: 'The verdict, every check over time, alerts that fire, and notifications.',
  tags: ['health', 'alerts'],
  rows: [
    {
      title: 'Checks',
      panels: [
        {
          title: 'Verdict',
          description: 'Of all checks together: one critical check that fails makes it unhealthy.',
          kind: 'stat',
          unit: 'none',
          width: 6,
          queries: [{ query: gaugeOf(catalog.healthStatus.name, '@service'), legend: '{{instance}}' }],
          meanings: healthMeanings,
        },
        {
          title: 'What was each check’s status?',
          description: 'Statuses over time, one line a check.',
          kind: 'states',
          unit: 'none',
          width: 18,
          queries: [{ query: gaugeOf(catalog.healthCheckStatus.name, '@service'), legend: '{{check_name}}' }],
          meanings: healthMeanings,
        },
        {
          title: 'How long do checks take?',
          description: 'Duration of the last run of each check. Checks get slow before they fail.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            { query: gaugeOf(catalog.healthCheckDuration.name, '@service'), legend: '{{check_name}}' },
          ],
          min: 0,
        },
        {
          title: 'Which checks answer too late?',
          description: 'Answers a second that came after the check’s time limit.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.healthCheckLateAnswers.name, '@service', 'check_name'),
              legend: '{{check_name}}',
            },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Alerts',
      panels: [
        {
          title: 'How many alerts fire?',
          description: 'Alerts that fire, by severity.',
          kind: 'timeseries',
          unit: 'count',
          queries: [{ query: gaugeOf(catalog.alertsFiring.name, '@service'), legend: '{{severity}}' }],
          isStacked: true,
          min: 0,
        },
        {
          title: 'Were notifications sent?',
          description: 'Messages a second by channel and outcome. Failed ones are repeated.',
          kind: 'timeseries',
          unit: 'perSecond',
          queries: [
            {
              query: sumOfRates(catalog.notifications.name, '@service', 'channel, result'),
              legend: '{{channel}} {{result}}',
            },
          ],
          min: 0,
        },
      ],
    },
  ],
});
