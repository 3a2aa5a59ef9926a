import { type Clock, systemClock } from '@kotoba/core';

/** Options of `redisDatabase()`. */
export interface RedisDatabaseOptions {
  /** Value of the label `database`; unique among the databases of one process. Default `redis`. */
  readonly name?: string;
  /** Time limit of connecting, and of one reading. Default 2,000. */
  readonly timeoutMillis?: number;
  /** How many commands are told by name, those that took most time; 0 is none. Default 20. */
  readonly topCommands?: number;
  /** What commands and pauses are timed with. Default: the machine's own clock. */
  readonly clock?: Clock;
}

export const redisDefaults: Required<RedisDatabaseOptions> = {
  name: 'redis',
  timeoutMillis: 2_000,
  topCommands: 20,
  clock: systemClock,
};
