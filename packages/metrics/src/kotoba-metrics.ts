import type {
  ClusterMetrics,
  DatabaseMetrics,
  DetailMetrics,
  HostReadings,
  QueryMetrics,
  QueryOperation,
  StorageMetrics,
} from '@kotoba/core';
import type { Meter } from '@opentelemetry/api';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import type { LabelsOf, MetricDefinition } from './metric-definition.ts';
import type { QueryExemplar } from './query-exemplars.ts';
import type { QueryRecorder } from './query-recorder.ts';

/** Labels of a custom metric: a record, or pairs of name and value. Numbers and booleans are written as text. */
export type CustomLabels =
  | Readonly<Record<string, string | number | boolean>>
  | ReadonlyArray<readonly [name: string, value: string | number | boolean]>;

/** One finished backup. What is left out is unknown and yields no sample. */
export interface BackupRecord {
  /** Value of the label `backup_type`: `full`, `incremental` … */
  readonly type: string;
  readonly success: boolean;
  readonly durationSeconds?: number;
  readonly sizeBytes?: number;
}

/** A catalog counter other packages add to. */
export interface CounterHandle<Label extends string = string> {
  /** Adds `amount` (finite, ≥ 0). Adding 0 makes the series appear. Never throws. */
  add(amount: number, labels: LabelsOf<Label>): void;
}

/** A catalog gauge other packages set. */
export interface GaugeHandle<Label extends string = string> {
  /** Sets the series' value; NaN removes it. Never throws. */
  set(value: number, labels: LabelsOf<Label>): void;
}

/** A catalog histogram other packages record to. */
export interface HistogramHandle<Label extends string = string> {
  record(value: number, labels: LabelsOf<Label>): void;
}

/** One series' value as an observer gives it. */
export type Observation<Label extends string> = readonly [value: number, labels: LabelsOf<Label>];

/** What the last read of a database answered; a part that failed or is not offered is absent. */
export interface DatabaseReading {
  /** When it was read, milliseconds since the epoch. */
  readonly atMillis: number;
  readonly up: boolean;
  readonly database?: DatabaseMetrics;
  readonly query?: QueryMetrics;
  readonly storage?: StorageMetrics;
  readonly detail?: DetailMetrics;
  /** What went wrong, by part. */
  readonly errors: Readonly<Partial<Record<'database' | 'query' | 'storage' | 'detail' | 'ping', Error>>>;
}

/** What the last read of a cluster answered. */
export interface ClusterReading {
  readonly atMillis: number;
  readonly cluster?: ClusterMetrics;
  readonly error?: Error;
}

/** The metrics of one registration: every recorder, every reading, and the producer the readers take. */
export interface KotobaMetrics {
  /** Give this to every reader (`metricProducers`). Undefined when plain instruments are used instead. */
  readonly producer: MetricProducer | undefined;
  /**
   * Gives the gauges to the readers as observable gauges of `meter` instead of through the producer. For a
   * MeterProvider whose readers take observable gauges with delta temporality: with cumulative, the SDK reports a
   * gauge that is no longer observed with its last value for ever. Does nothing without a producer.
   */
  observeGaugesWith(meter: Meter): void;
  /** For each bucket of the query latency, the last query that belonged to a sampled trace. */
  queryExemplars(): Iterable<QueryExemplar>;
  /** A recorder for each database, by its name. */
  readonly queries: ReadonlyMap<string, QueryRecorder>;
  /**
   * Records one finished query of the named database; one that is not registered gets its own recorder, up to a
   * limit.
   */
  recordQuery(database: string, operation: QueryOperation, seconds: number, error?: unknown): void;
  /** A value of the moment with labels, as the source document's `record_metric`: a gauge. */
  recordMetric(name: string, value: number, labels?: CustomLabels): void;
  /** Adds `value` (≥ 0) to a counter. */
  recordCounter(name: string, value: number, labels?: CustomLabels): void;
  /** Sets a gauge. */
  recordGauge(name: string, value: number, labels?: CustomLabels): void;
  /** Records into a histogram with the default boundaries. */
  recordHistogram(name: string, value: number, labels?: CustomLabels): void;
  /** Records a finished backup in the three backup metrics. */
  recordBackup(backup: BackupRecord): void;
  /** The catalog counter, for what other packages count: `metrics.counter(catalog.monitoringExports)`. */
  counter<Label extends string>(definition: MetricDefinition<Label, 'counter'>): CounterHandle<Label>;
  /** The catalog gauge, for what other packages know. */
  gauge<Label extends string>(definition: MetricDefinition<Label, 'gauge'>): GaugeHandle<Label>;
  /** The catalog histogram, for what other packages measure. */
  histogram<Label extends string>(definition: MetricDefinition<Label, 'histogram'>): HistogramHandle<Label>;
  /**
   * Asks `observe` for a gauge's series at each collection (health results, alerts firing). Series it no longer
   * names disappear. Answers how to stop.
   */
  observeGauge<Label extends string>(
    definition: MetricDefinition<Label, 'gauge'>,
    observe: () => Iterable<Observation<Label>>,
  ): () => void;
  /** The same for totals that something else counts; they must not go backwards. */
  observeCounter<Label extends string>(
    definition: MetricDefinition<Label, 'counter'>,
    observe: () => Iterable<Observation<Label>>,
  ): () => void;
  /** The reading of the present interval, read now if there is none yet. Undefined for an unknown name. Never rejects. */
  readDatabase(name: string): Promise<DatabaseReading | undefined>;
  /** The same for a cluster. */
  readCluster(name: string): Promise<ClusterReading | undefined>;
  /** The same for the host, for who judges it (health checks). Undefined when host metrics are off. */
  readHost(): Promise<HostReadings | undefined>;
  /** Stops giving out a metric, for the case that a driver or another instrumentation emits it itself. */
  mute(definition: MetricDefinition): void;
  /** Stops reading and observing; what was recorded stays readable. May be called twice. */
  shutdown(): void;
}
