export type { MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
export type { AlertingOptions, AlertmanagerOptions } from './alerting-options.ts';
export { Alerts, type AlertsSources } from './alerts.ts';
export {
  type CollectorSources,
  type MetricPoint,
  MetricsCollector,
  type PerformanceOptions,
} from './collector.ts';
export { instrumentationErrorCodes } from './errors.ts';
export type { KotobaAddresses, KotobaInstrumentation } from './kotoba-instrumentation.ts';
export { type KotobaMetricReaders, kotobaMetricReaders } from './metric-readers.ts';
export type {
  HealthOptions,
  MonitoringOptions,
  OneOrMany,
  OtlpOptions,
  PrometheusOptions,
  QueryLimits,
} from './options.ts';
export type { PerformanceMetrics, SystemPerformance } from './performance-report.ts';
export { registerKotobaInstrumentation } from './register.ts';
