import type { Clock } from '@kotoba/core';
import type { HistoryJournal } from './journal.ts';

/** Options of {@link HistoryStore}. */
export interface HistoryStoreOptions {
  /** Samples older than this are dropped. Default one hour. */
  readonly retentionMillis?: number;
  /** Samples a series may keep; the oldest go first. Default 10,000. */
  readonly maxPointsPerSeries?: number;
  /** Series kept at once; further ones are refused and counted. Default 100,000. */
  readonly maxSeries?: number;
  /**
   * Bytes of samples and index kept at once. Beyond, the oldest samples go first; while that is not enough, new
   * series are refused and counted. Default 512 MiB.
   */
  readonly maxBytes?: number;
  /** Exemplars kept at once; the oldest go first. Default 10,000. */
  readonly maxExemplars?: number;
  /** Runs the compression of what is full. Default the system's. */
  readonly clock?: Clock;
  /** Told of everything that must survive a crash. Default none. */
  readonly journal?: HistoryJournal;
}

/** What each limit is when it is left out. */
export const historyDefaults = {
  retentionMillis: 3_600_000,
  maxPointsPerSeries: 10_000,
  maxSeries: 100_000,
  maxBytes: 512 * 1024 * 1024,
  maxExemplars: 10_000,
} as const satisfies HistoryStoreOptions;

/** Collections a segment holds before a new one is begun and it becomes a block. */
export const SEGMENT_COLLECTIONS = 120;
