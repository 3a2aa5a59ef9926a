import {
  KotobaError,
  type Matcher,
  type SelectRange,
  type SeriesSamples,
  type SeriesSource,
} from '@kotoba/core';
import { PromqlError } from '../errors.ts';
import type { ResolvedEngineOptions } from '../options.ts';
import type { Expression, VectorSelector } from '../syntax/ast.ts';
import { formatMatcher } from '../syntax/matcher.ts';
import { Annotations } from './annotations.ts';
import { boundedMatchers } from './bounded-matchers.ts';
import { statsSelectors } from './stats-selectors.ts';
import type { StepGrid } from './value.ts';

/** One query under way: what it reads from, what it may use, and what it has to say beside its result. */
export class Evaluation {
  readonly options: ResolvedEngineOptions;
  readonly queryGrid: StepGrid;
  readonly annotations: Annotations;
  /** Selectors of whose histograms only the count and the sum are read. */
  readonly statsSelectors: ReadonlySet<VectorSelector>;
  readonly #source: SeriesSource;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;
  readonly #selected = new Map<string, Promise<readonly SeriesSamples[]>>();
  #turnEnds: number;
  #samples = 0;

  constructor(
    query: string,
    expression: Expression,
    source: SeriesSource,
    options: ResolvedEngineOptions,
    queryGrid: StepGrid,
    signal: AbortSignal | undefined,
  ) {
    this.#source = source;
    this.options = options;
    this.queryGrid = queryGrid;
    this.annotations = new Annotations(query);
    this.statsSelectors = statsSelectors(expression);
    this.#signal = signal;
    const now = options.clock.monotonic();
    this.#deadline = now + options.timeoutMillis;
    this.#turnEnds = now + options.turnMillis;
  }

  /**
   * Answers nothing while there is time, or a promise to await once the event loop needs a turn.
   * @throws {PromqlError} PROMQL_CANCELED, PROMQL_TIMEOUT
   */
  breathe(): Promise<void> | undefined {
    this.#check();
    return this.options.clock.monotonic() < this.#turnEnds ? undefined : this.#yield();
  }

  /** How many samples are held now. */
  get samples(): number {
    return this.#samples;
  }

  /** Sets how many samples are held. @throws {PromqlError} PROMQL_TOO_MANY_SAMPLES */
  hold(samples: number): void {
    this.#samples = samples;
    if (samples > this.options.maxSamples) throw this.#tooManySamples();
  }

  /** The series `matchers` match between two instants, both inclusive; asked for once a query. */
  select(
    matchers: readonly Matcher[],
    startMillis: number,
    endMillis: number,
  ): Promise<readonly SeriesSamples[]> {
    const key = `${startMillis} ${endMillis} ${matchers.map(formatMatcher).join(',')}`;
    let series = this.#selected.get(key);
    if (series === undefined) {
      series = this.#select(matchers, startMillis, endMillis);
      this.#selected.set(key, series);
    }
    return series;
  }

  async #select(
    matchers: readonly Matcher[],
    startMillis: number,
    endMillis: number,
  ): Promise<readonly SeriesSamples[]> {
    const { maxSamples, maxSeries, matchTimeoutMillis, clock } = this.options;
    const bounded = boundedMatchers(matchers, clock, matchTimeoutMillis);
    const range = { startMillis, endMillis, maxSamples };
    const series = await this.#ask(bounded, this.#signal ? { ...range, signal: this.#signal } : range);
    if (series.length > maxSeries) {
      throw new PromqlError(
        'PROMQL_TOO_MANY_SERIES',
        `{${matchers.map(formatMatcher).join(',')}} matches ${series.length} series, more than the ${maxSeries} allowed`,
      );
    }
    return series;
  }

  async #ask(matchers: readonly Matcher[], range: SelectRange): Promise<readonly SeriesSamples[]> {
    try {
      return await this.#source.select(matchers, range);
    } catch (error) {
      this.#check();
      if (error instanceof KotobaError && error.code === 'KOTOBA_TOO_MANY_SAMPLES')
        throw this.#tooManySamples(error);
      throw error;
    }
  }

  #tooManySamples(cause?: KotobaError): PromqlError {
    return new PromqlError(
      'PROMQL_TOO_MANY_SAMPLES',
      `query processing would load too many samples into memory in query execution: more than ${this.options.maxSamples}`,
      cause === undefined ? {} : { cause },
    );
  }

  #check(): void {
    if (this.#signal?.aborted) {
      throw new PromqlError('PROMQL_CANCELED', 'query was canceled in expression evaluation', {
        cause: this.#signal.reason,
      });
    }
    if (this.options.clock.monotonic() > this.#deadline) {
      throw new PromqlError(
        'PROMQL_TIMEOUT',
        `query timed out in expression evaluation: it may run ${this.options.timeoutMillis} ms`,
      );
    }
  }

  async #yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#turnEnds = this.options.clock.monotonic() + this.options.turnMillis;
    this.#check();
  }
}
