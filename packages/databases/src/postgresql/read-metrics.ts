import type { ResolvedReadOptions } from './options.ts';

/** Parts of the statement that can fail by themselves, and are then left out; `server` is always read. */
export const optionalParts = ['activity', 'statistics', 'replication', 'statements', 'sizes'] as const;

/** One of {@link optionalParts}. */
export type Part = (typeof optionalParts)[number];

/** What is known of the server before a statement is put together. */
export interface ServerFacts {
  readonly version: string;
  /** Seconds since the epoch, by the server's clock. */
  readonly startedAt: number;
  readonly at: number;
  /** Address and port the server was reached at. */
  readonly address: string;
  readonly databaseId: number;
  readonly maxConnections: number;
  readonly blockBytes: number;
  readonly ioTimed: boolean;
  /** Whether the role may read what others do: membership in `pg_read_all_stats`, which `pg_monitor` has. */
  readonly mayReadAll: boolean;
  /** Where `pg_stat_statements` is installed in this database, null where it is not. */
  readonly statements: { readonly schema: string; readonly version: string } | null;
}

/** What one statement answered. A part that was left out, or that the role may not read, is absent. */
export interface ServerReading {
  readonly server: ServerFacts;
  readonly activity?: {
    readonly states: Readonly<Record<string, number>>;
    readonly longestSeconds: number;
    readonly slow: number;
    readonly locksWaiting: number;
  };
  readonly statistics?: Readonly<Record<StatisticsTotal, number>> & {
    /** Seconds since the epoch, null when never. */
    readonly resetAt: number | null;
    readonly transactionAge: number;
    readonly multixactAge: number;
  };
  readonly replication?: {
    readonly inRecovery: boolean;
    /** Null where it is unknown. */
    readonly timeline: number | null;
    /** Of a standby: whether it is connected to what it follows; null where the role may not know. */
    readonly streaming: boolean | null;
    /** Written (primary) or replayed (standby) up to here, in bytes. */
    readonly position: number | null;
    /** Of a standby: seconds between its last replayed commit and now, 0 when all it received is replayed. */
    readonly behindSeconds: number | null;
    /** Of a standby: seconds between its last replayed commit and now. */
    readonly replayAgeSeconds: number | null;
    /** Null where the role may not know. */
    readonly standbys: ReadonlyArray<{
      readonly name: string;
      readonly streaming: boolean;
      readonly bytes: number | null;
      readonly seconds: number | null;
    }> | null;
  };
  readonly statements?: ReadonlyArray<
    readonly [queryId: string, part: string, calls: number, seconds: number, rows: number]
  >;
  readonly sizes?: {
    readonly ofThis: number | null;
    readonly byName: Readonly<Record<string, number | null>>;
    readonly deadRows: number | null;
  };
}

/** Totals of `pg_stat_database`. */
export type StatisticsTotal =
  | 'commits'
  | 'rollbacks'
  | 'blockReads'
  | 'blockHits'
  | 'returned'
  | 'fetched'
  | 'inserted'
  | 'updated'
  | 'deleted'
  | 'conflicts'
  | 'tempFiles'
  | 'tempBytes'
  | 'deadlocks'
  | 'readMillis'
  | 'writeMillis';

type Limits = Pick<ResolvedReadOptions, 'sharedSession' | 'statementTimeoutMillis' | 'lockTimeoutMillis'>;

const MAY_READ_ALL = `pg_has_role('pg_read_all_stats', 'USAGE')`;
const MOST_NAMES = 100;

const SERVER = `json_build_object(
  'version', split_part(current_setting('server_version'), ' ', 1),
  'startedAt', extract(epoch FROM pg_postmaster_start_time()),
  'at', extract(epoch FROM clock_timestamp()),
  'address', concat(host(inet_server_addr()), ':', inet_server_port()),
  'databaseId', (SELECT oid::int8 FROM pg_database WHERE datname = current_database()),
  'maxConnections', current_setting('max_connections')::int,
  'blockBytes', current_setting('block_size')::int,
  'ioTimed', current_setting('track_io_timing') = 'on',
  'mayReadAll', ${MAY_READ_ALL},
  'statements', (SELECT json_build_object('schema', n.nspname, 'version', e.extversion)
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'))`;

