import { equalMatcher, isStaleNaN, METRIC_NAME, type SeriesSamples } from '@kotoba/core';
import type { HistoryStore } from '@kotoba/history';

/** A value older than this is no longer the present one; Prometheus' lookback. */
const LOOKBACK_MILLIS = 300_000;

type LabelValues = Readonly<Record<string, string>>;

/** Figures of a window of the history that ends now. What there is no sample for is undefined. */
export class WindowFigures {
  readonly #history: Pick<HistoryStore, 'selectNow'>;
  readonly #nowMillis: number;
  readonly #windowMillis: number;

  constructor(history: Pick<HistoryStore, 'selectNow'>, nowMillis: number, windowMillis: number) {
    this.#history = history;
    this.#nowMillis = nowMillis;
    this.#windowMillis = windowMillis;
  }

  /** Present values added up over the metric's series that have these labels. */
  sum(metric: string, labels: LabelValues = {}): number | undefined {
    return this.#present(metric, labels).reduce<number | undefined>(
      (sum, value) => (sum ?? 0) + value,
      undefined,
    );
  }

  /** Mean of the present values. */
  average(metric: string): number | undefined {
    const values = this.#present(metric, {});
    const sum = values.reduce((total, value) => total + value, 0);
    return values.length === 0 ? undefined : sum / values.length;
  }

  /** Highest of the present values of the metric's series that have these labels. */
  highest(metric: string, labels: LabelValues = {}): number | undefined {
    const values = this.#present(metric, labels);
    return values.length === 0 ? undefined : Math.max(...values);
  }

  /** Rise of a counter a second, over its series that have these labels. */
  rate(metric: string, labels: LabelValues = {}): number | undefined {
    let rate: number | undefined;
    for (const samples of this.#select(metric, labels, this.#windowMillis)) {
      const rise = riseOf(samples);
      if (rise !== undefined && rise.seconds > 0) rate = (rate ?? 0) + rise.amount / rise.seconds;
    }
    return rate;
  }

  /** Quantile `q` of a histogram's observations in the window, interpolated within its bucket as PromQL does. */
  quantile(q: number, metric: string): number | undefined {
    const rises = new Map<number, number>();
    for (const samples of this.#select(`${metric}_bucket`, {}, this.#windowMillis)) {
      const rise = riseOf(samples);
      if (rise === undefined) continue;
      const le = samples.labels.get('le');
      const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
      rises.set(bound, (rises.get(bound) ?? 0) + rise.amount);
    }
    return quantileOf(
      q,
      [...rises].sort(([a], [b]) => a - b),
    );
  }

  #present(metric: string, labels: LabelValues): number[] {
    const values: number[] = [];
    for (const { values: column } of this.#select(metric, labels, LOOKBACK_MILLIS)) {
      const last = column.length - 1;
      if (!isStaleNaN(column, last)) values.push(column[last]!);
    }
    return values;
  }

  #select(metric: string, labels: LabelValues, millis: number): readonly SeriesSamples[] {
    const matchers = Object.entries({ [METRIC_NAME]: metric, ...labels }).map(([name, value]) =>
      equalMatcher(name, value),
    );
    return this.#history.selectNow(matchers, {
      startMillis: this.#nowMillis - millis,
      endMillis: this.#nowMillis,
    });
  }
}

/** How much a counter rose between the first and the last of its samples; a fall is a restart from 0. */
function riseOf({ timestamps, values }: SeriesSamples): { amount: number; seconds: number } | undefined {
  let first: number | undefined;
  let last = 0;
  let amount = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (first === undefined) first = i;
    else amount += value >= values[last]! ? value - values[last]! : value;
    last = i;
  }
  if (first === undefined || first === last) return undefined;
  return { amount, seconds: (timestamps[last]! - timestamps[first]!) / 1_000 };
}

/** Source: PromQL's `histogram_quantile` on classic buckets. */
function quantileOf(
  q: number,
  buckets: ReadonlyArray<readonly [bound: number, count: number]>,
): number | undefined {
  const total = buckets.at(-1)?.[1];
  if (!total || buckets.at(-1)![0] !== Number.POSITIVE_INFINITY || buckets.length < 2) return undefined;
  const rank = q * total;
  const at = buckets.findIndex(([, count]) => count >= rank);
  if (at === buckets.length - 1) return buckets[at - 1]![0];
  const [upper, count] = buckets[at]!;
  const [lower, below] = at === 0 ? [Math.min(0, upper), 0] : buckets[at - 1]!;
  return count === below ? upper : lower + ((upper - lower) * (rank - below)) / (count - below);
}
