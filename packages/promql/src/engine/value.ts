import type { Labels, NativeHistogram } from '@kotoba/core';

/** The instants of an evaluation: `startMillis + i * stepMillis` for `0 ≤ i < count`. */
export interface StepGrid {
  readonly startMillis: number;
  /** 0 when there is one step only. */
  readonly stepMillis: number;
  readonly count: number;
}

/** Cell of {@link VectorSeries.kinds}: the series has no sample at that step. */
export const ABSENT = 0;
/** Cell of {@link VectorSeries.kinds}: a float in `values`. */
export const FLOAT = 1;
/** Cell of {@link VectorSeries.kinds}: a native histogram in `histograms`. */
export const HISTOGRAM = 2;

/**
 * What a series holds at every step, as columns. Arrays may be shared between series (all series of one
 * collection share `kinds`, for instance): never write into one you did not create.
 */
export interface Columns {
  /** ABSENT, FLOAT or HISTOGRAM, one a step. */
  readonly kinds: Uint8Array;
  /** The floats; undefined content where `kinds` is not FLOAT. */
  readonly values: Float64Array;
  /** Present only when at least one step may be a HISTOGRAM. */
  readonly histograms?: ReadonlyArray<NativeHistogram | undefined>;
}

/** One series of an instant vector, over all steps. */
export interface VectorSeries extends Columns {
  readonly labels: Labels;
  /** The metric name is to be dropped once nothing can need it any more. */
  readonly dropName: boolean;
}

/**
 * Which samples each step's window holds: `first[step] ≤ i < end[step]`. Both never decrease from step to
 * step. Worked out once for all series that share one `timestamps` array.
 */
export interface RangeWindows {
  readonly first: Int32Array;
  readonly end: Int32Array;
}

/** One series of a range vector: its samples (stale markers already removed) and the window of each step. */
export interface RangeSeries {
  readonly labels: Labels;
  readonly dropName: boolean;
  /** Milliseconds, ascending; shared (the same object) between series where possible. */
  readonly timestamps: Float64Array;
  /** Floats; NaN where `histograms[i]` is set. */
  readonly values: Float64Array;
  /** Present only when at least one sample is a histogram. */
  readonly histograms?: ReadonlyArray<NativeHistogram | undefined>;
  /** When each sample's counter started, milliseconds; 0 is unknown. */
  readonly startTimestamps?: Float64Array;
  readonly windows: RangeWindows;
}

/** A scalar at every step. */
export interface ScalarValue {
  readonly type: 'scalar';
  readonly values: Float64Array;
}

/** An instant vector at every step. */
export interface VectorValue {
  readonly type: 'vector';
  readonly series: readonly VectorSeries[];
}

/** A range vector at every step. */
export interface RangeValue {
  readonly type: 'matrix';
  readonly series: readonly RangeSeries[];
  readonly rangeMillis: number;
  /** The instant each window ends at: the step's time with `@` and `offset` applied. Windows are left-open. */
  readonly windowEnds: Float64Array;
  /**
   * With `anchored`, windows begin up to the lookback earlier; with `smoothed` they also end up to the
   * lookback later. Functions find the true range by `windowEnds` and `rangeMillis`.
   */
  readonly modifier?: 'anchored' | 'smoothed';
}

/** A string, the same at every step. */
export interface StringValue {
  readonly type: 'string';
  readonly value: string;
}

/** What a node of the AST evaluates to. */
export type Value = ScalarValue | VectorValue | RangeValue | StringValue;

/** The instant of a step. */
export function stepTime(grid: StepGrid, step: number): number {
  return grid.startMillis + step * grid.stepMillis;
}

/** `count` cells of FLOAT. */
export function allFloats(count: number): Uint8Array {
  return new Uint8Array(count).fill(FLOAT);
}
