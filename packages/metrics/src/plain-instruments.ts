import type { Histogram, Meter } from '@opentelemetry/api';
import { catalog } from './catalog.ts';
import type { QueryListener } from './cell-query-recorder.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricStore } from './metric-store.ts';
import { ObservableInstruments } from './observable-instruments.ts';

/**
 * Gives a store's series to a MeterProvider that cannot take a producer: counters and gauges as observable
 * instruments that read the store, histograms as plain ones that take every value once more.
 */
export class PlainInstruments {
  readonly #store: MetricStore;
  readonly #meter: Meter;
  readonly #histograms = new Map<string, Histogram>();
  readonly #observables: ObservableInstruments;

  constructor(store: MetricStore, meter: Meter) {
    this.#store = store;
    this.#meter = meter;
    this.#observables = new ObservableInstruments(store, meter, { markVanished: true });
  }

  start(): void {
    this.#store.forward(
      (family) => {
        if (family.definition.kind !== 'histogram') this.#observables.add(family);
      },
      (definition, value, attributes) => this.#histogram(definition).record(value, attributes),
    );
  }

  /** Records each query in the plain histograms. */
  readonly onQuery: QueryListener = (operation, cell, seconds) => {
    this.#histogram(catalog.dbQueryLatency).record(seconds, operation.attributes);
    const duration = catalog.dbClientOperationDuration;
    if (operation.tellsDuration && !this.#store.family(duration).muted)
      this.#histogram(duration).record(seconds, cell.durationAttributes);
  };

  /** Takes every callback away from the meter. */
  stop(): void {
    this.#observables.stop();
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
