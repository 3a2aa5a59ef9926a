import type { ReadContext } from './monitored-database.ts';

/** One node as its cluster sees it. */
export interface ClusterNode {
  /** Value of the label `node`. */
  readonly name: string;
  readonly active: boolean;
  /** How far behind the leader its data is; absent for the leader and where unknown. */
  readonly replicationLagSeconds?: number;
}

/** State of a cluster. A field that is absent is unknown. */
export interface ClusterMetrics {
  readonly nodes?: readonly ClusterNode[];
  /** Leader changes seen since monitoring started; never decreases. */
  readonly leaderChanges?: number;
}

/** A cluster that can be monitored, under the same terms as a database. */
export interface MonitoredCluster {
  /** Value of the label `cluster`. */
  readonly name: string;
  getClusterMetrics(context: ReadContext): ClusterMetrics | Promise<ClusterMetrics>;
}
