import { type Clock, systemClock } from '@kotoba/core';

/** Options of `sqliteDatabase()`. */
export interface SqliteDatabaseOptions {
  /** Value of the label `database`; unique among the databases of one process. Default `main`. */
  readonly name?: string;
  /** What queries are timed with. Default: the machine's own clock. */
  readonly clock?: Clock;
}

/** SQLite's own name for the database a handle opens first. */
export const DEFAULT_NAME = 'main';

export const DEFAULT_CLOCK: Clock = systemClock;

/** Wait between two attempts of a read that found the file locked, in milliseconds. */
export const BUSY_RETRY_MILLIS = 20;
