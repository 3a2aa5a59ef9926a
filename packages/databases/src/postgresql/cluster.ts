import {
  type ClusterMetrics,
  type ClusterNode,
  errorMessage,
  KotobaError,
  type MonitoredCluster,
  type ReadContext,
  withTimeout,
} from '@kotoba/core';
import { expectName, refuseClient } from '../errors.ts';
import { OwnConnection } from '../own-connection/own-connection.ts';
import type { PostgresqlConnection } from './client.ts';
import {
  ANSWER_GRACE_MILLIS,
  DEFAULT_NAME,
  type PostgresqlReadOptions,
  type ResolvedReadOptions,
  readDefaults,
} from './options.ts';
import type { ServerReading } from './read-metrics.ts';
import { ReplicationLag } from './replication-lag.ts';
import { ServerReader } from './server-reader.ts';

/** Options of `postgresqlCluster()`. */
export interface PostgresqlClusterOptions
  extends Pick<PostgresqlReadOptions, 'statementTimeoutMillis' | 'lockTimeoutMillis' | 'clock'> {
  /** Value of the label `cluster`; unique among the clusters of one process. Default `postgresql`. */
  readonly name?: string;
  /**
   * How to make a connection for monitoring alone to each node, by the node's name: `() => new Client(settings)`. One that
   * always leads to the primary is enough: its standbys are then taken from what it says of them.
   */
  readonly nodes: Readonly<Record<string, () => PostgresqlConnection>>;
}

/**
 * A primary with streaming standbys as a cluster. The leader is the node out of recovery on the highest timeline; a
 * timeline higher than any before is a leader change. A node is active when it leads, or answers and streams.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function postgresqlCluster(options: PostgresqlClusterOptions): MonitoredCluster {
  const { name = DEFAULT_NAME, nodes, ...rest } = options;
  const makers = Object.entries(nodes ?? {});
  if (makers.length === 0 || makers.some(([, make]) => typeof make !== 'function'))
    refuseClient('expected nodes: { name: () => new Client(settings) }, at least one');
  expectName(name, 'cluster');
  return new PostgresqlCluster(name, makers, { ...readDefaults, ...rest });
}

type Replication = NonNullable<ServerReading['replication']>;

interface NodeState {
  readonly name: string;
  readonly replication: Replication;
}

class Node {
  readonly name: string;
  readonly #reader: ServerReader;
  readonly #options: ResolvedReadOptions;

  constructor(name: string, make: () => PostgresqlConnection, options: ResolvedReadOptions) {
    this.name = name;
    this.#options = options;
    this.#reader = new ServerReader(new OwnConnection(make, options.clock), options, ['replication']);
  }

  /** @throws whatever kept the node from answering within its own limit, which is shorter than the cluster's */
  async read(signal: AbortSignal): Promise<NodeState> {
    const { clock, statementTimeoutMillis } = this.#options;
    const what = `reading node ${JSON.stringify(this.name)}`;
    const { replication } = await withTimeout(
      clock,
      statementTimeoutMillis + ANSWER_GRACE_MILLIS,
      what,
      (limited) => this.#reader.read(AbortSignal.any([signal, limited])),
    );
    if (replication === undefined) throw new Error(`${what}: the server refused to tell of its replication`);
    return { name: this.name, replication };
  }
}

class PostgresqlCluster implements MonitoredCluster {
  readonly name: string;
  readonly #nodes: readonly Node[];
  readonly #options: ResolvedReadOptions;
  readonly #lag = new ReplicationLag();
  #timeline: number | undefined;
  #leaderChanges = 0;

  constructor(
    name: string,
    makers: readonly (readonly [string, () => PostgresqlConnection])[],
    options: ResolvedReadOptions,
  ) {
    this.name = name;
    this.#options = options;
    this.#nodes = makers.map(([node, make]) => new Node(node, make, options));
  }

  async getClusterMetrics({ signal }: ReadContext): Promise<ClusterMetrics> {
    signal.throwIfAborted();
    const results = await Promise.allSettled(this.#nodes.map((node) => node.read(signal)));
    signal.throwIfAborted();
    const answered = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    if (answered.length === 0) throw this.#failed(results);
    const leader = leaderOf(answered);
    if (leader !== undefined) this.#noteLeader(leader.replication);
    const nodes = await Promise.all(
      this.#nodes.map(async (node, index): Promise<ClusterNode> => {
        const result = results[index]!;
        if (result.status === 'rejected') return { name: node.name, active: false };
        return this.#nodeOf(node, result.value, leader, signal);
      }),
    );
    const discovered = this.#nodes.length === 1 ? standbysOf(leader) : [];
    return { nodes: [...nodes, ...discovered], leaderChanges: this.#leaderChanges };
  }

  #noteLeader({ timeline, position }: Replication): void {
    if (timeline === null) return;
    if (this.#timeline !== undefined && timeline > this.#timeline) this.#leaderChanges++;
    this.#timeline = Math.max(timeline, this.#timeline ?? timeline);
    if (position !== null) this.#lag.noteLeader(timeline, position, this.#options.clock.monotonic());
  }

  async #nodeOf(
    node: Node,
    state: NodeState,
    leader: NodeState | undefined,
    signal: AbortSignal,
  ): Promise<ClusterNode> {
    const { name, replication } = state;
    if (state === leader) return { name, active: true };
    if (!replication.inRecovery) return { name, active: false };
    const active = replication.streaming ?? true;
    const lag = leader === undefined ? undefined : await this.#lagOf(node, replication, signal);
    return { name, active, ...(lag !== undefined && { replicationLagSeconds: lag }) };
  }

  /** Asks again where a standby seems behind: it was read at the same time as the leader, perhaps a moment earlier. */
  async #lagOf(node: Node, first: Replication, signal: AbortSignal): Promise<number | undefined> {
    const seconds = ({ position, replayAgeSeconds }: Replication) =>
      position === null
        ? undefined
        : this.#lag.secondsAt(position, this.#options.clock.monotonic(), replayAgeSeconds);
    const lag = seconds(first);
    if (lag === 0) return lag;
    try {
      return seconds((await node.read(signal)).replication);
    } catch {
      return lag; // It answered a moment ago; what it said then holds.
    }
  }

  #failed(results: readonly PromiseSettledResult<NodeState>[]): KotobaError {
    const causes = results.map((result) => (result.status === 'rejected' ? result.reason : undefined));
    return new KotobaError(
      'KOTOBA_DATABASE_READ_FAILED',
      `no node of PostgreSQL cluster ${JSON.stringify(this.name)} answered: ${errorMessage(causes[0])}`,
      { cause: causes.length === 1 ? causes[0] : new AggregateError(causes) },
    );
  }
}

/** A primary that was left behind by a promotion still says it is one, on a lower timeline. */
function leaderOf(nodes: readonly NodeState[]): NodeState | undefined {
  let leader: NodeState | undefined;
  for (const node of nodes) {
    const { inRecovery, timeline } = node.replication;
    if (inRecovery) continue;
    if (leader === undefined || (timeline ?? 0) > (leader.replication.timeline ?? 0)) leader = node;
  }
  return leader;
}

function standbysOf(leader: NodeState | undefined): ClusterNode[] {
  return (leader?.replication.standbys ?? []).map(({ name, streaming, seconds }) => ({
    name,
    active: streaming,
    ...(seconds !== null && { replicationLagSeconds: Math.max(0, seconds) }),
  }));
}
