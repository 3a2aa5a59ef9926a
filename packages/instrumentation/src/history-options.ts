/** Options of the history beside `retentionPeriodMillis` and `maxMetricsPoints`. */
export interface HistoryOptions {
  /**
   * Folder to keep the history in, so that it is there again after a restart. One process a folder;
   * without one the history lives in memory. Default none.
   */
  directory?: string | undefined;
  /** Series kept at once; further ones are refused and counted. Default 100,000. */
  maxSeries?: number | undefined;
  /** Memory the history may take, in bytes; beyond, the oldest samples go first. Default 536,870,912 (512 MiB). */
  maxBytes?: number | undefined;
}
