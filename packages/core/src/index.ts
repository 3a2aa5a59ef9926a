export { type Clock, sleep, type Timer } from './clock.ts';
export type { DetailMetrics, DetailValue, DetailValues } from './detail-metrics.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { equalMatcher } from './equal-matcher.ts';
export { coreErrorCodes, errorMessage, KotobaError, type KotobaErrorOptions } from './errors.ts';
export type { Exemplar } from './exemplar.ts';
export {
  type DataPointInput,
  type ExponentialBucketsInput,
  type ExponentialHistogramInput,
  escapeHelp,
  type HistogramInput,
  type MetricInput,
  type PointAttributes,
  type ResourceMetricsInput,
  SeriesTranslator,
  type SeriesTranslatorOptions,
  type TranslatedFamily,
  type TranslatedSeries,
  type Translation,
  type TranslationProblem,
  type TranslationProblemReason,
} from './exposition/index.ts';
export {
  diskSpace,
  type FileSystemBlocks,
  type HostDisk,
  type HostMemory,
  type HostReadings,
  type HostReadingsProvider,
} from './host-readings.ts';
export { Labels, METRIC_NAME } from './labels.ts';
export { loggableError } from './loggable-error.ts';
export { createLogger, type Logger, LogLimiter } from './logger.ts';
export { ManualClock } from './manual-clock.ts';
export type { MetricMetadata } from './metric-metadata.ts';
export type { ClusterMetrics, ClusterNode, MonitoredCluster } from './monitored-cluster.ts';
export type {
  DatabaseMetrics,
  DatabaseServer,
  InstrumentedElsewhere,
  MonitoredDatabase,
  ObserveOptions,
  QueryMetrics,
  QueryObserver,
  QueryOperation,
  ReadContext,
  StorageMetrics,
} from './monitored-database.ts';
export {
  type BucketSpan,
  type CounterResetHint,
  CUSTOM_BUCKETS_SCHEMA,
  type NativeHistogram,
} from './native-histogram.ts';
export type { Matcher, SelectRange, SeriesSamples, SeriesSource } from './series-source.ts';
export { type SplitAddress, splitCredentials } from './split-credentials.ts';
export { isStaleNaN, writeStaleNaN } from './stale-nan.ts';
export { systemClock } from './system-clock.ts';
export { untilAborted } from './until-aborted.ts';
export { withTimeout } from './with-timeout.ts';
