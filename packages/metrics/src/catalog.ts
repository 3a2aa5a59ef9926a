import type { MetricDefinition } from './metric-definition.ts';

type Row<Kind extends 'counter' | 'gauge' | 'updowncounter'> = <const Label extends string = never>(
  name: string,
  unit: string,
  description: string,
  labels?: readonly Label[],
) => MetricDefinition<Label, Kind>;

const counter: Row<'counter'> = (name, unit, description, labels = []) => ({
  name,
  kind: 'counter',
  unit,
  description,
  labels,
});

const gauge: Row<'gauge'> = (name, unit, description, labels = []) => ({
  name,
  kind: 'gauge',
  unit,
  description,
  labels,
});

const updowncounter: Row<'updowncounter'> = (name, unit, description, labels = []) => ({
  name,
  kind: 'updowncounter',
  unit,
  description,
  labels,
});

function histogram<const Label extends string>(
  name: string,
  unit: string,
  description: string,
  labels: readonly Label[],
  boundaries: readonly number[],
): MetricDefinition<Label, 'histogram'> & { readonly boundaries: readonly number[] } {
  return { name, kind: 'histogram', unit, description, labels, boundaries };
}

/**
 * Bounds OpenTelemetry requires of `db.client.operation.duration`, in seconds.
 * Source: OpenTelemetry semantic conventions, database metrics (stable).
 */
const DB_CLIENT_BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

/** Half a millisecond (a cached point read) to ten seconds; every bound of DB_CLIENT_BOUNDARIES is among them. */
const QUERY_BOUNDARIES = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

/** One second to a day: a backup runs far longer than a query. */
const BACKUP_BOUNDARIES = [
  1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400,
] as const;

/** Bounds of `recordHistogram`, in whatever unit the app records; Prometheus' own default. */
export const DEFAULT_BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Values of labels that are fixed by contract. */
export const labelValues = {
  statusOk: 'ok',
  statusError: 'error',
  /** `db.client.connection.state`. */
  stateIdle: 'idle',
  stateUsed: 'used',
  /** `operation` where a database counts its queries without telling them apart. */
  allOperations: 'all',
} as const;

/** The attribute OpenTelemetry puts on the series that takes what exceeds a metric's cardinality limit. */
export const OVERFLOW_ATTRIBUTE = 'otel.metric.overflow';

/** Attributes of OpenTelemetry's database conventions (stable). */
export const dbAttributes = {
  systemName: 'db.system.name',
  namespace: 'db.namespace',
  operationName: 'db.operation.name',
  errorType: 'error.type',
} as const;

/** Attributes of a pool of connections. Source: OpenTelemetry semantic conventions, database metrics (development). */
export const poolAttributes = {
  name: 'db.client.connection.pool.name',
  state: 'db.client.connection.state',
} as const;

/** Attributes of the spans of queries, beside {@link dbAttributes}. Source: OpenTelemetry semantic conventions. */
export const spanAttributes = {
  queryText: 'db.query.text',
  serverAddress: 'server.address',
  serverPort: 'server.port',
} as const;

