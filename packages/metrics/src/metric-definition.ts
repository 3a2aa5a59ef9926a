/** What a metric measures: a total that only rises, a value of the moment, or a distribution. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

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
