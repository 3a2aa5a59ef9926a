import type { SeriesSource } from '@kotoba/core';
import { PromqlError } from '../errors.ts';
import { functionTable } from '../functions/function-table.ts';
import { defaultEngineOptions, type EngineOptions, type ResolvedEngineOptions } from '../options.ts';
import { type Expression, typeOf } from '../syntax/ast.ts';
import { parse } from '../syntax/parser.ts';
import type { ParserOptions } from '../syntax/parser-options.ts';
import { evaluate } from './evaluate.ts';
import { Evaluation } from './evaluation.ts';
import { dropNames } from './merge-series.ts';
import type { MatrixResult, QueryResult } from './query-result.ts';
import { resolveDurations } from './resolve-durations.ts';
import { toInstantResult, toMatrixResult } from './to-result.ts';
import type { StepGrid, Value } from './value.ts';

/** What may be told to one query. */
export interface QueryOptions {
  /** Stops the query: it fails with PROMQL_CANCELED. */
  readonly signal?: AbortSignal;
  /** Instead of the engine's, for this query. */
  readonly lookbackMillis?: number;
  /** Instead of the engine's, for this query. */
  readonly timeoutMillis?: number;
}

/** Evaluates PromQL over any {@link SeriesSource}. Safe to share; queries do not affect one another. */
export interface Engine {
  /**
   * The expression, its types checked.
   * @throws {ParseError} PROMQL_PARSE_ERROR
   * @throws {PromqlError} PROMQL_TOO_DEEP
   */
  parse(query: string): Expression;
  /**
   * The query's value at one instant (milliseconds since the epoch). Rejects with a {@link PromqlError}, whose
   * code tells parse errors, execution errors, limits, timeout and cancellation apart, or whatever the source threw.
   */
  instant(
    query: string,
    timeMillis: number,
    source: SeriesSource,
    options?: QueryOptions,
  ): Promise<QueryResult>;
  /** The query's value at `startMillis`, and every `stepMillis` after it, up to `endMillis`. Rejects as `instant` does. */
  range(
    query: string,
    startMillis: number,
    endMillis: number,
    stepMillis: number,
    source: SeriesSource,
    options?: QueryOptions,
  ): Promise<QueryResult<MatrixResult>>;
}

/** An engine with the given options; everything left open is as in Prometheus. */
export function createEngine(options: EngineOptions = {}): Engine {
  return new PromqlEngine({ ...defaultEngineOptions, ...options });
}

class PromqlEngine implements Engine {
  readonly #options: ResolvedEngineOptions;
  readonly #parserOptions: ParserOptions;

  constructor(options: ResolvedEngineOptions) {
    this.#options = options;
    this.#parserOptions = { ...options, functions: functionTable };
  }

  parse(query: string): Expression {
    return parse(query, this.#parserOptions);
  }

  async instant(
    query: string,
    timeMillis: number,
    source: SeriesSource,
    options: QueryOptions = {},
  ): Promise<QueryResult> {
    const grid: StepGrid = { startMillis: timeMillis, stepMillis: 0, count: 1 };
    const expression = resolveDurations(this.parse(query), { stepMillis: 0, rangeMillis: 0 });
    const evaluation = this.#evaluation(query, expression, source, grid, options);
    const value = this.#finish(await evaluate(expression, grid, evaluation));
    return result(toInstantResult(value, timeMillis), evaluation);
  }

  async range(
    query: string,
    startMillis: number,
    endMillis: number,
    stepMillis: number,
    source: SeriesSource,
    options: QueryOptions = {},
  ): Promise<QueryResult<MatrixResult>> {
    const grid = this.#grid(startMillis, endMillis, stepMillis);
    const parsed = this.parse(query);
    const type = typeOf(parsed);
    if (type !== 'scalar' && type !== 'vector') {
      const name = type === 'matrix' ? 'range vector' : 'string';
      throw new PromqlError(
        'PROMQL_BAD_RANGE',
        `invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
      );
    }
    const expression = resolveDurations(parsed, { stepMillis, rangeMillis: endMillis - startMillis });
    const evaluation = this.#evaluation(query, expression, source, grid, options);
    const value = this.#finish(await evaluate(expression, grid, evaluation));
    return result(toMatrixResult(value, grid), evaluation);
  }

  #grid(startMillis: number, endMillis: number, stepMillis: number): StepGrid {
    const bad = (reason: string) => new PromqlError('PROMQL_BAD_RANGE', reason);
    if (!Number.isFinite(startMillis) || !Number.isFinite(endMillis))
      throw bad('start and end must be finite');
    if (endMillis < startMillis) throw bad('end timestamp must not be before start time');
    if (!(stepMillis > 0)) throw bad('zero or negative query resolution step widths are not accepted');
    const count = Math.floor((endMillis - startMillis) / stepMillis) + 1;
    if (count > this.#options.maxSteps) {
      throw bad(`a range query of ${count} steps, more than the ${this.#options.maxSteps} allowed`);
    }
    return { startMillis, stepMillis, count };
  }

  #evaluation(
    query: string,
    expression: Expression,
    source: SeriesSource,
    grid: StepGrid,
    options: QueryOptions,
  ): Evaluation {
    const { signal, lookbackMillis, timeoutMillis } = options;
    const resolved = {
      ...this.#options,
      ...(lookbackMillis !== undefined && { lookbackMillis }),
      ...(timeoutMillis !== undefined && { timeoutMillis }),
    };
    return new Evaluation(query, expression, source, resolved, grid, signal);
  }

  #finish(value: Value): Value {
    if (value.type !== 'vector') return value;
    return { type: 'vector', series: dropNames(value.series) };
  }
}

function result<T extends QueryResult['value']>(value: T, evaluation: Evaluation): QueryResult<T> {
  const { warnings, infos } = evaluation.annotations;
  return { value, warnings, infos };
}
