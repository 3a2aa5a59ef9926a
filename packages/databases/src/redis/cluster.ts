import {
  type Clock,
  type ClusterMetrics,
  type ClusterNode,
  type MonitoredCluster,
  type ReadContext,
  systemClock,
  withTimeout,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import { OwnConnection } from '../own-connection/own-connection.ts';
import { type CommandAnswers, connectionLike, isRedisClient, type RedisClient } from './client.ts';
import { type ClusterView, readClusterNodes } from './cluster-nodes.ts';
import { redisDefaults } from './options.ts';
import { readReplicationLags } from './replication-lags.ts';
import { readSentinelView } from './sentinel-view.ts';

/** What reads of a cluster of Redis go by. */
export interface RedisClusterOptions {
  /** Value of the label `cluster`; unique among the clusters of one process. Default `redis`. */
  readonly name?: string;
  /**
   * Clients of single servers, of `redis` or `ioredis`, from whose settings connections for monitoring are made: of some nodes,
   * or of the sentinels. They need not be connected. The first that answers is believed.
   */
  readonly clients: readonly RedisClient[];
  /** Time limit of asking one of them. Default 1,000. */
  readonly timeoutMillis?: number;
  /** What pauses are timed with. Default: the machine's own clock. */
  readonly clock?: Clock;
}

/** Options of `redisSentinelCluster()`. */
export interface RedisSentinelOptions extends RedisClusterOptions {
  /** The name sentinels know the primary by. Default `mymaster`. */
  readonly primary?: string;
  /**
   * A client that goes to the primary wherever it is, such as one of `ioredis` with `sentinels`. From its settings a connection is
   * made that tells how far replicas are behind, which sentinels do not. Default none.
   */
  readonly primaryClient?: RedisClient;
}

const TIMEOUT_MILLIS = 1_000;

/**
 * A Redis Cluster. Nodes are those the asked node knows, active when no flag says otherwise and their link is up; a replica
 * that serves slots in place of its primary is a leader change. How far a replica is behind is known where its primary is among
 * those that are asked.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function redisCluster(options: RedisClusterOptions): MonitoredCluster {
  return make(options, { commands: 'CLUSTER NODES\nINFO replication', read: readClusterNodes });
}

/**
 * A primary and its replicas that sentinels watch. A configuration epoch higher than before is a leader change: sentinels
 * give each failover they complete one of its own.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function redisSentinelCluster(options: RedisSentinelOptions): MonitoredCluster {
  const { primary = 'mymaster', primaryClient } = options;
  if (!/^[\w.-]+$/.test(primary)) refuseClient('expected primary: the name the sentinels know it by');
  if (primaryClient !== undefined && !isRedisClient(primaryClient))
    refuseClient('expected primaryClient: a client of redis or ioredis');
  const commands = `SENTINEL MASTER ${primary}\nSENTINEL REPLICAS ${primary}`;
  return make(options, { commands, read: readSentinelView }, primaryClient);
}

function make(
  {
    name = redisDefaults.name,
    clients,
    timeoutMillis = TIMEOUT_MILLIS,
    clock = systemClock,
  }: RedisClusterOptions,
  question: Question,
  primaryClient?: RedisClient,
): MonitoredCluster {
  if (!Array.isArray(clients) || clients.length === 0 || !clients.every(isRedisClient))
    refuseClient('expected clients: clients of redis or ioredis, at least one');
  expectName(name, 'cluster');
  const connectionOf = (client: RedisClient) =>
    new OwnConnection(() => connectionLike(client, timeoutMillis), clock);
  return new RedisCluster(name, {
    connections: clients.map(connectionOf),
    primary: primaryClient && connectionOf(primaryClient),
    question,
    timeoutMillis,
    clock,
  });
}

/** What members are asked, and how their answers are read. */
interface Question {
  readonly commands: string;
  readonly read: (answers: CommandAnswers) => ClusterView;
}

interface Asking {
  readonly connections: readonly OwnConnection[];
  /** To the primary, asked how far replicas are behind. */
  readonly primary: OwnConnection | undefined;
  readonly question: Question;
  readonly timeoutMillis: number;
  readonly clock: Clock;
}

class RedisCluster implements MonitoredCluster {
  readonly name: string;
  readonly #asking: Asking;
  #last: ClusterView | undefined;
  #leaderChanges = 0;

  constructor(name: string, asking: Asking) {
    this.name = name;
    this.#asking = asking;
  }

  async getClusterMetrics({ signal }: ReadContext): Promise<ClusterMetrics> {
    const [view, known] = await Promise.all([this.#view(signal), this.#lagsByPrimary(signal)]);
    if (this.#last === undefined || view.epoch >= this.#last.epoch) {
      this.#leaderChanges += leaderChangesOf(this.#last, view);
      this.#last = view;
    }
    const nodes = view.nodes.map(({ name, active, isLeader }): ClusterNode => {
      const lag = isLeader ? undefined : (view.lags.get(name) ?? known.get(name));
      return { name, active, ...(lag !== undefined && { replicationLagSeconds: lag }) };
    });
    return { nodes, leaderChanges: this.#leaderChanges };
  }

  /** The newest view, with what all members say of lags. */
  async #view(signal: AbortSignal): Promise<ClusterView> {
    signal.throwIfAborted();
    const { connections, question } = this.#asking;
    const asked = connections.map(async (connection) =>
      question.read(await this.#ask(connection, question.commands, signal)),
    );
    const answers = await Promise.allSettled(asked);
    signal.throwIfAborted();
    const views = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const lags = new Map(views.flatMap((view) => [...view.lags]));
    const newest = views.sort((a, b) => b.epoch - a.epoch)[0];
    if (newest !== undefined) return { ...newest, lags };
    const errors = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    throw readFailed('Redis cluster', this.name, errors[0]);
  }

  /** What the primary says of its replicas; nothing while it does not answer. */
  async #lagsByPrimary(signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
    const { primary } = this.#asking;
    if (primary === undefined) return new Map();
    const [answer] = await this.#ask(primary, 'INFO replication', signal).catch(() => []);
    return readReplicationLags(answer);
  }

  #ask(connection: OwnConnection, commands: string, signal: AbortSignal): Promise<CommandAnswers> {
    const { clock, timeoutMillis } = this.#asking;
    return withTimeout(
      clock,
      timeoutMillis,
      'asking a node',
      async (limited) =>
        (await connection.run(commands, AbortSignal.any([signal, limited]))) as CommandAnswers,
    );
  }
}

/** Leaders that were no leaders in the view before; those it did not know have come, not changed. */
function leaderChangesOf(
  before: ClusterView | undefined,
  { nodes, epoch, countsByEpoch }: ClusterView,
): number {
  if (before === undefined) return 0;
  if (countsByEpoch) return epoch > before.epoch ? 1 : 0;
  const roles = new Map(before.nodes.map(({ id, isLeader }) => [id, isLeader]));
  return nodes.filter(({ id, isLeader }) => isLeader && roles.get(id) === false).length;
}
