import { HistoryReader } from '@kotoba/history';
import { ScrapeReader } from '@kotoba/http';
import type { MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';

/**
 * Readers for a MeterProvider or NodeSDK of the app's own. Put all of `readers` into it, then pass this object
 * and the provider to `registerKotobaInstrumentation({ meterProvider, readers })`.
 */
export interface KotobaMetricReaders {
  /** For the provider's `readers` option. */
  readonly readers: MetricReader[];
  /** One of `readers`: what the scrape endpoint collects from. */
  readonly scrape: MetricReader;
  /** One of `readers`: what fills the history. */
  readonly history: HistoryReader;
  /** Whether a MeterProvider has taken the readers. */
  isAttached(): boolean;
}

/** Makes the readers an app puts into its own MeterProvider. */
export function kotobaMetricReaders(): KotobaMetricReaders {
  return makeReaders([], undefined);
}

/** The readers of a MeterProvider, with what they collect beside it. */
export function makeReaders(
  metricProducers: MetricProducer[],
  cardinalityLimit: number | undefined,
): KotobaMetricReaders {
  const scrape = new WatchedScrapeReader(metricProducers, cardinalityLimit);
  const history = new HistoryReader(metricProducers, cardinalityLimit);
  return { readers: [scrape, history], scrape, history, isAttached: () => scrape.attached };
}

class WatchedScrapeReader extends ScrapeReader {
  attached = false;

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.attached = true;
  }
}
