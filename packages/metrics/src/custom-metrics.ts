import { catalog, DEFAULT_BOUNDARIES } from './catalog.ts';
import { type CheckedLabels, checkLabels, recordKey } from './custom-labels.ts';
import type { CustomLabels } from './kotoba-metrics.ts';
import type { MetricDefinition, MetricKind } from './metric-definition.ts';
import type { MetricStore } from './metric-store.ts';
import { type RejectionReason, rejectionReasons } from './rejection.ts';

/** A name that is the same to OpenTelemetry and to Prometheus. */
const METRIC_NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,254}$/;

const MOST_CUSTOM_METRICS = 1_000;

type Series = Extract<CheckedLabels, { readonly key: string }>;

interface CustomMetric {
  readonly definition: MetricDefinition;
  /** Labels by their record key, as many as the metric may have series. */
  readonly checked: Map<string, Series>;
}

/** Names of the series a metric of each kind appears as in Prometheus' text format. */
function seriesNames(name: string, kind: MetricKind): string[] {
  if (kind === 'gauge' || kind === 'updowncounter') return [name];
  if (kind === 'counter') return [name.endsWith('_total') ? name : `${name}_total`];
  return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
}

/**
 * Metrics the app makes up as it goes. Nothing here throws: a name, label or value that cannot be carried is
 * refused, counted in `kotoba_monitoring_rejected_measurements_total` and logged once.
 */
export class CustomMetrics {
  readonly #store: MetricStore;
  readonly #metrics = new Map<string, CustomMetric>();
  /** Which metric each series name belongs to, the catalog's included. */
  readonly #owners = new Map<string, string>();

  constructor(store: MetricStore) {
    this.#store = store;
    for (const { name, kind } of Object.values(catalog))
      for (const series of [name, ...seriesNames(name.replaceAll('.', '_'), kind)])
        this.#owners.set(series, CATALOG);
  }

  counter(name: string, value: number, labels?: CustomLabels): void {
    const metric = this.#define(name, 'counter');
    if (metric === undefined || !this.#takes(metric.definition, value)) return;
    const series = this.#labels(metric, labels);
    if (series !== undefined)
      this.#store.numbers(metric.definition).add(series.key, () => series.attributes, value);
  }

  gauge(name: string, value: number, labels?: CustomLabels): void {
    const metric = this.#define(name, 'gauge');
    if (metric === undefined || !this.#takes(metric.definition, value)) return;
    const series = this.#labels(metric, labels);
    if (series !== undefined)
      this.#store.numbers(metric.definition).set(series.key, () => series.attributes, value);
  }

  histogram(name: string, value: number, labels?: CustomLabels): void {
    const metric = this.#define(name, 'histogram');
    if (metric === undefined || !this.#takes(metric.definition, value)) return;
    const series = this.#labels(metric, labels);
    if (series !== undefined)
      this.#store.distribute(metric.definition, series.key, () => series.attributes, value);
  }

  /** The metric of that name and kind, made when the name is free. */
  #define(name: unknown, kind: MetricKind): CustomMetric | undefined {
    const known = typeof name === 'string' ? this.#metrics.get(name) : undefined;
    if (known?.definition.kind === kind) return known;
    if (typeof name !== 'string' || !METRIC_NAME.test(name))
      return this.#refuse(rejectionReasons.name, 'a custom metric', NAME_EXPECTED);
    if (known !== undefined)
      return this.#refuse(rejectionReasons.kind, name, `it is a ${known.definition.kind}`);
    const series = seriesNames(name, kind);
    for (const taken of [name, ...series]) {
      const owner = this.#owners.get(taken);
      if (owner === CATALOG) return this.#refuse(rejectionReasons.name, name, `${taken} is Kotoba’s own`);
      if (owner !== undefined)
        return this.#refuse(rejectionReasons.kind, name, `${taken} belongs to the metric ${owner}`);
    }
    if (this.#metrics.size >= MOST_CUSTOM_METRICS)
      return this.#refuse(
        rejectionReasons.limit,
        'a custom metric',
        `there are ${MOST_CUSTOM_METRICS} already`,
      );
    const definition: MetricDefinition = {
      name,
      kind,
      unit: '',
      description: 'Recorded by the application.',
      labels: [],
      ...(kind === 'histogram' && { boundaries: DEFAULT_BOUNDARIES }),
    };
    const metric = { definition, checked: new Map<string, Series>() };
    this.#metrics.set(name, metric);
    for (const taken of [name, ...series]) this.#owners.set(taken, name);
    return metric;
  }

  #takes(definition: MetricDefinition, value: unknown): boolean {
    const isCounter = definition.kind === 'counter';
    if (typeof value === 'number' && Number.isFinite(value) && (value >= 0 || !isCounter)) return true;
    const expected = isCounter ? 'a finite number ≥ 0' : 'a finite number';
    this.#refuse(rejectionReasons.value, definition.name, `the value must be ${expected}`);
    return false;
  }

  /** The series of the labels; a record that was checked before is not checked again. */
  #labels({ definition, checked }: CustomMetric, labels: CustomLabels | undefined): Series | undefined {
    const record = recordKey(labels);
    const known = record === undefined ? undefined : checked.get(record);
    if (known !== undefined) return known;
    const fresh = checkLabels(labels, definition.kind === 'histogram');
    if (fresh.problem !== undefined)
      return this.#refuse(rejectionReasons.label, definition.name, fresh.problem);
    if (record !== undefined && checked.size < this.#store.cardinalityLimit) checked.set(record, fresh);
    return fresh;
  }

  #refuse(reason: RejectionReason, subject: string, detail: string): undefined {
    this.#store.rejected(reason, subject, detail);
    return undefined;
  }
}

const CATALOG = '\u0000catalog';
const NAME_EXPECTED = 'a name must start with a letter and have letters, digits and underscores, at most 255';
