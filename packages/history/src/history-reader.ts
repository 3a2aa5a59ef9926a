import {
  type Clock,
  errorMessage,
  type SeriesTranslator,
  type Timer,
  type Translation,
  withTimeout,
} from '@kotoba/core';
import {
  AggregationTemporality,
  InstrumentType,
  type MetricProducer,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { HistoryStore } from './history-store.ts';

/** Told of every collection made for the history. */
export interface HistoryObserver {
  /** @param errors what single instruments failed with; the rest was kept */
  onCollected(seconds: number, translation: Translation, errors: readonly unknown[]): void;
  onFailed(seconds: number, error: unknown): void;
  /** A collection was due while the one before still ran, and was left out. */
  onSkipped(): void;
}

/** What a reader works with once it is started. */
export interface HistoryReaderOptions {
  readonly store: HistoryStore;
  readonly translator: SeriesTranslator;
  readonly clock: Clock;
  readonly observer: HistoryObserver;
  readonly collectionIntervalMillis: number;
  /** Shown every collection before it is translated. */
  readonly inspect?: (collected: ResourceMetrics) => void;
}

/**
 * Collects into the history every interval from `start()` on. One collection at a time: what is late or fails leaves a gap and is
 * counted. Observable gauges are read without the SDK's memory of earlier collections, so that what is no longer
 * observed is gone.
 */
export class HistoryReader extends MetricReader {
  #options: HistoryReaderOptions | undefined;
  #timer: Timer | undefined;
  #collecting: Promise<void> | undefined;

  /** @param cardinalityLimit series an instrument may have; the SDK's own default is 2,000 */
  constructor(metricProducers: MetricProducer[] = [], cardinalityLimit = 2_000) {
    super({
      metricProducers,
      cardinalitySelector: () => cardinalityLimit,
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
    });
  }

  /** Collects now and every interval from now on. Call it once, after a MeterProvider has taken this reader. */
  start(options: HistoryReaderOptions): void {
    this.#options = options;
    this.#timer = options.clock.setInterval(() => {
      if (this.#collecting === undefined) void this.collectNow();
      else options.observer.onSkipped();
    }, options.collectionIntervalMillis);
    void this.collectNow();
  }

  /** Stops collecting; what is under way is finished. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    await this.#collecting;
    this.#options = undefined;
  }

  /** Collects now, or waits for the collection that is under way. Never rejects. */
  collectNow(): Promise<void> {
    if (this.#options === undefined) return Promise.resolve();
    this.#collecting ??= this.#collect(this.#options).finally(() => {
      this.#collecting = undefined;
    });
    return this.#collecting;
  }

  protected override async onForceFlush(): Promise<void> {
    await this.collectNow();
  }

  protected override async onShutdown(): Promise<void> {
    await this.stop();
  }

  async #collect(options: HistoryReaderOptions): Promise<void> {
    const { clock, store, translator, observer, collectionIntervalMillis } = options;
    const started = clock.monotonic();
    const timestamp = clock.now();
    const seconds = () => (clock.monotonic() - started) / 1_000;
    try {
      const { resourceMetrics, errors } = await withTimeout(
        clock,
        collectionIntervalMillis,
        'the collection',
        () => this.collect({ timeoutMillis: collectionIntervalMillis * 0.8 }),
      );
      options.inspect?.(resourceMetrics);
      const translation = translator.translate(resourceMetrics);
      if (!store.append(timestamp, translation)) throw new Error(`the clock went back to ${timestamp}`);
      observer.onCollected(seconds(), translation, errors);
    } catch (error) {
      observer.onFailed(seconds(), error instanceof Error ? error : new Error(errorMessage(error)));
    }
  }
}
