export {
  catalog,
  conventionMetrics,
  DEFAULT_BOUNDARIES,
  dbAttributes,
  labelValues,
  OVERFLOW_ATTRIBUTE,
  poolAttributes,
  spanAttributes,
} from './catalog.ts';
export { CellQueryRecorder } from './cell-query-recorder.ts';
export { registerClusterInstruments } from './cluster-instruments.ts';
export { createMetrics } from './create-metrics.ts';
export {
  type PollingContext,
  type QueryContext,
  type RegisteredReading,
  registerDatabaseInstruments,
} from './database-instruments.ts';
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
export { MetricStore, type MetricStoreOptions } from './metric-store.ts';
export { type MetricsOptions, metricsDefaults } from './options.ts';
export { QueryCells, type QueryOwner } from './query-cells.ts';
export type { QueryExemplar } from './query-exemplars.ts';
export type { BoundQueryRecorder, QueryRecorder } from './query-recorder.ts';
export { type RejectionReason, rejectionReasons } from './rejection.ts';
export { StoreProducer } from './store-producer.ts';
export { type HostRoots, hostRoots } from './system/host-roots.ts';
export { registerSystemInstruments } from './system/system-instruments.ts';
export { VERSION } from './version.ts';
