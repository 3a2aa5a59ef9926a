import type { BuiltInRule } from './built-in-rule.ts';

/** Rules about databases and how they answer. */
export const databaseRules: readonly BuiltInRule[] = [
  {
    name: 'DatabaseDown',
    query: 'kotoba_db_up == 0',
    for: '1m',
    severity: 'critical',
    description: 'The database {{ $labels.database }} has not answered for a minute.',
  },
  {
    name: 'DatabaseErrors',
    query:
      '(sum by (database) (rate(kotoba_db_queries_total{status="error"}[5m])) / sum by (database) (rate(kotoba_db_queries_total[5m])) > 0.05) and sum by (database) (rate(kotoba_db_queries_total[5m])) > 0.1',
    for: '5m',
    severity: 'error',
    description: '{{ $value | humanizePercentage }} of the queries to {{ $labels.database }} fail.',
  },
  {
    name: 'DatabaseSlow',
    query:
      'histogram_quantile(0.99, sum by (database, le) (rate(kotoba_db_query_latency_seconds_bucket[5m]))) > 1',
    resolveThreshold: 0.8,
    for: '10m',
    severity: 'warning',
    description:
      'One query in a hundred to {{ $labels.database }} takes longer than {{ $value | humanizeDuration }}.',
  },
  {
    name: 'DatabaseConnectionsHigh',
    query: 'kotoba_db_connections_active / kotoba_db_connections_max > 0.9',
    resolveThreshold: 0.8,
    for: '5m',
    severity: 'warning',
    description:
      '{{ $value | humanizePercentage }} of the connections the pool of {{ $labels.database }} may open are open.',
  },
  {
    name: 'DatabaseConnectionsWaiting',
    query: 'kotoba_db_connection_pending_requests > 0',
    for: '2m',
    severity: 'error',
    description: '{{ $value }} callers wait for a connection to {{ $labels.database }}.',
  },
  {
    name: 'DatabaseServerConnectionsHigh',
    query:
      'sum by (database) (kotoba_db_server_connections) / on (database) kotoba_db_server_connections_max > 0.9',
    resolveThreshold: 0.8,
    for: '5m',
    severity: 'error',
    description:
      '{{ $value | humanizePercentage }} of the connections the server of {{ $labels.database }} takes are in use.',
  },
  {
    name: 'DatabaseCacheMisses',
    query: 'kotoba_db_cache_hit_ratio < 0.9',
    resolveThreshold: 0.93,
    for: '30m',
    severity: 'info',
    description:
      'Only {{ $value | humanizePercentage }} of what is read from {{ $labels.database }} is in its cache.',
  },
  {
    name: 'DatabaseDeadlocks',
    query: 'increase(kotoba_db_deadlocks_total[10m]) > 0',
    severity: 'warning',
    description:
      'Transactions of {{ $labels.database }} have blocked each other within the last ten minutes.',
  },
  {
    name: 'DatabaseLocksWaiting',
    query: 'kotoba_db_locks_waiting > 5',
    for: '5m',
    severity: 'warning',
    description: '{{ $value }} sessions of {{ $labels.database }} wait for a lock.',
  },
  {
    name: 'DatabaseLongTransaction',
    query: 'kotoba_db_longest_transaction_seconds > 900',
    severity: 'warning',
    description: 'A transaction of {{ $labels.database }} has been open for {{ $value | humanizeDuration }}.',
  },
  {
    name: 'DatabaseReplicationLag',
    query: 'kotoba_db_replication_lag_seconds > 30',
    resolveThreshold: 10,
    for: '5m',
    severity: 'warning',
    description:
      'The standby {{ $labels.standby }} of {{ $labels.database }} is {{ $value | humanizeDuration }} behind.',
  },
  {
    name: 'DatabaseTransactionIdsShort',
    query: 'kotoba_db_vacuum_age > 1.5e9',
    severity: 'critical',
    description:
      'The oldest {{ $labels.kind }} id of {{ $labels.database }} is {{ $value | humanize }} behind; at 2.1 G the server stops writing.',
  },
  {
    name: 'BackupFailed',
    query: 'increase(kotoba_backup_success_total{status="error"}[1h]) > 0',
    severity: 'error',
    description: 'A backup of type {{ $labels.backup_type }} has failed within the last hour.',
  },
];
