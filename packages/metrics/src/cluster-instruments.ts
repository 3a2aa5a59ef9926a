import { loggableError, type MonitoredCluster } from '@kotoba/core';
import { asError } from './as-error.ts';
import { catalog } from './catalog.ts';
import type { PollingContext, RegisteredReading } from './database-instruments.ts';
import { GuardedRead } from './guarded-read.ts';
import type { ClusterReading } from './kotoba-metrics.ts';
import { readField } from './polled-field.ts';
import { PolledInstruments } from './polled-instruments.ts';
import { SharedReading } from './shared-reading.ts';

const READ = 'cluster';

/** Registers the metrics of one cluster, under the same terms as a database. */
export function registerClusterInstruments(
  context: PollingContext,
  cluster: MonitoredCluster,
): RegisteredReading<ClusterReading> {
  const { store } = context;
  const { name } = cluster;
  const guard = new GuardedRead(
    store.clock,
    context.readTimeoutMillis,
    `read of cluster ${JSON.stringify(name)}`,
  );
  const instruments = new PolledInstruments(store, { cluster: name });
  const errors = store.counter(catalog.monitoringReadErrors);
  errors.add(0, { cluster: name, read: READ });
  let stopped = false;
  const read = async (): Promise<ClusterReading> => {
    const before = store.clock.monotonic();
    let reading: ClusterReading;
    try {
      const answer = await guard.runForObject((signal) => cluster.getClusterMetrics({ signal }));
      reading = { atMillis: store.clock.now(), cluster: answer };
    } catch (thrown) {
      reading = { atMillis: store.clock.now(), error: asError(thrown) };
      errors.add(1, { cluster: name, read: READ });
      store.logNowAndThen(
        `read ${READ} ${name}`,
        `cluster ${JSON.stringify(name)}: ${loggableError(thrown)}`,
      );
    }
    if (stopped) return reading;
    const seconds = (store.clock.monotonic() - before) / 1_000;
    store.gauge(catalog.monitoringReadDuration).set(seconds, { cluster: name });
    apply(instruments, name, reading);
    return reading;
  };
  const shared = new SharedReading(store.clock, context.collectionIntervalMillis, read);
  const stopRefreshing = store.onRefresh(async () => {
    await shared.get();
  });
  return {
    read: () => shared.get(),
    stop: () => {
      stopped = true;
      stopRefreshing();
      instruments.remove();
    },
  };
}

function apply(instruments: PolledInstruments, cluster: string, reading: ClusterReading): void {
  const nodes = readNodes(reading, () => instruments.invalid(catalog.clusterNodes));
  instruments.gauge(catalog.clusterNodes, [[nodes?.length, { cluster }]]);
  const active = nodes?.every((node) => typeof node.active === 'boolean')
    ? nodes.filter((node) => node.active).length
    : undefined;
  instruments.gauge(catalog.clusterNodesActive, [[active, { cluster }]]);
  const lags = (nodes ?? []).map((node) => {
    const invalid = () => instruments.invalid(catalog.clusterReplicationLag);
    const lag = readField({ value: (n: typeof node) => n.replicationLagSeconds }, node, invalid);
    return [lag, { cluster, node: node.name }] as const;
  });
  instruments.gauge(catalog.clusterReplicationLag, lags);
  const invalid = () => instruments.invalid(catalog.clusterLeaderChanges);
  const changes = readField({ value: (r: ClusterReading) => r.cluster?.leaderChanges }, reading, invalid);
  instruments.counter(catalog.clusterLeaderChanges, [[changes, { cluster }]], false);
}

type Nodes = NonNullable<NonNullable<ClusterReading['cluster']>['nodes']>;

/** Undefined where the cluster does not know its nodes, or names one of them wrongly. */
function readNodes(reading: ClusterReading, onInvalid: () => void): Nodes | undefined {
  try {
    const nodes: unknown = reading.cluster?.nodes;
    if (nodes === undefined || nodes === null) return undefined;
    if (Array.isArray(nodes) && nodes.every((node) => typeof node?.name === 'string')) return nodes as Nodes;
  } catch {
    // Falls through: a getter of the answer threw.
  }
  onInvalid();
  return undefined;
}
