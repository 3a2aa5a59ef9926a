import type { Labels } from './labels.ts';
import type { NativeHistogram } from './native-histogram.ts';

/** One condition on a label. A label that is absent has the value `''`. */
export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  /** The literal, or the regular expression (RE2, anchored at both ends). */
  readonly value: string;
  matches(labelValue: string): boolean;
}

/** What to read: both ends inclusive, milliseconds since the epoch. */
export interface SelectRange {
  readonly startMillis: number;
  readonly endMillis: number;
  readonly signal?: AbortSignal;
  /** More samples than this in one answer make the source throw KOTOBA_TOO_MANY_SAMPLES rather than build it. */
  readonly maxSamples?: number;
}

/**
 * One series' samples as columns of equal length, ascending in time. Arrays may be shared between series and
 * with the source: read only. Series that share a `timestamps` array (the same object) share every instant,
 * so work that depends on time alone is done once for all of them.
 */
export interface SeriesSamples {
  readonly labels: Labels;
  /** Milliseconds since the epoch. */
  readonly timestamps: Float64Array;
  /** Float values; a stale marker keeps its bits (see `isStaleNaN`); where `histograms[i]` is set it is NaN. */
  readonly values: Float64Array;
  /** Present when any sample is a native histogram. */
  readonly histograms?: ReadonlyArray<NativeHistogram | undefined>;
  /** When each sample's counter started, milliseconds since the epoch; 0 is unknown. */
  readonly startTimestamps?: Float64Array;
}

/** Anything PromQL can be asked of: the history, a test's samples, another store. */
export interface SeriesSource {
  /** Every series all `matchers` match that has a sample in the range, in any order. */
  select(
    matchers: readonly Matcher[],
    range: SelectRange,
  ): readonly SeriesSamples[] | Promise<readonly SeriesSamples[]>;
  /** The label sets `select` would answer with. */
  series(matchers: readonly Matcher[], range: SelectRange): readonly Labels[] | Promise<readonly Labels[]>;
  /** Label names in use, ascending; of the matching series when matchers are given. */
  labelNames(
    matchers: readonly Matcher[],
    range: SelectRange,
  ): readonly string[] | Promise<readonly string[]>;
  /** Values of one label, ascending. */
  labelValues(
    name: string,
    matchers: readonly Matcher[],
    range: SelectRange,
  ): readonly string[] | Promise<readonly string[]>;
}
