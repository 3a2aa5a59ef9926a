import type { DetailMetrics } from './detail-metrics.ts';

/** Given to every read: obey the signal, it aborts when the time limit of the read has passed. */
export interface ReadContext {
  readonly signal: AbortSignal;
}

/** State of a database. A field that is absent is unknown; unknown is never reported as 0. */
export interface DatabaseMetrics {
  /** Connections open now. */
  readonly activeConnections?: number;
  /** Connections opened since the database (or its wrapper) started; never decreases. */
  readonly totalConnections?: number;
  /** Connections of `activeConnections` that nobody uses at the moment; only pools know. */
  readonly idleConnections?: number;
  /** Connections that may be open at once; absent where there is no limit or it is unknown. */
  readonly maxConnections?: number;
  /** Callers that wait for a connection now. */
  readonly waitingRequests?: number;
  readonly uptimeSeconds?: number;
  readonly version?: string;
}

/** Query figures a database keeps of itself. Absent where queries are measured by the wrapper instead. */
export interface QueryMetrics {
  /** Since start; never decreases. */
  readonly totalQueries?: number;
  readonly queriesPerSecond?: number;
  readonly avgQueryLatencyMs?: number;
  readonly p95QueryLatencyMs?: number;
  readonly p99QueryLatencyMs?: number;
  /** Since start; never decreases. */
  readonly slowQueries?: number;
  /** Since start; never decreases. */
  readonly failedQueries?: number;
}

/** Storage figures of a database. A field that is absent is unknown. */
export interface StorageMetrics {
  readonly totalSizeBytes?: number;
  readonly usedSizeBytes?: number;
  /** Since start; never decreases. */
  readonly readOperations?: number;
  /** Since start; never decreases. */
  readonly writeOperations?: number;
  /** Bytes read since start; never decreases. */
  readonly readBytes?: number;
  /** Bytes written since start; never decreases. */
  readonly writtenBytes?: number;
  readonly readBytesPerSec?: number;
  readonly writeBytesPerSec?: number;
  /** 0 … 1. */
  readonly cacheHitRate?: number;
  readonly ioLatencyMs?: number;
}

/** What a query was, as far as a label may say. */
export type QueryOperation = 'select' | 'insert' | 'update' | 'delete' | 'other' | (string & {});

/** What an observer of queries wants. */
export interface ObserveOptions {
  /** Be given what was asked, too. Default false. */
  readonly statements?: boolean;
}

/** What is told of a database's client elsewhere, by an OpenTelemetry instrumentation; ours then stays silent. */
export interface InstrumentedElsewhere {
  /** Spans of its queries. */
  readonly spans: boolean;
  /** `db.client.operation.duration` and `db.client.connection.*`. */
  readonly durations: boolean;
}

/**
 * Takes one finished query. Must cost next to nothing and never throw.
 * @param seconds how long it took
 * @param failed whether it ended in an error
 * @param statement where the observer wants it ({@link ObserveOptions}), what was asked, as the driver has it: a text, or an
 * object with one. It holds people's data
 */
export type QueryObserver = (
  operation: QueryOperation,
  seconds: number,
  failed: boolean,
  statement?: unknown,
) => void;

/** Where a server is. */
export interface DatabaseServer {
  /** A host's name, an address, or the path of a socket. */
  readonly address: string;
  readonly port?: number | undefined;
}

/**
 * A database that can be monitored. Every call may be answered at once or by a promise, may throw, and is
 * given a time limit; what it cannot tell it leaves out.
 */
export interface MonitoredDatabase {
  /** Value of the label `database`; unique among the databases of one process. */
  readonly name: string;
  /** Value of the label `system` of `kotoba_db_info`, as OpenTelemetry's `db.system.name`: `sqlite`, `postgresql` … */
  readonly system?: string;
  /** Where its server is, as `server.address` and `server.port` of its spans. */
  readonly server?: DatabaseServer | undefined;
  /** What OpenTelemetry instrumentations tell of its client already. Default: nothing. */
  readonly instrumentedElsewhere?: InstrumentedElsewhere;
  getDatabaseMetrics(context: ReadContext): DatabaseMetrics | Promise<DatabaseMetrics>;
  getQueryMetrics?(context: ReadContext): QueryMetrics | Promise<QueryMetrics>;
  getStorageMetrics?(context: ReadContext): StorageMetrics | Promise<StorageMetrics>;
  /** Figures of its own kind, each a metric of the catalog. */
  getDetailMetrics?(context: ReadContext): DetailMetrics | Promise<DetailMetrics>;
  /** Resolves when the database answers; used for `kotoba_db_up` and the health check. */
  ping?(context: ReadContext): void | Promise<void>;
  /**
   * Offered by wrappers that measure queries themselves: from now on `observer` is given every query.
   * Answers how to stop.
   */
  observeQueries?(observer: QueryObserver, options?: ObserveOptions): () => void;
}
