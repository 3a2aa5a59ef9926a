/** Options of {@link HistoryStore}. */
export interface HistoryStoreOptions {
  /** Samples older than this are dropped. Default one hour. */
  readonly retentionMillis?: number;
  /** Samples a series may keep; the oldest go first. Default 10,000. */
  readonly maxPointsPerSeries?: number;
  /** Series kept at once; further ones are refused and counted. Default 100,000. */
  readonly maxSeries?: number;
}

/** What each option is when it is left out. */
export const historyDefaults: Required<HistoryStoreOptions> = {
  retentionMillis: 3_600_000,
  maxPointsPerSeries: 10_000,
  maxSeries: 100_000,
};

/** Collections a segment holds before a new one is begun. */
export const SEGMENT_COLLECTIONS = 120;
