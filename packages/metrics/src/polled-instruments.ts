import { catalog } from './catalog.ts';
import type { Observation } from './kotoba-metrics.ts';
import type { LabelsOf, MetricDefinition } from './metric-definition.ts';
import type { MetricStore } from './metric-store.ts';
import { MonotonicTotal } from './monotonic-total.ts';
import type { ObservedSeries } from './observed-series.ts';

/** Totals of a metric beyond this many are forgotten when a reading leaves them out, as query ids come and go. */
const MOST_KEPT_TOTALS = 1_000;

/** One polled total and the series it belongs to; undefined is unknown. */
export type PolledTotal<Label extends string> = readonly [total: number | undefined, labels: LabelsOf<Label>];

/**
 * The metrics of one thing that is polled. Each reading replaces what the one before said; what it does not say is
 * absent.
 */
export class PolledInstruments {
  readonly #store: MetricStore;
  readonly #owner: LabelsOf<'database' | 'cluster'>;
  readonly #series = new Map<string, ObservedSeries<string>>();
  readonly #totals = new Map<string, Map<string, MonotonicTotal>>();
  readonly #removals: Array<() => void> = [];

  /** @param owner the label that names the polled thing */
  constructor(store: MetricStore, owner: LabelsOf<'database' | 'cluster'>) {
    this.#store = store;
    this.#owner = owner;
  }

  /** Sets every series of a gauge; values that are undefined are left out. */
  gauge<Label extends string>(
    definition: MetricDefinition<Label>,
    values: Iterable<readonly [value: number | undefined, labels: LabelsOf<Label>]>,
  ): void {
    const known: Observation<Label>[] = [];
    for (const [value, labels] of values) if (value !== undefined) known.push([value, labels]);
    this.#seriesOf(definition).replace(known);
  }

  /** Sets every series of a counter from polled totals. */
  counter<Label extends string>(
    definition: MetricDefinition<Label>,
    totals: Iterable<PolledTotal<Label>>,
    restarted: boolean,
  ): void {
    const values: Array<readonly [number | undefined, LabelsOf<Label>]> = [];
    const known = this.#totalsOf(definition);
    const seen = new Set<string>();
    for (const [total, labels] of totals) {
      if (total === undefined) continue;
      const key = Object.values(labels).join('\u0001');
      const monotonic = known.get(key) ?? new MonotonicTotal();
      known.set(key, monotonic);
      seen.add(key);
      values.push([monotonic.update(total, restarted), labels]);
    }
    if (known.size > MOST_KEPT_TOTALS) for (const key of known.keys()) if (!seen.has(key)) known.delete(key);
    this.gauge(definition, values);
  }

  /** Counts a value that was refused, and logs it once. */
  invalid(definition: MetricDefinition): void {
    const owner = Object.values(this.#owner).join();
    this.#store
      .counter(catalog.monitoringInvalidReadings)
      .add(1, { ...this.#owner, metric: definition.name });
    this.#store.logOnce(
      `invalid ${owner} ${definition.name}`,
      `${JSON.stringify(owner)} answered a value for ${definition.name} that is not a number in its range`,
    );
  }

  /** Takes every series away. */
  remove(): void {
    for (const remove of this.#removals) remove();
    this.#removals.length = 0;
    this.#series.clear();
  }

  #seriesOf<Label extends string>(definition: MetricDefinition<Label>): ObservedSeries<Label> {
    let series = this.#series.get(definition.name);
    if (series === undefined) {
      const observed = this.#store.observed<string>(definition);
      this.#removals.push(observed.remove);
      series = observed.series;
      this.#series.set(definition.name, series);
    }
    return series as ObservedSeries<Label>;
  }

  #totalsOf(definition: MetricDefinition): Map<string, MonotonicTotal> {
    let totals = this.#totals.get(definition.name);
    if (totals === undefined) {
      totals = new Map();
      this.#totals.set(definition.name, totals);
    }
    return totals;
  }
}
