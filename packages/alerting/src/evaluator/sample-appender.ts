import type { Labels } from '@kotoba/core';

/** One sample a rule leaves behind. */
export interface AppendedSample {
  readonly labels: Labels;
  /** Undefined writes a stale marker: the series has ended. */
  readonly value: number | undefined;
}

/** Where the series of rules go: the history. */
export interface SampleAppender {
  /**
   * Adds samples of one time to a timeline of their own, here that of a rule group. Those of the time last given join
   * the ones already there.
   * @returns false when they were refused, being older than what is there
   */
  appendSamples(timeline: string, timestampMillis: number, samples: Iterable<AppendedSample>): unknown;
}
