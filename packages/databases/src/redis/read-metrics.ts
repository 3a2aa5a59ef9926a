import type { DatabaseMetrics, DetailMetrics, DetailValue, DetailValues, StorageMetrics } from '@kotoba/core';
import type { CommandAnswers } from './client.ts';
import { type Info, numberOf, parseInfo, rowsOf } from './info.ts';

/** The commands of one reading, a line each. `everything` is what `all` is and the modules' sections besides. */
export const READING = 'INFO everything\nSLOWLOG GET 1';

/** What one reading of a server comes to. */
export interface RedisFigures {
  readonly database: DatabaseMetrics;
  readonly storage: StorageMetrics;
  readonly detail: DetailMetrics;
}

/** Hits and misses of keys, to tell the share of hits since the reading before. */
export interface KeyReads {
  readonly hits: number;
  readonly misses: number;
}

/** @throws the server's refusal of `INFO`, without which nothing is known */
export function figuresOf(
  [infoAnswer, slowAnswer]: CommandAnswers,
  topCommands: number,
  before: KeyReads | undefined,
): RedisFigures & { readonly keyReads: KeyReads | undefined } {
  if (typeof infoAnswer !== 'string') throw infoAnswer;
  const info = parseInfo(infoAnswer);
  const keyReads = keyReadsOf(info);
  const slow = slowCommandsOf(slowAnswer);
  return {
    keyReads,
    database: databaseOf(info),
    storage: storageOf(info, keyReads, before),
    detail: {
      ...(slowAnswer instanceof Error && { unread: ['slowlog'] }),
      ...connectionsOf(info),
      ...memoryOf(info),
      ...persistenceOf(info),
      ...replicationOf(info),
      ...commandsOf(info, topCommands),
      serverErrors: rowsOf(info, 'errorstat_').flatMap(([error, row]) => value(row.get('count'), error)),
      ...(slow !== undefined && { slowCommandsLogged: [[slow]] }),
    },
  };
}

/** A name a server of another make goes by has its own version. */
function databaseOf(info: Info): DatabaseMetrics {
  const version = info.get('valkey_version') ?? info.get('redis_version');
  return {
    ...given('activeConnections', numberOf(info, 'connected_clients')),
    ...given('totalConnections', numberOf(info, 'total_connections_received')),
    ...given('maxConnections', numberOf(info, 'maxclients')),
    ...given('uptimeSeconds', numberOf(info, 'uptime_in_seconds')),
    ...(version !== undefined && { version }),
  };
}

function storageOf(info: Info, reads: KeyReads | undefined, before: KeyReads | undefined): StorageMetrics {
  const hits = reads === undefined ? undefined : reads.hits - (before?.hits ?? 0);
  const misses = reads === undefined ? undefined : reads.misses - (before?.misses ?? 0);
  const isKnown = hits !== undefined && misses !== undefined && hits >= 0 && misses >= 0 && hits + misses > 0;
  return {
    ...given('totalSizeBytes', numberOf(info, 'used_memory')),
    ...given('usedSizeBytes', numberOf(info, 'used_memory_dataset')),
    ...(reads !== undefined && { readOperations: reads.hits + reads.misses }),
    ...(isKnown && { cacheHitRate: hits / (hits + misses) }),
  };
}

function keyReadsOf(info: Info): KeyReads | undefined {
  const hits = numberOf(info, 'keyspace_hits');
  const misses = numberOf(info, 'keyspace_misses');
  return hits === undefined || misses === undefined ? undefined : { hits, misses };
}

function connectionsOf(info: Info): DetailMetrics {
  const connected = numberOf(info, 'connected_clients');
  const blocked = numberOf(info, 'blocked_clients');
  return {
    ...(connected !== undefined &&
      blocked !== undefined && {
        serverConnections: [
          [Math.max(connected - blocked, 0), 'connected'],
          [blocked, 'blocked'],
        ],
      }),
    ...one('serverConnectionsMax', numberOf(info, 'maxclients')),
    ...one('connectionsRejected', numberOf(info, 'rejected_connections')),
  };
}

