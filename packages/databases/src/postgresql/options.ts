import { type Clock, systemClock } from '@kotoba/core';
import type { PostgresqlConnection } from './client.ts';

/** What reads of PostgreSQL go by. */
export interface PostgresqlReadOptions {
  /** Makes a connection for monitoring alone; not connected yet. Default: one like the app's client's. */
  readonly connect?: () => PostgresqlConnection;
  /**
   * Whether what `connect` makes has no session of its own but shares the app's, as all connections to PGlite do. A
   * reading then sets no limits, which would become those of the app's transaction. Default false.
   */
  readonly sharedSession?: boolean;
  /** The server ends a monitoring statement after this time. Default 2,000. */
  readonly statementTimeoutMillis?: number;
  /** The server ends a monitoring statement that waits this long for a lock. Default 200. */
  readonly lockTimeoutMillis?: number;
  /** Time between two readings of the sizes of databases and their dead rows, which look at files. Default 60,000. */
  readonly sizeIntervalMillis?: number;
  /** How many statements of `pg_stat_statements` are told, those that took most time; 0 is none. Default 20. */
  readonly topStatements?: number;
  /** From when on a statement that is running counts as slow. Default 1,000. */
  readonly slowQueryMillis?: number;
  /** What queries and pauses are timed with. Default: the machine's own clock. */
  readonly clock?: Clock;
}

/** Options of `postgresqlDatabase()`. */
export interface PostgresqlDatabaseOptions extends PostgresqlReadOptions {
  /** Value of the label `database`; unique among the databases of one process. Default `postgresql`. */
  readonly name?: string;
}

/** Every option that has a default, set. */
export type ResolvedReadOptions = Required<Omit<PostgresqlReadOptions, 'connect'>>;

export const DEFAULT_NAME = 'postgresql';

export const readDefaults: ResolvedReadOptions = {
  sharedSession: false,
  statementTimeoutMillis: 2_000,
  lockTimeoutMillis: 200,
  sizeIntervalMillis: 60_000,
  topStatements: 20,
  slowQueryMillis: 1_000,
  clock: systemClock,
};

/** Limit of the driver's own for making a connection, in milliseconds. */
export const CONNECT_TIMEOUT_MILLIS = 5_000;

/** Readings before a part the server refuses for good, as for want of rights, is tried again. */
export const READINGS_BEFORE_RETRY = 20;

/** What the server's own limit is exceeded by before a statement is given up here, in milliseconds. */
export const ANSWER_GRACE_MILLIS = 1_000;
