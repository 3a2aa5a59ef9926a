import { type Clock, createLogger, KotobaError, LogLimiter, withTimeout } from '@kotoba/core';
import type { Attributes } from '@opentelemetry/api';
import type { Histogram, MetricData } from '@opentelemetry/sdk-metrics';
import { catalog } from './catalog.ts';
import { toHrTime } from './hr-time.ts';
import type { CounterHandle, GaugeHandle, HistogramHandle, Observation } from './kotoba-metrics.ts';
import { type MetricDefinition, type MetricKind, seriesAttributes, seriesKey } from './metric-definition.ts';
import { MetricFamily, type PointValue } from './metric-family.ts';
import { ObservedSeries } from './observed-series.ts';
import { RecordedDistributions, RecordedNumbers } from './recorded-series.ts';
import { type RejectionReason, rejectionReasons } from './rejection.ts';

const LOG_AGAIN_AFTER_MILLIS = 600_000;

/** One series for each metric or reason at most; they count what others refuse and must not overflow themselves. */
const BOUNDED: ReadonlySet<string> = new Set([
  catalog.monitoringOverflow.name,
  catalog.monitoringRejected.name,
]);

/** Brings observed series up to date before a collection; it may take its time, others do not wait for its errors. */
export type Refresh = () => void | Promise<void>;

/** Told of each value a histogram takes, for a MeterProvider that cannot take a producer. */
export type DistributionListener = (definition: MetricDefinition, value: number, labels: Attributes) => void;

/** What a store needs. */
export interface MetricStoreOptions {
  readonly clock: Clock;
  readonly cardinalityLimit: number;
}

/**
 * Every series of one registration. Recorders write into it, observers replace what they know before each
 * collection, and a snapshot is what the readers get.
 */
export class MetricStore {
  readonly clock: Clock;
  readonly cardinalityLimit: number;
  readonly #families = new Map<string, MetricFamily>();
  readonly #numbers = new Map<string, RecordedNumbers>();
  readonly #distributions = new Map<string, RecordedDistributions>();
  readonly #refreshes = new Set<Refresh>();
  readonly #logger = createLogger('metrics');
  readonly #logOnce: LogLimiter;
  readonly #logSeldom: LogLimiter;
  readonly #overflow: CounterHandle<'metric'>;
  readonly #rejected: CounterHandle<'reason'>;
  #refreshing: Promise<unknown[]> | undefined;
  #onFamily: ((family: MetricFamily) => void) | undefined;
  #onDistribution: DistributionListener | undefined;

  constructor({ clock, cardinalityLimit }: MetricStoreOptions) {
    this.clock = clock;
    this.cardinalityLimit = cardinalityLimit;
    this.#logOnce = new LogLimiter(clock, Number.POSITIVE_INFINITY);
    this.#logSeldom = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
    this.#overflow = this.counter(catalog.monitoringOverflow);
    this.#rejected = this.counter(catalog.monitoringRejected);
    for (const reason of Object.values(rejectionReasons)) this.#rejected.add(0, { reason });
  }

  /** The family of a metric, made when it is new. */
  family<Value extends PointValue>(definition: MetricDefinition): MetricFamily<Value> {
    let family = this.#families.get(definition.name);
    if (family === undefined) {
      family = new MetricFamily(definition);
      this.#families.set(definition.name, family);
      this.#onFamily?.(family);
    }
    return family as unknown as MetricFamily<Value>;
  }

  families(): Iterable<MetricFamily> {
    return this.#families.values();
  }

  /** Counts and logs, once for each metric, a measurement that went to an overflow series. */
  overflowed(metric: string): void {
    this.#overflow.add(1, { metric });
    this.logOnce(
      `overflow ${metric}`,
      `${metric} has reached its limit of ${this.cardinalityLimit} series; further label sets share one overflow series`,
    );
  }

  /** Counts a refused measurement and logs it once for each reason and subject. */
  rejected(reason: RejectionReason, subject: string, detail: string): void {
    this.#rejected.add(1, { reason });
    this.logOnce(`${reason} ${subject}`, `refused a measurement of ${subject}: ${detail}`);
  }