function memoryOf(info: Info): DetailMetrics {
  const most = numberOf(info, 'maxmemory');
  const keys = rowsOf(info, 'db').filter(([db]) => /^\d+$/.test(db));
  return {
    ...one('memoryBytes', numberOf(info, 'used_memory_rss')),
    ...one('memoryMaxBytes', most === 0 ? undefined : most),
    ...one('memoryFragmentation', numberOf(info, 'mem_fragmentation_ratio')),
    ...one('keysEvicted', numberOf(info, 'evicted_keys')),
    ...one('keysExpired', numberOf(info, 'expired_keys')),
    keys: keys.flatMap(([db, row]) => value(row.get('keys'), db)),
  };
}

/** Ages are those of the server's own clock, as far as it tells them. */
function persistenceOf(info: Info): DetailMetrics {
  const savedAt = numberOf(info, 'rdb_last_save_time');
  const nowMicros = numberOf(info, 'server_time_usec');
  const isAppending = info.get('aof_enabled') === '1';
  return {
    ...one('snapshotPendingChanges', numberOf(info, 'rdb_changes_since_last_save')),
    ...one('snapshotOk', okOf(info.get('rdb_last_bgsave_status'))),
    ...one(
      'snapshotAgeSeconds',
      savedAt === undefined || nowMicros === undefined ? undefined : Math.max(nowMicros / 1e6 - savedAt, 0),
    ),
    ...(isAppending && one('appendOnlyOk', okOf(info.get('aof_last_write_status')))),
  };
}

function replicationOf(info: Info): DetailMetrics {
  const role = info.get('role');
  const offset = numberOf(info, 'master_repl_offset');
  const replicas = rowsOf(info, 'slave').filter(([index]) => /^\d+$/.test(index));
  const named = replicas.map(([, row]) => ({ name: `${row.get('ip')}:${row.get('port')}`, row }));
  return {
    ...(role !== undefined && { inRecovery: [[role === 'slave' ? 1 : 0]] }),
    ...one('standbys', numberOf(info, 'connected_slaves')),
    ...(offset !== undefined && {
      standbyLagBytes: named.flatMap(({ name, row }): DetailValue[] => {
        const reached = Number(row.get('offset'));
        return Number.isFinite(reached) ? [[Math.max(offset - reached, 0), name]] : [];
      }),
    }),
    standbyLagSeconds: named.flatMap(({ name, row }) => value(row.get('lag'), name)),
  };
}

/** Of the commands that took the server most time. */
function commandsOf(info: Info, top: number): DetailMetrics {
  const busiest = rowsOf(info, 'cmdstat_')
    .map(([command, row]) => ({
      command,
      calls: Number(row.get('calls')),
      seconds: Number(row.get('usec')) / 1e6,
    }))
    .filter(({ calls, seconds }) => Number.isFinite(calls) && Number.isFinite(seconds))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, top);
  const told = new Set(busiest.map(({ command }) => command));
  return {
    commandCalls: busiest.map(({ command, calls }): DetailValue => [calls, command]),
    commandSeconds: busiest.map(({ command, seconds }): DetailValue => [seconds, command]),
    commandLatencySeconds: rowsOf(info, 'latency_percentiles_usec_')
      .filter(([command]) => told.has(command))
      .flatMap(([command, row]) =>
        [...row].flatMap(([percentile, micros]): DetailValue[] => {
          const quantile = Number((Number(percentile.slice(1)) / 100).toPrecision(6));
          return Number.isFinite(quantile) ? [[Number(micros) / 1e6, command, String(quantile)]] : [];
        }),
      ),
  };
}

/** Entries are numbered from the server's start; the newest tells how many there have been. */
function slowCommandsOf(answer: unknown): number | undefined {
  if (!Array.isArray(answer)) return undefined;
  const newest: unknown = answer[0];
  if (newest === undefined) return undefined;
  const id = Number(Array.isArray(newest) ? newest[0] : undefined);
  return Number.isFinite(id) ? id + 1 : undefined;
}

function okOf(status: string | undefined): number | undefined {
  return status === undefined ? undefined : status === 'ok' ? 1 : 0;
}

function value(text: string | undefined, ...labels: string[]): DetailValues {
  const number = Number(text);
  return text === undefined || !Number.isFinite(number) ? [] : [[number, ...labels]];
}

function one<Field extends keyof DetailMetrics>(field: Field, number: number | undefined): DetailMetrics {
  return number === undefined ? {} : { [field]: [[number]] };
}

function given<Field extends string>(
  field: Field,
  number: number | undefined,
): { readonly [name in Field]?: number } {
  return number === undefined ? {} : ({ [field]: number } as { readonly [name in Field]?: number });
}
