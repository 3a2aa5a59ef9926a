import type { Attributes, Histogram, Meter, Observable, ObservableResult } from '@opentelemetry/api';
import { catalog } from './catalog.ts';
import type { QueryListener } from './cell-query-recorder.ts';
import { UNKNOWN_START } from './hr-time.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricFamily } from './metric-family.ts';
import type { MetricStore } from './metric-store.ts';

/**
 * Gives a store's series to a MeterProvider that cannot take a producer: counters and gauges as observable
 * instruments that read the store, histograms as plain ones that take every value once more.
 *
 * An SDK keeps reporting the last value of a gauge series that is no longer observed; such a series is given NaN
 * once, the nearest to absent that an observable gauge can say.
 */
export class PlainInstruments {
  readonly #store: MetricStore;
  readonly #meter: Meter;
  readonly #histograms = new Map<string, Histogram>();
  readonly #removals: Array<() => void> = [];
  readonly #semanticConventions: () => boolean;

  /** @param semanticConventions whether `db.client.operation.duration` is given out */
  constructor(store: MetricStore, meter: Meter, semanticConventions: () => boolean) {
    this.#store = store;
    this.#meter = meter;
    this.#semanticConventions = semanticConventions;
  }

  start(): void {
    this.#store.forward(
      (family) => this.#add(family),
      (definition, value, attributes) => this.#histogram(definition).record(value, attributes),
    );
  }

  /** Records each query in the plain histograms. */
  readonly onQuery: QueryListener = (operation, cell, seconds) => {
    this.#histogram(catalog.dbQueryLatency).record(seconds, operation.attributes);
    if (this.#semanticConventions())
      this.#histogram(catalog.dbClientOperationDuration).record(seconds, cell.durationAttributes);
  };

  /** Takes every callback away from the meter. */
  stop(): void {
    for (const remove of this.#removals) remove();
    this.#removals.length = 0;
  }

  #add(family: MetricFamily): void {
    const { name, kind, unit, description } = family.definition;
    if (kind === 'histogram') return;
    const instrument: Observable =
      kind === 'counter'
        ? this.#meter.createObservableCounter(name, { unit, description })
        : this.#meter.createObservableGauge(name, { unit, description });
    let previous = new Set<Attributes>();
    const observe = async (result: ObservableResult) => {
      await this.#store.refresh();
      const points = family.points(UNKNOWN_START);
      const present = new Set<Attributes>(points.map((point) => point.attributes));
      // Before the values: a series that went and came back has new attributes that are equal to the old ones.
      if (kind === 'gauge')
        for (const attributes of previous)
          if (!present.has(attributes)) result.observe(Number.NaN, attributes);
      for (const { attributes, value } of points) result.observe(value as number, attributes);
      previous = present;
    };
    instrument.addCallback(observe);
    this.#removals.push(() => instrument.removeCallback(observe));
  }

  #histogram(definition: MetricDefinition): Histogram {
    let histogram = this.#histograms.get(definition.name);
    if (histogram === undefined) {
      const { name, unit, description, boundaries = [] } = definition;
      const advice = { explicitBucketBoundaries: [...boundaries] };
      histogram = this.#meter.createHistogram(name, { unit, description, advice });
      this.#histograms.set(name, histogram);
    }
    return histogram;
  }
}