/** Source: PostgreSQL documentation, 28.2 The Cumulative Statistics System. */
const STATISTICS = `(SELECT json_build_object(
    'commits', s.xact_commit, 'rollbacks', s.xact_rollback, 'blockReads', s.blks_read, 'blockHits', s.blks_hit,
    'returned', s.tup_returned, 'fetched', s.tup_fetched, 'inserted', s.tup_inserted,
    'updated', s.tup_updated, 'deleted', s.tup_deleted, 'conflicts', s.conflicts,
    'tempFiles', s.temp_files, 'tempBytes', s.temp_bytes, 'deadlocks', s.deadlocks,
    'readMillis', s.blk_read_time, 'writeMillis', s.blk_write_time,
    'resetAt', extract(epoch FROM s.stats_reset),
    'transactionAge', age(d.datfrozenxid), 'multixactAge', mxid_age(d.datminmxid))
  FROM pg_stat_database s JOIN pg_database d ON d.oid = s.datid WHERE d.datname = current_database())`;

function activity(slowQueryMillis: number): string {
  const inState = (state: string) => `'${state}', count(*) FILTER (WHERE state = '${state}')`;
  return `CASE WHEN ${MAY_READ_ALL} THEN (SELECT json_build_object(
    'states', json_build_object(${[
      'active',
      'idle',
      'idle in transaction',
      'idle in transaction (aborted)',
      'fastpath function call',
      'disabled',
    ]
      .map(inState)
      .join(', ')}),
    'longestSeconds', greatest(coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0), 0),
    'slow', count(*) FILTER (WHERE state = 'active'
      AND clock_timestamp() - query_start >= interval '${slowQueryMillis} milliseconds'),
    'locksWaiting', count(*) FILTER (WHERE wait_event_type = 'Lock'))
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend') END`;
}

/** `pg_walfile_name` rather than `pg_control_checkpoint`, which knows of a promotion only after a checkpoint. */
const REPLICATION = `json_build_object(
  'inRecovery', pg_is_in_recovery(),
  'timeline', CASE WHEN pg_is_in_recovery() THEN (SELECT received_tli FROM pg_stat_wal_receiver)
    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
  'streaming', CASE WHEN pg_is_in_recovery() AND ${MAY_READ_ALL}
    THEN coalesce((SELECT status = 'streaming' FROM pg_stat_wal_receiver), false) END,
  'position', pg_wal_lsn_diff(
    CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0'),
  'behindSeconds', CASE WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END,
  'replayAgeSeconds', CASE WHEN pg_is_in_recovery()
    THEN extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END,
  'standbys', CASE WHEN ${MAY_READ_ALL} THEN (SELECT coalesce(json_agg(s), '[]'::json) FROM (
    SELECT application_name AS name, bool_or(state = 'streaming') AS streaming,
      max(pg_wal_lsn_diff(here.lsn, replay_lsn)) AS bytes,
      max(CASE WHEN replay_lsn >= here.lsn THEN 0 ELSE extract(epoch FROM replay_lag) END) AS seconds
    FROM pg_stat_replication, LATERAL (SELECT CASE WHEN pg_is_in_recovery()
      THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END AS lsn) here
    WHERE state IN ('streaming', 'catchup') GROUP BY application_name ORDER BY 1 LIMIT ${MOST_NAMES}) s) END)`;

const SIZES = `json_build_object(
  'ofThis', pg_database_size(current_database()),
  'byName', (SELECT json_object_agg(datname, CASE WHEN ${MAY_READ_ALL} OR has_database_privilege(oid, 'CONNECT')
      THEN pg_database_size(oid) END)
    FROM (SELECT oid, datname FROM pg_database WHERE datallowconn AND NOT datistemplate
      ORDER BY oid LIMIT ${MOST_NAMES}) d),
  'deadRows', (SELECT sum(pg_stat_get_dead_tuples(oid)) FROM pg_class WHERE relkind IN ('r', 'm', 't')))`;

