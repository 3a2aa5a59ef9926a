export type {
  DataPointInput,
  ExponentialBucketsInput,
  ExponentialHistogramInput,
  HistogramInput,
  MetricInput,
  PointAttributes,
  ResourceMetricsInput,
} from './metric-data.ts';
export { escapeHelp } from './prometheus-names.ts';
export { SeriesTranslator, type SeriesTranslatorOptions } from './series-translator.ts';
export type {
  TranslatedFamily,
  TranslatedSeries,
  Translation,
  TranslationProblem,
  TranslationProblemReason,
} from './translated-family.ts';
