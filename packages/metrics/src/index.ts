export { catalog, DEFAULT_BOUNDARIES, dbAttributes, labelValues, OVERFLOW_ATTRIBUTE } from './catalog.ts';
export { createMetrics } from './create-metrics.ts';
export { metricsErrorCodes } from './errors.ts';
export type {
  BackupRecord,
  ClusterReading,
  CounterHandle,
  CustomLabels,
  DatabaseReading,
  GaugeHandle,
  HistogramHandle,
  KotobaMetrics,
  Observation,
} from './kotoba-metrics.ts';
export type { LabelsOf, MetricDefinition, MetricKind } from './metric-definition.ts';
export { type MetricsOptions, metricsDefaults } from './options.ts';
export type { BoundQueryRecorder, QueryRecorder } from './query-recorder.ts';
export { type RejectionReason, rejectionReasons } from './rejection.ts';
export { VERSION } from './version.ts';
