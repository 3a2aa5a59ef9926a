import { ScrapeReader } from '@kotoba/http';
import type { MetricProducer, MetricReader } from '@opentelemetry/sdk-metrics';

/**
 * Readers for a MeterProvider or NodeSDK of the app's own. Put all of `readers` into it, then pass this object
 * and the provider to `registerKotobaInstrumentation({ meterProvider, readers })`.
 */
export interface KotobaMetricReaders {
  /** For the provider's `readers` option. */
  readonly readers: readonly MetricReader[];
  /** One of `readers`: what the scrape endpoint collects from. */
  readonly scrape: MetricReader;
  /** Whether a MeterProvider has taken the readers. */
  isAttached(): boolean;
}

/** Makes the readers an app puts into its own MeterProvider. */
export function kotobaMetricReaders(): KotobaMetricReaders {
  const scrape = new WatchedScrapeReader();
  return { readers: [scrape], scrape, isAttached: () => scrape.attached };
}

class WatchedScrapeReader extends ScrapeReader {
  attached = false;

  override setMetricProducer(producer: MetricProducer): void {
    super.setMetricProducer(producer);
    this.attached = true;
  }
}
