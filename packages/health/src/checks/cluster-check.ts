import type { ClusterNode, MonitoredCluster } from '@kotoba/core';
import type { HealthCheckAnswer, HealthCheckFunction } from '../health-check.ts';

/** Unhealthy without a majority of active nodes, degraded when one is down or far behind its leader. */
export function clusterCheck(
  cluster: MonitoredCluster,
  replicationLagDegradedMillis: number,
): HealthCheckFunction {
  return async (context) => {
    const { nodes } = await cluster.getClusterMetrics(context);
    if (nodes === undefined || nodes.length === 0)
      return { status: 'unknown', message: 'the cluster’s nodes are not known' };
    return judge(nodes, replicationLagDegradedMillis / 1_000);
  };
}

function judge(nodes: readonly ClusterNode[], degradedLagSeconds: number): HealthCheckAnswer {
  const active = nodes.filter((node) => node.active).length;
  const down = nodes.filter((node) => !node.active).map((node) => node.name);
  const behind = nodes.filter((node) => (node.replicationLagSeconds ?? 0) >= degradedLagSeconds);
  const problems = [
    ...(down.length > 0 ? [`not active: ${down.join(', ')}`] : []),
    ...behind.map((node) => `${node.name} is ${node.replicationLagSeconds} s behind`),
  ];
  const counted = `${active} of ${nodes.length} nodes active`;
  const hasMajority = active * 2 > nodes.length;
  return {
    status: !hasMajority ? 'unhealthy' : problems.length > 0 ? 'degraded' : 'healthy',
    message: [counted, ...problems].join('; '),
    details: { nodes: nodes.length, active },
  };
}
