import type { DatabaseMetrics, DetailMetrics, DetailValues, StorageMetrics } from '@kotoba/core';
import type { ServerFacts, ServerReading, StatisticsTotal } from './read-metrics.ts';
import type { PartialReading } from './server-reader.ts';
import { type PartialTotal, SteadyTotals, type TotalsOrigin } from './steady-totals.ts';

/** What readings of one server come to. */
export interface ServerFigures {
  readonly database: DatabaseMetrics;
  readonly storage: StorageMetrics;
  readonly detail: DetailMetrics;
}

const TOTALS: readonly StatisticsTotal[] = [
  'commits',
  'rollbacks',
  'blockReads',
  'blockHits',
  'returned',
  'fetched',
  'inserted',
  'updated',
  'deleted',
  'conflicts',
  'tempFiles',
  'tempBytes',
  'deadlocks',
  'readMillis',
  'writeMillis',
];

type Statistics = NonNullable<ServerReading['statistics']>;
type Totals = Readonly<Record<StatisticsTotal, number>>;

/**
 * Makes figures out of readings. Totals go on over restarts, resets and changes of the server; ratios are those of the
 * time since the reading before.
 */
export class ServerFiguresMaker {
  readonly #totals = new SteadyTotals();
  readonly #statementTotals = new SteadyTotals();
  #facts: ServerFacts | undefined;
  #statistics: Statistics | undefined;
  #last: Totals | undefined;

  make(reading: PartialReading): ServerFigures {
    const { server, statistics } = reading;
    const isOther = this.#facts !== undefined && isOtherServer(this.#facts, server);
    const wasRecreated = this.#facts !== undefined && this.#facts.databaseId !== server.databaseId;
    const origin = isOther ? 'other server' : wasRecreated ? 'reset' : 'same';
    this.#facts = server;
    const before = this.#last;
    const totals = statistics && this.#steady(statistics, origin);
    return {
      database: { uptimeSeconds: Math.max(0, server.at - server.startedAt), version: server.version },
      storage: storageOf(reading, totals, before),
      detail: {
        unread: reading.unread,
        serverConnectionsMax: [[server.maxConnections]],
        ...activityOf(reading),
        ...(totals && statisticsOf(totals, server.ioTimed)),
        ...(statistics && {
          vacuumAge: [
            [statistics.transactionAge, 'transaction'],
            [statistics.multixactAge, 'multixact'],
          ],
        }),
        ...sizesOf(reading),
        ...replicationOf(reading),
        ...this.#statements(reading, origin),
      },
    };
  }

  #steady(statistics: Statistics, origin: TotalsOrigin): Totals {
    const known = this.#statistics;
    const wasReset = origin === 'same' && known !== undefined && hasStartedOver(known, statistics);
    this.#statistics = statistics;
    const read = TOTALS.map((name): PartialTotal => [name, '', statistics[name]]);
    const values = this.#totals.update(read, wasReset ? 'reset' : origin);
    const totals = Object.fromEntries(values) as Totals;
    this.#last = totals;
    return totals;
  }

  #statements({ statements }: PartialReading, origin: TotalsOrigin): DetailMetrics {
    if (statements === undefined) return {};
    const read = statements.flatMap(([id, role, calls, seconds, rows]): PartialTotal[] => [
      [`calls ${id}`, role, calls],
      [`seconds ${id}`, role, seconds],
      [`rows ${id}`, role, rows],
    ]);
    const values = this.#statementTotals.update(read, origin);
    const ids = [...new Set(statements.map(([id]) => id))];
    const series = (kind: string): DetailValues => ids.map((id) => [values.get(`${kind} ${id}`), id]);
    return {
      statementCalls: series('calls'),
      statementSeconds: series('seconds'),
      statementRows: series('rows'),
    };
  }
}

/** A server that had been running before the other one was last read, or stands elsewhere, is not the same. */
function isOtherServer(before: ServerFacts, now: ServerFacts): boolean {
  if (before.address !== now.address) return true;
  return before.startedAt !== now.startedAt && now.startedAt < before.at;
}

