import type { BuiltInRule } from './built-in-rule.ts';

/** Rules about clusters. */
export const clusterRules: readonly BuiltInRule[] = [
  {
    name: 'ClusterNodesMissing',
    query: 'kotoba_cluster_nodes_total - kotoba_cluster_nodes_active > 0',
    for: '2m',
    severity: 'error',
    description: '{{ $value }} nodes of the cluster {{ $labels.cluster }} are not active.',
  },
  {
    name: 'ClusterQuorumAtRisk',
    query: 'kotoba_cluster_nodes_active / kotoba_cluster_nodes_total <= 0.5',
    for: '1m',
    severity: 'critical',
    description: 'No more than half of the nodes of the cluster {{ $labels.cluster }} are active.',
  },
  {
    name: 'ClusterReplicationLag',
    query: 'kotoba_cluster_replication_lag_seconds > 30',
    resolveThreshold: 10,
    for: '5m',
    severity: 'warning',
    description:
      'The node {{ $labels.node }} of {{ $labels.cluster }} is {{ $value | humanizeDuration }} behind its leader.',
  },
  {
    name: 'ClusterLeaderUnsteady',
    query: 'increase(kotoba_cluster_leader_changes_total[15m]) > 3',
    severity: 'warning',
    description:
      'The cluster {{ $labels.cluster }} has changed its leader more than three times in a quarter of an hour.',
  },
];
