import type { Labels, NativeHistogram, SeriesSamples } from '@kotoba/core';

/** One sample of an instant vector: `value`, or `histogram` when it is one. */
export interface InstantSample {
  readonly labels: Labels;
  readonly timestampMillis: number;
  readonly value: number;
  readonly histogram?: NativeHistogram;
}

/** A scalar at the instant asked for. */
export interface ScalarResult {
  readonly type: 'scalar';
  readonly timestampMillis: number;
  readonly value: number;
}

/** A string, given back as it was written. */
export interface StringResult {
  readonly type: 'string';
  readonly timestampMillis: number;
  readonly value: string;
}

/** An instant vector, in the order sorting functions gave it. */
export interface VectorResult {
  readonly type: 'vector';
  readonly samples: readonly InstantSample[];
}

/** Series over time, ordered by their labels; only samples that are present, as columns. */
export interface MatrixResult {
  readonly type: 'matrix';
  readonly series: readonly SeriesSamples[];
}

/** What an instant query can give. A range query always gives a {@link MatrixResult}. */
export type QueryValue = ScalarResult | StringResult | VectorResult | MatrixResult;

/** A query's result with what else there is to say. */
export interface QueryResult<T extends QueryValue = QueryValue> {
  readonly value: T;
  /** Things likely wrong, each with its position: `PromQL warning: … (1:5)`. */
  readonly warnings: readonly string[];
  /** Things worth knowing, each with its position: `PromQL info: … (1:5)`. */
  readonly infos: readonly string[];
}