  logOnce(key: string, message: string): void {
    if (this.#logOnce.allows(key)) this.#logger.warn(message);
  }

  /** Logs what may come and go, such as a database that fails: each subject at most every ten minutes. */
  logNowAndThen(key: string, message: string): void {
    if (this.#logSeldom.allows(key)) this.#logger.warn(message);
  }

  /** The recorded series of a counter or gauge. */
  numbers(definition: MetricDefinition): RecordedNumbers {
    let numbers = this.#numbers.get(definition.name);
    if (numbers === undefined) {
      const limit = BOUNDED.has(definition.name) ? Infinity : this.cardinalityLimit;
      const made = new RecordedNumbers(this.clock, limit, () => this.overflowed(definition.name));
      this.family<number>(definition).addSource((endTime) => made.points(endTime));
      this.#numbers.set(definition.name, made);
      numbers = made;
    }
    return numbers;
  }

  /** Records into a histogram series that `key` identifies. */
  distribute(definition: MetricDefinition, key: string, attributes: () => Attributes, value: number): void {
    let distributions = this.#distributions.get(definition.name);
    if (distributions === undefined) {
      const made = new RecordedDistributions(
        this.clock,
        definition.boundaries ?? [],
        this.cardinalityLimit,
        () => this.overflowed(definition.name),
      );
      this.family<Histogram>(definition).addSource((endTime) => made.points(endTime));
      this.#distributions.set(definition.name, made);
      distributions = made;
    }
    const taken = distributions.record(key, attributes, value);
    this.#onDistribution?.(definition, value, taken);
  }

  counter<Label extends string>(definition: MetricDefinition<Label, 'counter'>): CounterHandle<Label> {
    const numbers = this.numbers(definition);
    return {
      add: (amount, labels) => {
        if (typeof amount !== 'number' || !(amount >= 0 && amount < Infinity))
          return this.#refuseValue(definition.name);
        numbers.add(seriesKey(definition, labels), () => seriesAttributes(definition, labels), amount);
      },
    };
  }

  gauge<Label extends string>(definition: MetricDefinition<Label, 'gauge'>): GaugeHandle<Label> {
    const numbers = this.numbers(definition);
    return {
      set: (value, labels) => {
        if (typeof value !== 'number') return this.#refuseValue(definition.name);
        const key = seriesKey(definition, labels);
        if (Number.isNaN(value)) numbers.delete(key);
        else numbers.set(key, () => seriesAttributes(definition, labels), value);
      },
    };
  }

  histogram<Label extends string>(definition: MetricDefinition<Label, 'histogram'>): HistogramHandle<Label> {
    return {
      record: (value, labels) => {
        if (!Number.isFinite(value)) return this.#refuseValue(definition.name);
        this.distribute(
          definition,
          seriesKey(definition, labels),
          () => seriesAttributes(definition, labels),
          value,
        );
      },
    };
  }

  /** Series of which each reading replaces the one before. Answers them and how to take them away. */
  observed<Label extends string>(
    definition: MetricDefinition<Label>,
  ): { readonly series: ObservedSeries<Label>; readonly remove: () => void } {
    const series = new ObservedSeries(definition, this.cardinalityLimit, () =>
      this.overflowed(definition.name),
    );
    const remove = this.family<number>(definition).addSource((endTime) => series.points(endTime));
    return { series, remove };
  }

  /** Asks `observe` for the series of a metric at each collection. */
  observe<Label extends string>(
    definition: MetricDefinition<Label>,
    observe: () => Iterable<Observation<Label>>,
  ): () => void {
    const { series, remove } = this.observed(definition);
    const stop = this.onRefresh(() => {
      try {
        series.replace(observe());
      } catch (error) {
        series.clear();
        throw error;
      }
    });
    return () => {
      stop();
      remove();
    };
  }

  /** Runs `refresh` before each collection. Answers how to stop. */
  onRefresh(refresh: Refresh): () => void {
    this.#refreshes.add(refresh);
    return () => {
      this.#refreshes.delete(refresh);
    };
  }

  /**
   * Brings every observed series up to date, once for all who ask while it runs.
   * @param timeoutMillis stops waiting then; what is not there yet keeps its last state
   * @returns what went wrong
   */
  async refresh(timeoutMillis?: number): Promise<unknown[]> {
    this.#refreshing ??= this.#refreshAll().finally(() => {
      this.#refreshing = undefined;
    });
    const refreshing = this.#refreshing;
    if (timeoutMillis === undefined) return refreshing;
    return withTimeout(this.clock, timeoutMillis, 'collection', () => refreshing).catch((error) => [error]);
  }

  /** Every metric that has series, as of now, but those of some kinds. */
  snapshot(without: ReadonlySet<MetricKind> = new Set()): MetricData[] {
    const endTime = toHrTime(this.clock.now());
    const metrics: MetricData[] = [];
    for (const family of this.#families.values()) {
      if (without.has(family.definition.kind)) continue;
      const data = family.snapshot(endTime);
      if (data !== undefined) metrics.push(data);
    }
    return metrics;
  }

  /** Tells `onFamily` of every family, present and to come, and `onDistribution` of every histogram value. */
  forward(onFamily: (family: MetricFamily) => void, onDistribution: DistributionListener): void {
    for (const family of this.#families.values()) onFamily(family);
    this.#onFamily = onFamily;
    this.#onDistribution = onDistribution;
  }

  /** Stops every observer. What was recorded stays readable. */
  shutdown(): void {
    this.#refreshes.clear();
  }

  async #refreshAll(): Promise<unknown[]> {
    const errors: unknown[] = [];
    const guarded = async (refresh: Refresh) => {
      try {
        await refresh();
      } catch (error) {
        errors.push(
          new KotobaError('KOTOBA_OBSERVER_FAILED', 'an observer of metrics threw', { cause: error }),
        );
      }
    };
    await Promise.all([...this.#refreshes].map(guarded));
    return errors;
  }

  #refuseValue(name: string): void {
    this.rejected(rejectionReasons.value, name, 'the value is not a number this metric can take');
  }
}