/** Every metric Kotoba emits. The only place where a metric's or label's name is spelled. */
export const catalog = {
  dbUp: gauge('kotoba_db_up', '1', 'Whether the database answered the last read: 1 yes, 0 no.', ['database']),
  dbInfo: gauge('kotoba_db_info', '1', 'Always 1; system and version of the database as labels.', [
    'database',
    'system',
    'version',
  ]),
  dbUptime: gauge('kotoba_db_uptime_seconds', 's', 'Time since the database started.', ['database']),
  dbConnectionsActive: gauge(
    'kotoba_db_connections_active',
    '{connection}',
    'Number of active database connections.',
    ['database'],
  ),
  dbConnections: counter(
    'kotoba_db_connections_total',
    '{connection}',
    'Connections opened to the database.',
    ['database'],
  ),
  dbQueries: counter(
    'kotoba_db_queries_total',
    '{query}',
    'Queries finished, by operation and by status `ok` or `error`.',
    ['database', 'operation', 'status'],
  ),
  dbQueryLatency: histogram(
    'kotoba_db_query_latency_seconds',
    's',
    'Database query latency in seconds.',
    ['database', 'operation'],
    QUERY_BOUNDARIES,
  ),
  dbSlowQueries: counter(
    'kotoba_db_slow_queries_total',
    '{query}',
    'Queries that took at least the slow-query threshold.',
    ['database', 'operation'],
  ),
  dbQueriesPerSecond: gauge(
    'kotoba_db_queries_per_second',
    '{query}/s',
    'Queries per second as the database itself reports them.',
    ['database'],
  ),
  dbQueryLatencyAverage: gauge(
    'kotoba_db_query_latency_average_seconds',
    's',
    'Average query latency as the database itself reports it.',
    ['database'],
  ),
  dbQueryLatencyQuantile: gauge(
    'kotoba_db_query_latency_quantile_seconds',
    's',
    'Query latency quantiles as the database itself reports them.',
    ['database', 'quantile'],
  ),
  dbStorageSize: gauge('kotoba_db_storage_size_bytes', 'By', 'Bytes the database occupies.', ['database']),
  dbStorageUsed: gauge('kotoba_db_storage_used_bytes', 'By', 'Bytes of the database that hold data.', [
    'database',
  ]),
  dbStorageReads: counter('kotoba_db_storage_reads_total', '{operation}', 'Storage read operations.', [
    'database',
  ]),
  dbStorageWrites: counter('kotoba_db_storage_writes_total', '{operation}', 'Storage write operations.', [
    'database',
  ]),
  dbStorageReadBytes: counter('kotoba_db_storage_read_bytes_total', 'By', 'Bytes read from storage.', [
    'database',
  ]),
  dbStorageWrittenBytes: counter('kotoba_db_storage_written_bytes_total', 'By', 'Bytes written to storage.', [
    'database',
  ]),
  dbStorageReadRate: gauge(
    'kotoba_db_storage_read_bytes_per_second',
    'By/s',
    'Bytes read from storage per second as the database itself reports them.',
    ['database'],
  ),
  dbStorageWriteRate: gauge(
    'kotoba_db_storage_written_bytes_per_second',
    'By/s',
    'Bytes written to storage per second as the database itself reports them.',
    ['database'],
  ),
  dbCacheHitRatio: gauge('kotoba_db_cache_hit_ratio', '1', 'Share of reads the cache answered, 0 to 1.', [
    'database',
  ]),
  dbIoLatency: gauge('kotoba_db_io_latency_seconds', 's', 'Latency of storage operations.', ['database']),
  dbConnectionsIdle: gauge(
    'kotoba_db_connections_idle',
    '{connection}',
    'Connections of the pool that nobody uses.',
    ['database'],
  ),
  dbConnectionsMax: gauge(
    'kotoba_db_connections_max',
    '{connection}',
    'Connections the pool may have at once.',
    ['database'],
  ),
  dbConnectionPendingRequests: gauge(
    'kotoba_db_connection_pending_requests',
    '{request}',
    'Callers that wait for a connection of the pool.',
    ['database'],
  ),
  dbConnectionRequests: counter(
    'kotoba_db_connection_requests_total',
    '{request}',
    'Requests for a connection of the pool, by status `ok` or `error`.',
    ['database', 'status'],
  ),
  dbConnectionWait: counter(
    'kotoba_db_connection_wait_seconds_total',
    's',
    'Time callers have waited for a connection of the pool.',
    ['database'],
  ),
  dbServerConnections: gauge(
    'kotoba_db_server_connections',
    '{connection}',
    'Connections the server has to this database, from all its clients, by state.',
    ['database', 'state'],
  ),
  dbServerConnectionsMax: gauge(
    'kotoba_db_server_connections_max',
    '{connection}',
    'Connections the server takes at most.',
    ['database'],
  ),
  dbTransactions: counter(
    'kotoba_db_transactions_total',
    '{transaction}',
    'Transactions ended, by outcome `commit` or `rollback`.',
    ['database', 'outcome'],
  ),
  dbRows: counter(
    'kotoba_db_rows_total',
    '{row}',
    'Rows, by what was done: `returned` (scanned), `fetched`, `inserted`, `updated`, `deleted`.',
    ['database', 'action'],
  ),
  dbBlockReads: counter(
    'kotoba_db_block_reads_total',
    '{block}',
    'Blocks the server asked of the operating system.',
    ['database'],
  ),
  dbBlockHits: counter('kotoba_db_block_hits_total', '{block}', 'Blocks the server found in its cache.', [
    'database',
  ]),
  dbBlockIo: counter(
    'kotoba_db_block_io_seconds_total',
    's',
    'Time the server spent on blocks, by direction `read` or `write`; only where it measures that.',
    ['database', 'direction'],
  ),
  dbTempFiles: counter('kotoba_db_temp_files_total', '{file}', 'Temporary files queries have made.', [
    'database',
  ]),
  dbTempBytes: counter('kotoba_db_temp_bytes_total', 'By', 'Bytes written to temporary files.', ['database']),
  dbDeadlocks: counter('kotoba_db_deadlocks_total', '{deadlock}', 'Deadlocks the server has resolved.', [
    'database',
  ]),
  dbConflicts: counter(
    'kotoba_db_conflicts_total',
    '{query}',
    'Queries cancelled because they were in the way of replication.',
    ['database'],
  ),
  dbSize: gauge('kotoba_db_size_bytes', 'By', 'Bytes of each database of the server, by its name.', [
    'database',
    'namespace',
  ]),
  dbLocksWaiting: gauge('kotoba_db_locks_waiting', '{session}', 'Sessions that wait for a lock.', [
    'database',
  ]),
  dbLongestTransaction: gauge(
    'kotoba_db_longest_transaction_seconds',
    's',
    'How long the oldest open transaction has been open; 0 when none is.',
    ['database'],
  ),
  dbSlowQueriesRunning: gauge(
    'kotoba_db_slow_queries_running',
    '{query}',
    'Statements running now for at least the threshold.',
    ['database'],
  ),
  dbVacuumAge: gauge(
    'kotoba_db_vacuum_age',
    '{transaction}',
    'Age of the oldest id that is not frozen, by kind `transaction` or `multixact`; wraps around at 2³¹.',
    ['database', 'kind'],
  ),
  dbDeadRows: gauge('kotoba_db_dead_rows', '{row}', 'Rows that are dead and not yet vacuumed.', ['database']),
  dbStatementCalls: counter(
    'kotoba_db_statement_calls_total',
    '{query}',
    'Calls of the statements that took most time, by query id.',
    ['database', 'query_id'],
  ),
  dbStatementSeconds: counter(
    'kotoba_db_statement_seconds_total',
    's',
    'Time spent in the statements that took most, by query id.',
    ['database', 'query_id'],
  ),
  dbStatementRows: counter(
    'kotoba_db_statement_rows_total',
    '{row}',
    'Rows returned or changed by the statements that took most time, by query id.',
    ['database', 'query_id'],
  ),
  dbInRecovery: gauge('kotoba_db_in_recovery', '1', 'Whether the server is a standby: 1 yes, 0 no.', [
    'database',
  ]),
  dbTimeline: gauge(
    'kotoba_db_timeline',
    '1',
    'Timeline of the write-ahead log; each promotion begins one.',
    ['database'],
  ),
  dbReplicationStandbys: gauge(
    'kotoba_db_replication_standbys',
    '{standby}',
    'Standbys that stream from the server.',
    ['database'],
  ),
  dbReplicationLagBytes: gauge(
    'kotoba_db_replication_lag_bytes',
    'By',
    'Bytes of the write-ahead log a standby has yet to replay.',
    ['database', 'standby'],
  ),
  dbReplicationLag: gauge('kotoba_db_replication_lag_seconds', 's', 'How far a standby is behind.', [
    'database',
    'standby',
  ]),
  dbGraphNodes: gauge('kotoba_db_graph_nodes', '{node}', 'Nodes of a graph database.', ['database']),
  dbGraphEdges: gauge('kotoba_db_graph_edges', '{edge}', 'Edges of a graph database.', ['database']),
  dbCacheEntries: gauge('kotoba_db_cache_entries', '{entry}', 'Entries of the database’s cache.', [
    'database',
  ]),
  dbLevelFiles: gauge('kotoba_db_level_files', '{file}', 'Files of a log-structured merge tree, by level.', [
    'database',
    'level',
  ]),
  dbLevelBytes: gauge('kotoba_db_level_bytes', 'By', 'Size of the files of a level.', ['database', 'level']),
  dbCompactionSeconds: counter(
    'kotoba_db_compaction_seconds_total',
    's',
    'Time spent on compaction into a level.',
    ['database', 'level'],
  ),
  dbCompactionReadBytes: counter(
    'kotoba_db_compaction_read_bytes_total',
    'By',
    'Bytes compaction into a level has read.',
    ['database', 'level'],
  ),
  dbCompactionWrittenBytes: counter(
    'kotoba_db_compaction_written_bytes_total',
    'By',
    'Bytes compaction into a level has written.',
    ['database', 'level'],
  ),
  dbConnectionsRejected: counter(
    'kotoba_db_connections_rejected_total',
    '{connection}',
    'Connections the server turned away, as there were too many.',
    ['database'],
  ),
  dbMemoryMax: gauge('kotoba_db_memory_max_bytes', 'By', 'Memory the database may take at most.', [
    'database',
  ]),
  dbMemoryFragmentation: gauge(
    'kotoba_db_memory_fragmentation_ratio',
    '1',
    'Memory the operating system gave, by memory in use.',
    ['database'],
  ),
  dbKeys: gauge('kotoba_db_keys', '{key}', 'Keys, by the number of their database.', [
    'database',
    'namespace',
  ]),
  dbKeysEvicted: counter('kotoba_db_keys_evicted_total', '{key}', 'Keys dropped for want of memory.', [
    'database',
  ]),
  dbKeysExpired: counter('kotoba_db_keys_expired_total', '{key}', 'Keys dropped as their time was over.', [
    'database',
  ]),
  dbCommandCalls: counter(
    'kotoba_db_command_calls_total',
    '{call}',
    'Calls of the commands that took the server most time, of all its clients.',
    ['database', 'command'],
  ),
  dbCommandSeconds: counter(
    'kotoba_db_command_seconds_total',
    's',
    'Time the server spent on the commands that took most.',
    ['database', 'command'],
  ),
  dbCommandLatency: gauge(
    'kotoba_db_command_latency_seconds',
    's',
    'Latency quantiles of commands in the server since it started, as it tells them.',
    ['database', 'command', 'quantile'],
  ),
  dbServerErrors: counter(
    'kotoba_db_server_errors_total',
    '{error}',
    'Errors the server answered with, by their first word.',
    ['database', 'error'],
  ),
  dbSlowCommandsLogged: counter(
    'kotoba_db_slow_commands_logged_total',
    '{command}',
    'Commands the server took down as slow, by its own threshold.',
    ['database'],
  ),
  dbSnapshotAge: gauge('kotoba_db_snapshot_age_seconds', 's', 'Time since the last snapshot was written.', [
    'database',
  ]),
  dbSnapshotPendingChanges: gauge(
    'kotoba_db_snapshot_pending_changes',
    '{change}',
    'Changes since the last snapshot.',
    ['database'],
  ),
  dbSnapshotOk: gauge('kotoba_db_snapshot_ok', '1', 'Whether the last snapshot was written: 1 yes, 0 no.', [
    'database',
  ]),
  dbAppendOnlyOk: gauge(
    'kotoba_db_append_only_ok',
    '1',
    'Whether the last write to the append-only file succeeded: 1 yes, 0 no.',
    ['database'],
  ),
  dbMemory: gauge('kotoba_db_memory_bytes', 'By', 'Memory the database takes, about.', ['database']),
  /** OpenTelemetry's own names, emitted beside ours unless switched off. */
  dbClientOperationDuration: histogram(
    'db.client.operation.duration',
    's',
    'Duration of database client operations.',
    Object.values(dbAttributes),
    DB_CLIENT_BOUNDARIES,
  ),
  dbClientConnectionCount: updowncounter(
    'db.client.connection.count',
    '{connection}',
    'Connections of the pool, by state `idle` or `used`.',
    [poolAttributes.name, poolAttributes.state],
  ),
  dbClientConnectionMax: updowncounter(
    'db.client.connection.max',
    '{connection}',
    'Connections the pool may have at once.',
    [poolAttributes.name],
  ),
  dbClientConnectionPendingRequests: updowncounter(
    'db.client.connection.pending_requests',
    '{request}',
    'Requests that wait for a connection of the pool.',
    [poolAttributes.name],
  ),

  clusterNodes: gauge('kotoba_cluster_nodes_total', '{node}', 'Nodes of the cluster.', ['cluster']),
  clusterNodesActive: gauge(
    'kotoba_cluster_nodes_active',
    '{node}',
    'Nodes of the cluster that are active.',
    ['cluster'],
  ),
  clusterReplicationLag: gauge(
    'kotoba_cluster_replication_lag_seconds',
    's',
    'How far a node’s data is behind its leader’s.',
    ['cluster', 'node'],
  ),
  clusterLeaderChanges: counter(
    'kotoba_cluster_leader_changes_total',
    '{change}',
    'Leader changes since monitoring started.',
    ['cluster'],
  ),

  backupDuration: histogram(
    'kotoba_backup_duration_seconds',
    's',
    'Duration of backups.',
    ['backup_type'],
    BACKUP_BOUNDARIES,
  ),
  backupSize: gauge('kotoba_backup_size_bytes', 'By', 'Size of the last successful backup.', ['backup_type']),
  backupSuccess: counter('kotoba_backup_success_total', '{backup}', 'Backups finished, by status.', [
    'backup_type',
    'status',
  ]),

  systemCpuUsage: gauge(
    'system_cpu_usage_percent',
    '%',
    'CPU in use, of the container’s quota where one is set, else of the host, 0 to 100.',
  ),
  systemMemoryUsage: gauge(
    'system_memory_usage_bytes',
    'By',
    'Memory in use that cannot be reclaimed, of the container where limited, else of the host.',
  ),
  systemMemoryUsagePercent: gauge(
    'system_memory_usage_percent',
    '%',
    'Memory in use, of the container’s limit where one is set, else of the host, 0 to 100.',
  ),
  systemDiskUsage: gauge('system_disk_usage_bytes', 'By', 'Bytes in use on the file system.', ['mountpoint']),
  systemDiskUsagePercent: gauge(
    'system_disk_usage_percent',
    '%',
    'Share of the file system’s space that is in use, of what unprivileged users may fill, 0 to 100.',
    ['mountpoint'],
  ),
  systemNetworkReceive: counter(
    'system_network_receive_bytes_total',
    'By',
    'Bytes received on the network interface.',
    ['interface'],
  ),
  systemNetworkTransmit: counter(
    'system_network_transmit_bytes_total',
    'By',
    'Bytes sent on the network interface.',
    ['interface'],
  ),

  healthCheckStatus: gauge(
    'health_check_status',
    '1',
    'Result of the health check: 1 healthy, 0.5 degraded, 0 unhealthy, -1 unknown.',
    ['check_name'],
  ),
  healthCheckDuration: gauge('health_check_duration_seconds', 's', 'How long the health check took.', [
    'check_name',
  ]),
  healthCheckState: gauge(
    'health_check_state',
    '1',
    'State of the health check, one series a state: 1 for the state it is in, 0 for the others.',
    ['check_name', 'state'],
  ),
  healthStatus: gauge(
    'health_status',
    '1',
    'Verdict over all health checks: 1 healthy, 0.5 degraded, 0 unhealthy.',
  ),
  healthCheckLateAnswers: counter(
    'health_check_late_answers_total',
    '{answer}',
    'Answers of the health check that came after its time limit and were dropped.',
    ['check_name'],
  ),

  alerts: {
    ...gauge('ALERTS', '1', 'Always 1 while an alert is pending or firing.', [
      'alertname',
      'alertstate',
      'severity',
    ]),
    historyOnly: true,
  },
  alertsForState: {
    ...gauge('ALERTS_FOR_STATE', 's', 'When the alert became active, in seconds since the epoch.', [
      'alertname',
      'severity',
    ]),
    historyOnly: true,
  },
  alertsFiring: gauge('kotoba_alerts_firing', '{alert}', 'Alerts firing now.', ['severity']),
  notifications: counter('kotoba_notifications_total', '{notification}', 'Notifications, by their result.', [
    'channel',
    'result',
  ]),

  monitoringInfo: gauge('kotoba_monitoring_info', '1', 'Always 1; version of Kotoba as label.', ['version']),
  monitoringReadErrors: counter(
    'kotoba_monitoring_read_errors_total',
    '{read}',
    'Reads of a database or cluster that failed or ran out of time.',
    ['database', 'cluster', 'read'],
  ),
  monitoringInvalidReadings: counter(
    'kotoba_monitoring_invalid_readings_total',
    '{value}',
    'Values of a database or cluster that were refused: not a number, negative or out of range.',
    ['database', 'cluster', 'metric'],
  ),
  monitoringReadDuration: gauge(
    'kotoba_monitoring_read_duration_seconds',
    's',
    'How long the last read of a database or cluster took.',
    ['database', 'cluster'],
  ),
  monitoringOverflow: counter(
    'kotoba_monitoring_overflow_measurements_total',
    '{measurement}',
    'Measurements of label sets beyond a metric’s cardinality limit, all kept in its one overflow series.',
    ['metric'],
  ),
  monitoringRejected: counter(
    'kotoba_monitoring_rejected_measurements_total',
    '{measurement}',
    'Measurements refused because of a wrong name, label, value or kind.',
    ['reason'],
  ),
  monitoringRejectedRequests: counter(
    'kotoba_monitoring_rejected_requests_total',
    '{request}',
    'Requests refused for want of a login, by reason.',
    ['reason'],
  ),
  monitoringCollections: counter(
    'kotoba_monitoring_collections_total',
    '{collection}',
    'Collections finished, by reader and result.',
    ['reader', 'result'],
  ),
  monitoringCollectionDuration: gauge(
    'kotoba_monitoring_collection_duration_seconds',
    's',
    'How long the reader’s last collection took.',
    ['reader'],
  ),
  monitoringLateCollections: counter(
    'kotoba_monitoring_late_collections_total',
    '{collection}',
    'Collections that started late or were skipped because the one before still ran.',
    ['reader'],
  ),
  monitoringExports: counter(
    'kotoba_monitoring_exports_total',
    '{export}',
    'Pushes, by exporter and result.',
    ['exporter', 'result'],
  ),
  monitoringDroppedMetrics: counter(
    'kotoba_monitoring_dropped_metrics_total',
    '{metric}',
    'Metrics or series left out of a scrape or the history, by reason.',
    ['metric', 'reason'],
  ),
  monitoringDroppedSamples: counter(
    'kotoba_monitoring_dropped_samples_total',
    '{sample}',
    'Samples the history refused, by reason.',
    ['reason'],
  ),
  monitoringHistorySeries: gauge(
    'kotoba_monitoring_history_series',
    '{series}',
    'Series held in the history.',
  ),
  monitoringHistorySamples: gauge(
    'kotoba_monitoring_history_samples',
    '{sample}',
    'Samples held in the history.',
  ),
  monitoringHistoryBytes: gauge(
    'kotoba_monitoring_history_bytes',
    'By',
    'Memory the history takes: samples, times, labels and index.',
  ),
  monitoringHistoryWriteErrors: counter(
    'kotoba_monitoring_history_write_errors_total',
    '{write}',
    'Parts of the history that were not written to disk; they are in memory all the same.',
  ),
  monitoringRuleEvaluations: counter(
    'kotoba_monitoring_rule_evaluations_total',
    '{evaluation}',
    'Rule evaluations, by group and result.',
    ['rule_group', 'result'],
  ),
  monitoringRuleEvaluationDuration: gauge(
    'kotoba_monitoring_rule_evaluation_duration_seconds',
    's',
    'How long the group’s last evaluation took.',
    ['rule_group'],
  ),
  monitoringMissedRuleEvaluations: counter(
    'kotoba_monitoring_missed_rule_evaluations_total',
    '{evaluation}',
    'Evaluations of a rule group that were skipped because one before took too long.',
    ['rule_group'],
  ),
  monitoringAlertStateErrors: counter(
    'kotoba_monitoring_alert_state_errors_total',
    '{write}',
    'States of alerts, silences or notifications that could not be kept on disk.',
  ),
} as const;

/** Metrics of OpenTelemetry's database conventions, which another instrumentation may emit too. */
export const conventionMetrics: readonly MetricDefinition[] = [
  catalog.dbClientOperationDuration,
  catalog.dbClientConnectionCount,
  catalog.dbClientConnectionMax,
  catalog.dbClientConnectionPendingRequests,
];
