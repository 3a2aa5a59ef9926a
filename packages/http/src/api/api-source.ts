import type { Exemplar, Matcher, MetricMetadata, SelectRange, SeriesSource } from '@kotoba/core';

/** Figures of a store. What a store does not know, it leaves out. */
export interface ApiSourceStats {
  /** Series held now; without it those listed are counted. */
  readonly series?: number;
  /** Compressed blocks, or whatever the store keeps samples in. */
  readonly chunks?: number;
  readonly oldestMillis?: number;
  readonly newestMillis?: number;
}

/** What the query API reads from: a {@link SeriesSource}, and whatever else the store knows. */
export interface ApiSource extends SeriesSource {
  /** What is known of each metric family, by its name. Without it `/api/v1/metadata` answers nothing. */
  metadata?(): ReadonlyMap<string, MetricMetadata>;
  /** Exemplars of the matching series in the range. Without it `/api/v1/query_exemplars` answers nothing. */
  exemplars?(
    matchers: readonly Matcher[],
    range: SelectRange,
  ): readonly Exemplar[] | Promise<readonly Exemplar[]>;
  /** Shown by `/api/v1/status/tsdb`. */
  stats?(): ApiSourceStats;
}
