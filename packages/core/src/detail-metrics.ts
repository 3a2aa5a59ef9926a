/**
 * One series of a detail: its value (undefined is unknown), then the values of its labels in the order the metrics
 * catalog lists them after `database`.
 */
export type DetailValue = readonly [value: number | undefined, ...labels: string[]];

/** The series of one detail. */
export type DetailValues = readonly DetailValue[];

/**
 * Figures beyond those every database has. Each field is one metric of the catalog; a field that is absent is
 * unknown. Fields named after what was done are totals since some start; the others are values of the moment.
 */
export interface DetailMetrics {
  /** What could not be read for want of rights or time, such as `statements`; each counts as a failed read. */
  readonly unread?: readonly string[];

  /** Requests for a connection of the pool, by how they ended: `ok`, `error`. */
  readonly connectionRequests?: DetailValues;
  /** Seconds callers have waited for a connection of the pool. */
  readonly connectionWaitSeconds?: DetailValues;

  /** Connections the server has to this database, by state. */
  readonly serverConnections?: DetailValues;
  /** Connections the server takes at most. */
  readonly serverConnectionsMax?: DetailValues;
  /** Transactions ended, by outcome: `commit`, `rollback`. */
  readonly transactions?: DetailValues;
  /** Rows, by what was done to them: `returned`, `fetched`, `inserted`, `updated`, `deleted`. */
  readonly rows?: DetailValues;
  /** Blocks asked of the storage. */
  readonly blockReads?: DetailValues;
  /** Blocks found in the cache. */
  readonly blockHits?: DetailValues;
  /** Seconds spent on blocks, by direction: `read`, `write`. */
  readonly blockIoSeconds?: DetailValues;
  readonly tempFiles?: DetailValues;
  readonly tempBytes?: DetailValues;
  readonly deadlocks?: DetailValues;
  /** Queries cancelled because they were in the way of replication. */
  readonly conflicts?: DetailValues;
  /** Bytes of every database of the server that may be read, by its name. */
  readonly databaseSizes?: DetailValues;
  /** Sessions that wait for a lock. */
  readonly locksWaiting?: DetailValues;
  /** Seconds the oldest open transaction has been open. */
  readonly longestTransactionSeconds?: DetailValues;
  /** Statements running now for at least the adapter's slow threshold. */
  readonly slowQueriesRunning?: DetailValues;
  /** Transactions since the oldest one that is not frozen, by kind of id: `transaction`, `multixact`. */
  readonly vacuumAge?: DetailValues;
  /** Rows that are dead and not yet vacuumed. */
  readonly deadRows?: DetailValues;
  /** Calls of the statements that took most time, by query id. */
  readonly statementCalls?: DetailValues;
  /** Seconds spent in them, by query id. */
  readonly statementSeconds?: DetailValues;
  /** Rows they returned or changed, by query id. */
  readonly statementRows?: DetailValues;
  /** Whether the server is in recovery, as a standby is: 1 yes, 0 no. */
  readonly inRecovery?: DetailValues;
  /** The timeline of the write-ahead log; a promotion begins a new one. */
  readonly timeline?: DetailValues;
  /** Standbys that stream from this server. */
  readonly standbys?: DetailValues;
  /** Bytes of the log a standby has yet to replay, by its name. */
  readonly standbyLagBytes?: DetailValues;
  /** Seconds a standby is behind, by its name. */
  readonly standbyLagSeconds?: DetailValues;

  /** Nodes of a graph database. */
  readonly graphNodes?: DetailValues;
  /** Edges of a graph database. */
  readonly graphEdges?: DetailValues;
  /** Files of a log-structured merge tree, by level. */
  readonly levelFiles?: DetailValues;
  /** Their size, by level. */
  readonly levelBytes?: DetailValues;
  /** Seconds spent on compaction into a level. */
  readonly compactionSeconds?: DetailValues;
  /** Bytes compaction into a level has read. */
  readonly compactionReadBytes?: DetailValues;
  /** Bytes compaction into a level has written. */
  readonly compactionWrittenBytes?: DetailValues;
  /** Memory the database takes in this process, about. */
  readonly memoryBytes?: DetailValues;

  /** Connections the server turned away, as there were too many. */
  readonly connectionsRejected?: DetailValues;
  /** Memory the database may take at most. */
  readonly memoryMaxBytes?: DetailValues;
  /** Memory the operating system gave by memory in use. */
  readonly memoryFragmentation?: DetailValues;
  /** Keys, by the number of their database. */
  readonly keys?: DetailValues;
  /** Keys dropped for want of memory. */
  readonly keysEvicted?: DetailValues;
  /** Keys dropped as their time was over. */
  readonly keysExpired?: DetailValues;
  /** Calls of the commands that took the server most time, by command. */
  readonly commandCalls?: DetailValues;
  /** Seconds the server spent on them, by command. */
  readonly commandSeconds?: DetailValues;
  /** Their latency in the server since it started, by command and quantile. */
  readonly commandLatencySeconds?: DetailValues;
  /** Errors the server answered with, by their first word. */
  readonly serverErrors?: DetailValues;
  /** Commands the server took down as slow. */
  readonly slowCommandsLogged?: DetailValues;
  /** Seconds since the last snapshot was written. */
  readonly snapshotAgeSeconds?: DetailValues;
  /** Changes since the last snapshot. */
  readonly snapshotPendingChanges?: DetailValues;
  /** Whether the last snapshot was written: 1 yes, 0 no. */
  readonly snapshotOk?: DetailValues;
  /** Whether the last write to the append-only file succeeded: 1 yes, 0 no. */
  readonly appendOnlyOk?: DetailValues;

  /** Entries of the database's cache. */
  readonly cacheEntries?: DetailValues;
}
