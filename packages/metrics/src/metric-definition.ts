import type { Attributes } from '@opentelemetry/api';

/**
 * What a metric measures: a total that only rises, a value of the moment, one that may be summed over its series (a gauge
 * to Prometheus), or a distribution.
 */
export type MetricKind = 'counter' | 'gauge' | 'updowncounter' | 'histogram';

/** One row of the catalog. `Label` is the union of its label names. */
export interface MetricDefinition<Label extends string = string, Kind extends MetricKind = MetricKind> {
  /** Instrument name and Prometheus name in one. */
  readonly name: string;
  readonly kind: Kind;
  /** UCUM, as OpenTelemetry asks: `s`, `By`, `1`, `{query}`. */
  readonly unit: string;
  readonly description: string;
  readonly labels: readonly Label[];
  /** Upper bounds of the buckets, ascending, without +Inf; histograms only. */
  readonly boundaries?: readonly number[];
  /** Written by the alert evaluation to the history, never offered to a scrape or a push. */
  readonly historyOnly?: true;
}

/** Label values of one series; a label that is left out does not apply to it. */
export type LabelsOf<Label extends string> = Readonly<Partial<Record<Label, string>>>;

/** Key of a catalog series: its values in the order the definition lists the labels. */
export function seriesKey<Label extends string>(
  definition: MetricDefinition<Label>,
  labels: LabelsOf<Label>,
): string {
  let key = '';
  for (const name of definition.labels) key += `${labels[name] ?? ''}\u0001`;
  return key;
}

/** Attributes of a catalog series; labels that are absent or empty are left out. */
export function seriesAttributes<Label extends string>(
  definition: MetricDefinition<Label>,
  labels: LabelsOf<Label>,
): Attributes {
  const attributes: Attributes = {};
  for (const name of definition.labels) {
    const value = labels[name];
    if (value !== undefined && value !== '') attributes[name] = value;
  }
  return attributes;
}
