import { catalog } from '@kotoba/metrics';
import { defineDashboard } from '../define-dashboard.ts';
import { gaugeOf } from '../queries.ts';

const nodes = gaugeOf(catalog.clusterNodes.name, '@service');
const active = gaugeOf(catalog.clusterNodesActive.name, '@service');

/** Who is there, who leads, who lags. */
export const cluster = defineDashboard({
  name: 'cluster',
  title: 'Cluster',
  description: 'Nodes, replication lag and changes of the leader.',
  tags: ['database', 'cluster'],
  rows: [
    {
      title: 'Nodes',
      panels: [
        {
          title: 'Nodes missing',
          description: 'Nodes of the cluster that are not active.',
          kind: 'stat',
          unit: 'count',
          width: 6,
          queries: [{ query: `${nodes} - ${active}`, legend: '{{cluster}}' }],
          thresholds: [{ from: 1, level: 'critical' }],
        },
        {
          title: 'How many nodes are active?',
          description: 'Nodes known and nodes that are up.',
          kind: 'timeseries',
          unit: 'count',
          width: 18,
          queries: [
            { query: nodes, legend: '{{cluster}} known' },
            { query: active, legend: '{{cluster}} active' },
          ],
          min: 0,
        },
      ],
    },
    {
      title: 'Replication',
      panels: [
        {
          title: 'How far behind are the followers?',
          description: 'Replication lag of each node.',
          kind: 'timeseries',
          unit: 'seconds',
          queries: [
            {
              query: gaugeOf(catalog.clusterReplicationLag.name, '@service'),
              legend: '{{cluster}} {{node}}',
            },
          ],
          thresholds: [{ from: 10, level: 'warning' }],
          min: 0,
        },
        {
          title: 'Did the leader change?',
          description: 'Changes of the leader within an hour. More than one is a cluster that cannot agree.',
          kind: 'timeseries',
          unit: 'count',
          queries: [
            {
              query: `increase(${gaugeOf(catalog.clusterLeaderChanges.name, '@service')}[1h])`,
              legend: '{{cluster}}',
            },
          ],
          min: 0,
        },
      ],
    },
  ],
});
