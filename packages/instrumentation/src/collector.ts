import {
  type Clock,
  equalMatcher,
  isStaleNaN,
  type Matcher,
  METRIC_NAME,
  type QueryOperation,
  type SeriesSamples,
} from '@kotoba/core';
import type { HistoryStore } from '@kotoba/history';
import type { BackupRecord, BoundQueryRecorder, CustomLabels, KotobaMetrics } from '@kotoba/metrics';
import { parseSelector } from '@kotoba/promql';
import { type PerformanceMetrics, performanceReport } from './performance-report.ts';

/** One sample as the source document's `get_metrics` answers it. */
export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly timestamp: Date;
  readonly labels: Readonly<Record<string, string>>;
}

/** Options of `getPerformanceMetrics()`. */
export interface PerformanceOptions {
  /** Rates and quantiles are over the time up to now of this length. Default: five minutes. */
  readonly windowMillis?: number;
}

/** What a collector reads from. */
export interface CollectorSources {
  readonly metrics: KotobaMetrics;
  /** The database that calls without one mean; undefined when there is not exactly one. */
  readonly soleDatabase: string | undefined;
  readonly history: HistoryStore;
  readonly clock: Clock;
}

const DEFAULT_WINDOW_MILLIS = 300_000;

/** Database a query counts for when several are registered and none is named. */
const UNNAMED_DATABASE = 'default';

/** Records and reads metrics. Recording never throws into the app: what is wrong is refused and counted. */
export class MetricsCollector {
  readonly #sources: CollectorSources;

  constructor(sources: CollectorSources) {
    this.#sources = sources;
  }

  /** A value of the moment with labels: a gauge. */
  recordMetric(name: string, value: number, labels?: CustomLabels): void {
    this.#sources.metrics.recordMetric(name, value, labels);
  }

  /** Adds `value` (≥ 0) to a counter. */
  recordCounter(name: string, value: number, labels?: CustomLabels): void {
    this.#sources.metrics.recordCounter(name, value, labels);
  }

  /** Sets a gauge. */
  recordGauge(name: string, value: number, labels?: CustomLabels): void {
    this.#sources.metrics.recordGauge(name, value, labels);
  }

  /** Records `value` in a histogram. */
  recordHistogram(name: string, value: number, labels?: CustomLabels): void {
    this.#sources.metrics.recordHistogram(name, value, labels);
  }

  /** Records a finished backup in the three backup metrics. */
  recordBackup(backup: BackupRecord): void {
    this.#sources.metrics.recordBackup(backup);
  }

  /**
   * Records one finished query, for databases whose adapter does not measure queries itself.
   * @param operation a name with few values, such as `select`; never SQL text
   * @param seconds how long it took
   * @param error what it ended in, when it failed
   * @param database its `name`; may be left out when there is one
   */
  recordQuery(operation: QueryOperation, seconds: number, error?: unknown, database?: string): void {
    this.#sources.metrics.recordQuery(this.#databaseName(database), operation, seconds, error);
  }

  /** `recordQuery` for hot paths: looks the series up once and answers a function that only counts. */
  bindQuery(operation: QueryOperation, database?: string): BoundQueryRecorder {
    const name = this.#databaseName(database);
    const recorder = this.#sources.metrics.queries.get(name);
    if (recorder !== undefined) return recorder.bindQuery(operation);
    const failure = new Error('query failed');
    return (seconds, failed) =>
      this.#sources.metrics.recordQuery(name, operation, seconds, failed ? failure : undefined);
  }

  /**
   * Samples of the history from `from` to `to`, both inclusive, ascending in time within a series.
   * @param nameOrSelector a metric name, or a selector of PromQL such as `up{job=~"a.*"}`
   * @throws {ParseError} PROMQL_PARSE_ERROR
   */
  async getMetrics(nameOrSelector: string, from: Date, to: Date): Promise<readonly MetricPoint[]> {
    const range = { startMillis: from.getTime(), endMillis: to.getTime() };
    const selected = await this.#sources.history.select(matchersOf(nameOrSelector), range);
    return selected.flatMap(toPoints);
  }

  /** Query, storage and system figures from the history. */
  async getPerformanceMetrics(options: PerformanceOptions = {}): Promise<PerformanceMetrics> {
    const { history, clock } = this.#sources;
    return performanceReport(history, clock.now(), options.windowMillis ?? DEFAULT_WINDOW_MILLIS);
  }

  #databaseName(database: string | undefined): string {
    return database ?? this.#sources.soleDatabase ?? UNNAMED_DATABASE;
  }
}

function matchersOf(nameOrSelector: string): readonly Matcher[] {
  if (nameOrSelector.includes('{')) return parseSelector(nameOrSelector);
  return [equalMatcher(METRIC_NAME, nameOrSelector)];
}

function toPoints({ labels, timestamps, values }: SeriesSamples): MetricPoint[] {
  const name = labels.metricName;
  const record = labels.without(METRIC_NAME).toRecord();
  const points: MetricPoint[] = [];
  for (let i = 0; i < values.length; i++) {
    if (isStaleNaN(values, i)) continue;
    points.push({ name, value: values[i]!, timestamp: new Date(timestamps[i]!), labels: record });
  }
  return points;
}
