import type { DetailMetrics } from '@kotoba/core';
import { catalog } from './catalog.ts';
import type { MetricDefinition } from './metric-definition.ts';

/** Every field of {@link DetailMetrics} that holds series. */
export type DetailField = Exclude<keyof DetailMetrics, 'unread'>;

/** The metric of each detail; whether it is a total stands there. */
export const detailFields: Readonly<Record<DetailField, MetricDefinition>> = {
  connectionRequests: catalog.dbConnectionRequests,
  connectionWaitSeconds: catalog.dbConnectionWait,
  serverConnections: catalog.dbServerConnections,
  serverConnectionsMax: catalog.dbServerConnectionsMax,
  transactions: catalog.dbTransactions,
  rows: catalog.dbRows,
  blockReads: catalog.dbBlockReads,
  blockHits: catalog.dbBlockHits,
  blockIoSeconds: catalog.dbBlockIo,
  tempFiles: catalog.dbTempFiles,
  tempBytes: catalog.dbTempBytes,
  deadlocks: catalog.dbDeadlocks,
  conflicts: catalog.dbConflicts,
  databaseSizes: catalog.dbSize,
  locksWaiting: catalog.dbLocksWaiting,
  longestTransactionSeconds: catalog.dbLongestTransaction,
  slowQueriesRunning: catalog.dbSlowQueriesRunning,
  vacuumAge: catalog.dbVacuumAge,
  deadRows: catalog.dbDeadRows,
  statementCalls: catalog.dbStatementCalls,
  statementSeconds: catalog.dbStatementSeconds,
  statementRows: catalog.dbStatementRows,
  inRecovery: catalog.dbInRecovery,
  timeline: catalog.dbTimeline,
  standbys: catalog.dbReplicationStandbys,
  standbyLagBytes: catalog.dbReplicationLagBytes,
  standbyLagSeconds: catalog.dbReplicationLag,
  graphNodes: catalog.dbGraphNodes,
  graphEdges: catalog.dbGraphEdges,
  cacheEntries: catalog.dbCacheEntries,
  levelFiles: catalog.dbLevelFiles,
  levelBytes: catalog.dbLevelBytes,
  compactionSeconds: catalog.dbCompactionSeconds,
  compactionReadBytes: catalog.dbCompactionReadBytes,
  compactionWrittenBytes: catalog.dbCompactionWrittenBytes,
  memoryBytes: catalog.dbMemory,
};
