import { type Clock, systemClock } from '@kotoba/core';

/** What an engine may be told. Every default is Prometheus' own. */
export interface EngineOptions {
  /** How far back an instant selector looks for a sample; exclusive. */
  readonly lookbackMillis?: number;
  /** Step of a subquery that names none. */
  readonly subqueryStepMillis?: number;
  /** Most samples one query may hold at a time; more fails with PROMQL_TOO_MANY_SAMPLES. */
  readonly maxSamples?: number;
  /** Most series one selector may match; more fails with PROMQL_TOO_MANY_SERIES. */
  readonly maxSeries?: number;
  /** Most steps one range query or subquery may have. */
  readonly maxSteps?: number;
  /** How deeply an expression may nest; more fails with PROMQL_TOO_DEEP. */
  readonly maxDepth?: number;
  /** Longest a query may run; longer fails with PROMQL_TIMEOUT. */
  readonly timeoutMillis?: number;
  /** Longest a source may try patterns on label values for one selector; longer fails with PROMQL_TIMEOUT. */
  readonly matchTimeoutMillis?: number;
  /** Longest an evaluation keeps the event loop before it gives others a turn. */
  readonly turnMillis?: number;
  /** Experimental functions and aggregations. */
  readonly enableExperimentalFunctions?: boolean;
  /** Arithmetic in ranges and offsets. */
  readonly enableDurationExpressions?: boolean;
  /** `anchored` and `smoothed`. */
  readonly enableExtendedRangeSelectors?: boolean;
  /** `fill`, `fill_left`, `fill_right`. */
  readonly enableFillModifiers?: boolean;
  /** Keeps metric names until the end of the evaluation, so that `label_replace` can still read them. */
  readonly enableDelayedNameRemoval?: boolean;
  /** Tells counters by the label `__type__` rather than by how their names end. */
  readonly enableTypeAndUnitLabels?: boolean;
  /** Takes counter resets from the samples' start timestamps where they are known. */
  readonly enableStartTimestamps?: boolean;
  readonly clock?: Clock;
}

/** {@link EngineOptions} with nothing left open. */
export type ResolvedEngineOptions = Required<EngineOptions>;

/** The defaults of {@link EngineOptions}. */
export const defaultEngineOptions: ResolvedEngineOptions = {
  lookbackMillis: 300_000,
  subqueryStepMillis: 60_000,
  maxSamples: 50_000_000,
  maxSeries: 200_000,
  maxSteps: 1_000_000,
  maxDepth: 300,
  timeoutMillis: 120_000,
  matchTimeoutMillis: 2_000,
  turnMillis: 10,
  enableExperimentalFunctions: false,
  enableDurationExpressions: false,
  enableExtendedRangeSelectors: false,
  enableFillModifiers: false,
  enableDelayedNameRemoval: false,
  enableTypeAndUnitLabels: false,
  enableStartTimestamps: false,
  clock: systemClock,
};
