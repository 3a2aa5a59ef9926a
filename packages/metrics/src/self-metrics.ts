import { catalog } from './catalog.ts';
import type { MetricStore } from './metric-store.ts';
import { VERSION } from './version.ts';

/** Registers what the metrics package tells of itself and nobody else records. */
export function registerSelfMetrics(store: MetricStore): void {
  store.gauge(catalog.monitoringInfo).set(1, { version: VERSION });
}
