import { type Exemplar, Labels } from '@kotoba/core';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';

/** The exemplars of the query latency, each beside the series of its bucket. */
export function exemplarsOf(
  metrics: KotobaMetrics,
  globalLabels: Readonly<Record<string, string>>,
): Exemplar[] {
  return Array.from(metrics.queryExemplars(), ({ labels, seconds, timestampMillis, traceId, spanId }) => ({
    seriesLabels: Labels.from({
      ...globalLabels,
      ...labels,
      __name__: `${catalog.dbQueryLatency.name}_bucket`,
    }),
    labels: Labels.from({ trace_id: traceId, span_id: spanId }),
    value: seconds,
    timestampMillis,
  }));
}
