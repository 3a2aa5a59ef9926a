import type { SeriesSource } from '@kotoba/core';
import { createEngine, type Engine } from '@kotoba/promql';
import { dataQuery } from '../rules/rule-queries.ts';

/** Options of {@link suggestThreshold}. */
export interface SuggestOptions {
  readonly source: SeriesSource;
  readonly engine?: Engine;
  /** Which side of the threshold is bad. Default `above`. */
  readonly bad?: 'above' | 'below';
  /** Share of the values that must be on the good side. Default 0.99. */
  readonly goodShare?: number;
  /** Time between the values that are looked at. Default: 240 of them over the time. */
  readonly stepMillis?: number;
}

/** A threshold, and what it is drawn from. */
export interface ThresholdSuggestion {
  readonly bad: 'above' | 'below';
  /** Where to begin firing: the quantile, rounded to two digits towards the bad side. */
  readonly threshold: number;
  /** Where to end firing, on the good side of it: absent when the values hardly differ. */
  readonly resolveThreshold?: number;
  /** Share of the values that would have been bad. */
  readonly badShare: number;
  /** Values by quantile, 0 and 1 being the least and the greatest. */
  readonly quantiles: Readonly<Record<string, number>>;
  readonly series: number;
  readonly samples: number;
}

const SHOWN_QUANTILES = [0, 0.01, 0.05, 0.5, 0.95, 0.99, 0.999, 1];
const DEFAULT_GOOD_SHARE = 0.99;
const DEFAULT_STEPS = 240;
/** How much closer to the middle than the threshold an alert ends. */
const RESOLVE_SHARE = 0.95;

/**
 * Proposes a threshold for a query from the values it had. A comparison the query ends in is left out. Undefined when it had
 * no values.
 */
export async function suggestThreshold(
  query: string,
  fromMillis: number,
  toMillis: number,
  options: SuggestOptions,
): Promise<ThresholdSuggestion | undefined> {
  const { source, engine = createEngine(), bad = 'above', goodShare = DEFAULT_GOOD_SHARE } = options;
  const stepMillis =
    options.stepMillis ?? Math.max(Math.floor((toMillis - fromMillis) / DEFAULT_STEPS), 1_000);
  const { value } = await engine.range(dataQuery(query), fromMillis, toMillis, stepMillis, source);
  const values = value.series.flatMap((one) => [...one.values].filter(Number.isFinite)).sort((a, b) => a - b);
  if (values.length === 0) return undefined;
  const at = (share: number) => quantile(values, bad === 'above' ? share : 1 - share);
  const threshold = roundOutwards(at(goodShare), bad);
  const resolveThreshold = roundOutwards(at(Math.min(RESOLVE_SHARE, goodShare)), bad);
  const isBad = (one: number) => (bad === 'above' ? one > threshold : one < threshold);
  return {
    bad,
    threshold,
    ...(resolveThreshold !== threshold && { resolveThreshold }),
    badShare: values.filter(isBad).length / values.length,
    quantiles: Object.fromEntries(SHOWN_QUANTILES.map((share) => [share, quantile(values, share)])),
    series: value.series.length,
    samples: values.length,
  };
}

/** By linear interpolation between the two values nearest. */
function quantile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)]!;
  const above = sorted[Math.ceil(rank)]!;
  return below + (above - below) * (rank - Math.floor(rank));
}

function roundOutwards(value: number, bad: 'above' | 'below'): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const count = value / unit;
  // A value that already has two digits must not be pushed on by what division leaves behind.
  const near = Math.round(count);
  const whole = Math.abs(count - near) < 1e-9 ? near : bad === 'above' ? Math.ceil(count) : Math.floor(count);
  return Number((whole * unit).toPrecision(2));
}