/** Roles that are told apart where many run the same statement. */
const ROWS_PER_STATEMENT = 10;

/**
 * The query ids that took most time, one row a role. The function is called without texts, which it would read from
 * a file. Source: PostgreSQL documentation, F.32 pg_stat_statements; the column was renamed in its version 1.8.
 */
function statements({ schema, version }: { schema: string; version: string }, top: number): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const millis = major > 1 || minor >= 8 ? 'total_exec_time' : 'total_time';
  const source = `"${schema.replaceAll('"', '""')}".pg_stat_statements(false)`;
  return `CASE WHEN ${MAY_READ_ALL} THEN (SELECT coalesce(json_agg(json_build_array(
      queryid::text, userid::text, calls, seconds, rows)), '[]'::json) FROM (SELECT * FROM (
    SELECT *, dense_rank() OVER (ORDER BY of_id DESC, queryid) AS place FROM (
      SELECT queryid, userid, sum(calls) AS calls, sum(${millis}) / 1000 AS seconds, sum(rows) AS rows,
        sum(sum(${millis})) OVER (PARTITION BY queryid) AS of_id
      FROM ${source} WHERE queryid IS NOT NULL
        AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      GROUP BY queryid, userid) by_role) placed
    WHERE place <= ${top} ORDER BY place LIMIT ${top * ROWS_PER_STATEMENT}) t) END`;
}

/** Builds the one text of a collection. */
export function readingText(
  parts: ReadonlySet<Part>,
  facts: Pick<ServerFacts, 'statements'> | undefined,
  options: Limits & Pick<ResolvedReadOptions, 'slowQueryMillis' | 'topStatements'>,
): string {
  const expressions: Readonly<Record<Part, string | undefined>> = {
    activity: activity(options.slowQueryMillis),
    statistics: STATISTICS,
    replication: REPLICATION,
    statements:
      facts?.statements && options.topStatements > 0
        ? statements(facts.statements, options.topStatements)
        : undefined,
    sizes: SIZES,
  };
  const columns = [`(${SERVER})::text AS server`];
  for (const part of optionalParts)
    if (parts.has(part) && expressions[part] !== undefined)
      columns.push(`(${expressions[part]})::text AS ${part}`);
  return limited(`SELECT ${columns.join(',\n')}`, options);
}

/**
 * `statement` under limits of its own. The driver sends several statements as one message, which the server runs as
 * one transaction: nothing of it outlives the message, not even behind a pooler that hands out connections.
 */
export function limited(statement: string, options: Limits): string {
  if (options.sharedSession) return statement;
  return [
    'SET TRANSACTION READ ONLY',
    `SET LOCAL statement_timeout = ${Math.ceil(options.statementTimeoutMillis)}`,
    `SET LOCAL lock_timeout = ${Math.ceil(options.lockTimeoutMillis)}`,
    'SET LOCAL search_path = pg_catalog, pg_temp',
    'SET LOCAL jit = off',
    statement,
  ].join(';\n');
}

/** The parts in the driver's answer: one result, or one for each statement of the text. */
export function parseReading(answer: unknown): ServerReading {
  const results: unknown[] = Array.isArray(answer) ? answer : [answer];
  const { rows } = (results.at(-1) ?? {}) as { rows?: unknown };
  const row = Array.isArray(rows) ? (rows[0] as Record<string, unknown> | undefined) : undefined;
  if (typeof row?.server !== 'string') throw new TypeError('expected one row of JSON texts');
  const reading: Record<string, unknown> = {};
  for (const [part, text] of Object.entries(row))
    if (typeof text === 'string') reading[part] = JSON.parse(text);
  return reading as unknown as ServerReading;
}
