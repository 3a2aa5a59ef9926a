import { quoteString } from '../syntax/quote-string.ts';

/*
 * The texts of Prometheus' annotations, for rules and dashboards quote them.
 * Source: prometheus/prometheus util/annotations/annotations.go.
 */

function forMetric(text: string, metricName: string): string {
  return metricName === '' ? text : `${text} for metric name ${quoteString(metricName)}`;
}

/** A number as Go's `%g` prints it. */
export function formatG(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits, exponentText] = value.toExponential().split('e') as [string, string];
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 21)) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return String(value).includes('e')
    ? value.toFixed(-exponent + digits.replace(/[-.]/g, '').length - 1)
    : String(value);
}

/** Warnings, each without its prefix and position. */
export const warningText = {
  invalidQuantile: (quantile: number) => `quantile value should be between 0 and 1, got ${formatG(quantile)}`,
  invalidRatio: (ratio: number, to: number) =>
    `ratio value should be between -1 and 1, got ${formatG(ratio)}, capping to ${formatG(to)}`,
  rangeTooShort: () => 'range too short; does not contain enough samples to extrapolate rate',
  badBucketLabel: (metricName: string, label: string) =>
    forMetric(`bucket label "le" is missing or has a malformed value of ${quoteString(label)}`, metricName),
  mixedFloatsHistograms: (metricName: string) =>
    `encountered a mix of histograms and floats for metric name ${quoteString(metricName)}`,
  mixedFloatsHistogramsAggregation: () => 'encountered a mix of histograms and floats for aggregation',
  mixedClassicNativeHistograms: (metricName: string) =>
    forMetric('vector contains a mix of classic and native histograms', metricName),
  nativeHistogramNotCounter: (metricName: string) =>
    `this native histogram metric is not a counter: ${quoteString(metricName)}`,
  nativeHistogramNotGauge: (metricName: string) =>
    `this native histogram metric is not a gauge: ${quoteString(metricName)}`,
  mixedExponentialCustomHistograms: (metricName: string) =>
    `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quoteString(metricName)}`,
  incompatibleCustomBuckets: (metricName: string) =>
    `vector contains histograms with incompatible custom buckets for metric name ${quoteString(metricName)}`,
  sortInRangeQuery: () => 'sort is ineffective for range queries since results are always ordered by labels',
  startTimeOverlap: (metricName: string) =>
    `sample has start time that overlaps with previous sample timestamp for metric ${quoteString(metricName)}`,
  conflictingCounterResets: (operation: string) => `conflicting counter resets during histogram ${operation}`,
  incompatibleBucketLayoutInBinaryOperator: (operator: string) =>
    `incompatible bucket layout encountered for binary operator ${operator}`,
} as const;

/** Infos, each without its prefix and position. */
export const infoText = {
  possibleNonCounter: (metricName: string) =>
    `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quoteString(metricName)}`,
  possibleNonCounterLabel: (metricName: string, typeLabel: string) =>
    `metric might not be a counter, __type__ label is not set to "counter" or "histogram", got ${quoteString(typeLabel)}: ${quoteString(metricName)}`,
  quantileForcedMonotonicity: (metricName: string) =>
    forMetric(
      'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)',
      metricName,
    ),
  incompatibleTypesInBinaryOperator: (left: string, operator: string, right: string) =>
    `incompatible sample types encountered for binary operator ${quoteString(operator)}: ${left} ${operator} ${right}`,
  mismatchedCustomBuckets: (operation: string) =>
    `mismatched custom buckets were reconciled during ${operation}`,
  histogramIgnoredInAggregation: (aggregation: string) => `ignored histogram in ${aggregation} aggregation`,
  histogramIgnoredInMixedRange: (metricName: string) =>
    `ignored histograms in a range containing both floats and histograms for metric name ${quoteString(metricName)}`,
  quantileNaNResult: (metricName: string) =>
    forMetric('input to histogram_quantile has NaN observations, result is NaN', metricName),
  quantileNaNSkew: (metricName: string) =>
    forMetric('input to histogram_quantile has NaN observations, result is skewed higher', metricName),
  fractionNaNs: (metricName: string) =>
    forMetric(
      'input to histogram_fraction has NaN observations, which are excluded from all fractions',
      metricName,
    ),
} as const;
