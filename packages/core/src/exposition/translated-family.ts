import type { Labels } from '../labels.ts';
import type { NativeHistogram } from '../native-histogram.ts';

/** One series. The same object stands for it in every collection, so consumers can key their own state on it. */
export interface TranslatedSeries {
  readonly labels: Labels;
  /** Start of its line in the text exposition, up to and including the space before the value. */
  readonly text: string;
}

/** One metric of a collection: `values[i]` is the value of `series[i]`. */
export interface TranslatedFamily {
  readonly name: string;
  /** `native` is a native histogram, which the text format cannot carry. */
  readonly type: 'counter' | 'gauge' | 'histogram' | 'native';
  readonly help: string;
  readonly unit: string;
  readonly series: readonly TranslatedSeries[];
  readonly values: readonly number[];
  /** With type `native`: the sample of `series[i]`; `values` is empty. */
  readonly histograms?: readonly NativeHistogram[];
}

/** Why something of a collection was left out. */
export type TranslationProblemReason =
  | 'type_conflict'
  | 'duplicate_series'
  | 'invalid_name'
  | 'invalid_scale'
  | 'overflow';

/** One thing a translation left out, or with `overflow` a metric that has reached the SDK's cardinality limit. */
export interface TranslationProblem {
  readonly metric: string;
  readonly reason: TranslationProblemReason;
}

/** What a collection came to. */
export interface Translation {
  readonly families: readonly TranslatedFamily[];
  /** At most one entry a metric and reason. */
  readonly problems: readonly TranslationProblem[];
}
