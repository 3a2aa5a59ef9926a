import { type Clock, systemClock } from '@kotoba/core';

/** Options of `leveldbDatabase()`. */
export interface LeveldbDatabaseOptions {
  /** Value of the label `database`; unique among the databases of one process. Default `leveldb`. */
  readonly name?: string;
  /** What operations are timed with. Default: the machine's own clock. */
  readonly clock?: Clock;
}

export const DEFAULT_NAME = 'leveldb';
export const DEFAULT_CLOCK: Clock = systemClock;