/** Statistics are lost in a crash and reset on demand; then the time of the reset changes, or what only rises fell. */
function hasStartedOver(before: Statistics, now: Statistics): boolean {
  if (before.resetAt !== null && now.resetAt !== null && before.resetAt !== now.resetAt) return true;
  return now.blockHits < before.blockHits || now.commits < before.commits;
}

function storageOf(
  { sizes, server }: PartialReading,
  totals: Totals | undefined,
  before: Totals | undefined,
): StorageMetrics {
  const size = sizes?.ofThis ?? undefined;
  return {
    ...(size !== undefined && { totalSizeBytes: size }),
    ...(totals && {
      readOperations: totals.blockReads,
      readBytes: totals.blockReads * server.blockBytes,
      ...ratiosOf(totals, before, server.ioTimed),
    }),
  };
}

/** Over the time since the reading before; over all time where nothing was read since. */
function ratiosOf(totals: Totals, before: Totals | undefined, ioTimed: boolean): StorageMetrics {
  const over = (since: Totals | undefined) => {
    const reads = totals.blockReads - (since?.blockReads ?? 0);
    const hits = totals.blockHits - (since?.blockHits ?? 0);
    const millis = totals.readMillis - (since?.readMillis ?? 0);
    return { reads, hits, millis };
  };
  const recent = over(before);
  const cache = recent.reads + recent.hits > 0 ? recent : over(undefined);
  const disk = recent.reads > 0 ? recent : over(undefined);
  return {
    ...(cache.reads + cache.hits > 0 && { cacheHitRate: cache.hits / (cache.reads + cache.hits) }),
    ...(ioTimed && disk.reads > 0 && { ioLatencyMs: disk.millis / disk.reads }),
  };
}

function activityOf({ activity }: PartialReading): DetailMetrics {
  if (activity === undefined) return {};
  return {
    serverConnections: Object.entries(activity.states).map(([state, count]) => [count, state]),
    longestTransactionSeconds: [[activity.longestSeconds]],
    slowQueriesRunning: [[activity.slow]],
    locksWaiting: [[activity.locksWaiting]],
  };
}

function statisticsOf(totals: Totals, ioTimed: boolean): DetailMetrics {
  return {
    transactions: [
      [totals.commits, 'commit'],
      [totals.rollbacks, 'rollback'],
    ],
    rows: (['returned', 'fetched', 'inserted', 'updated', 'deleted'] as const).map((action) => [
      totals[action],
      action,
    ]),
    blockReads: [[totals.blockReads]],
    blockHits: [[totals.blockHits]],
    ...(ioTimed && {
      blockIoSeconds: [
        [totals.readMillis / 1_000, 'read'],
        [totals.writeMillis / 1_000, 'write'],
      ],
    }),
    tempFiles: [[totals.tempFiles]],
    tempBytes: [[totals.tempBytes]],
    deadlocks: [[totals.deadlocks]],
    conflicts: [[totals.conflicts]],
  };
}

function sizesOf({ sizes }: PartialReading): DetailMetrics {
  if (sizes === undefined) return {};
  return {
    databaseSizes: Object.entries(sizes.byName).map(([name, bytes]) => [bytes ?? undefined, name]),
    ...(sizes.deadRows !== null && { deadRows: [[sizes.deadRows]] }),
  };
}

function replicationOf({ replication }: PartialReading): DetailMetrics {
  if (replication === undefined) return {};
  const { inRecovery, timeline, streaming, behindSeconds, standbys } = replication;
  const own: DetailValues = inRecovery && streaming === true ? [[notNegative(behindSeconds)]] : [];
  return {
    inRecovery: [[inRecovery ? 1 : 0]],
    ...(timeline !== null && { timeline: [[timeline]] }),
    ...(standbys !== null && {
      standbys: [[standbys.filter((standby) => standby.streaming).length]],
      standbyLagBytes: standbys.map(({ name, bytes }) => [notNegative(bytes), name]),
    }),
    standbyLagSeconds: [
      ...own,
      ...(standbys ?? []).map(({ name, seconds }) => [notNegative(seconds), name] as const),
    ],
  };
}

/** Clocks that differ, and positions read a moment apart, can make a lag come out below nothing. */
function notNegative(lag: number | null): number | undefined {
  return lag === null ? undefined : Math.max(0, lag);
}
