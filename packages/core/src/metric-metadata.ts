/** What is known of a metric beside its samples, as Prometheus' `/api/v1/metadata` serves it. */
export interface MetricMetadata {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'unknown';
  readonly help: string;
  readonly unit: string;
}
