import type { Attributes, Meter, MetricOptions, Observable, ObservableResult } from '@opentelemetry/api';
import { UNKNOWN_START } from './hr-time.ts';
import type { MetricKind } from './metric-definition.ts';
import type { MetricFamily } from './metric-family.ts';
import type { MetricStore } from './metric-store.ts';
import type { StoreProducer } from './store-producer.ts';

/** How a store's series become observable instruments. */
export interface ObservableInstrumentsOptions {
  /**
   * Give a gauge series that vanished NaN once: the nearest to absent in a reader that, as the SDK's do by default,
   * goes on reporting the last value of a gauge that is no longer observed.
   */
  readonly markVanished: boolean;
}

/** All metrics of a store but histograms as observable instruments of a meter, whose callbacks read the store. */
export class ObservableInstruments {
  readonly #store: MetricStore;
  readonly #meter: Meter;
  readonly #options: ObservableInstrumentsOptions;
  readonly #removals: Array<() => void> = [];

  constructor(store: MetricStore, meter: Meter, options: ObservableInstrumentsOptions) {
    this.#store = store;
    this.#meter = meter;
    this.#options = options;
  }

  /** Makes the instrument of a metric that is not a histogram. */
  add(family: MetricFamily): void {
    const { name, kind, unit, description } = family.definition;
    const instrument = this.#instrument(kind, name, { unit, description });
    const markVanished = kind !== 'counter' && this.#options.markVanished;
    let previous = new Set<Attributes>();
    const observe = async (result: ObservableResult) => {
      await this.#store.refresh();
      const present = new Set<Attributes>();
      for (const { attributes, value } of family.points(UNKNOWN_START)) {
        result.observe(value as number, attributes);
        if (markVanished) present.add(attributes);
      }
      for (const attributes of previous) if (!present.has(attributes)) result.observe(Number.NaN, attributes);
      previous = present;
    };
    instrument.addCallback(observe);
    this.#removals.push(() => instrument.removeCallback(observe));
  }

  /** Takes every callback away from the meter. */
  stop(): void {
    for (const remove of this.#removals) remove();
    this.#removals.length = 0;
  }

  #instrument(kind: MetricKind, name: string, options: MetricOptions): Observable {
    if (kind === 'counter') return this.#meter.createObservableCounter(name, options);
    if (kind === 'updowncounter') return this.#meter.createObservableUpDownCounter(name, options);
    return this.#meter.createObservableGauge(name, options);
  }
}

/**
 * Moves the gauges of a store from its producer to observable gauges of a meter.
 * @returns how to take their callbacks away
 */
export function observeGauges(store: MetricStore, producer: StoreProducer, meter: Meter): () => void {
  const gauges = new ObservableInstruments(store, meter, { markVanished: false });
  producer.without.add('gauge');
  store.forward(
    (family) => {
      if (family.definition.kind === 'gauge') gauges.add(family);
    },
    () => {},
  );
  return () => gauges.stop();
}
