import type { Columns, RangeSeries, RangeValue, StepGrid, Value } from '../engine/value.ts';
import type { CallExpression, FunctionSignature, PositionRange } from '../syntax/ast.ts';

/** Collects what a query should tell its user beside the result; equal texts count once. */
export interface AnnotationSink {
  /** `text` without the prefix `PromQL warning: `; the position is appended as `(line:column)`. */
  warning(text: string, position: PositionRange): void;
  /** `text` without the prefix `PromQL info: `. */
  info(text: string, position: PositionRange): void;
}

/** What every implementation may use. */
export interface FunctionContext {
  /** The instants to answer for. */
  readonly grid: StepGrid;
  /** The whole query's grid (for `start()`, `end()`, `range()`, `step()`): subqueries do not change it. */
  readonly queryGrid: StepGrid;
  readonly call: CallExpression;
  /** Evaluated arguments, in order. */
  readonly args: readonly Value[];
  readonly annotations: AnnotationSink;
  readonly delayedNameRemoval: boolean;
  /** Counters are told by the label `__type__` rather than by their names. */
  readonly typeAndUnitLabels: boolean;
  /**
   * To be called between pieces of work. Answers nothing while there is time, or a promise to await once the
   * event loop needs a turn; throws when the query was cancelled or ran out of time.
   */
  breathe(): Promise<void> | undefined;
}

/** What a range function may use beside the series. */
export interface RangeFunctionContext extends FunctionContext {
  /** The range argument the series belongs to. */
  readonly range: RangeValue;
}

/**
 * How a function works.
 * - `elementwise`: on each float; histograms are left out; the name is dropped.
 * - `range`: one series of the range argument → that series' columns, later if that takes long; steps without samples must come out ABSENT
 *   (the engine has already left out series no window of which holds a sample). `prepare` is called once a call,
 *   for work that concerns all series. The name is dropped unless `keepsName`.
 * - `general`: all arguments → the result, names included.
 * - `engine`: evaluated by the engine itself, for it needs more than its arguments' values.
 */
export type FunctionImplementation =
  | { readonly kind: 'elementwise'; readonly apply: (value: number) => number }
  | RangeFunctionImplementation
  | { readonly kind: 'general'; readonly evaluate: (context: FunctionContext) => Value | Promise<Value> }
  | { readonly kind: 'engine' };

/** A function of one range vector, series by series. */
export interface RangeFunctionImplementation {
  readonly kind: 'range';
  readonly keepsName?: boolean;
  readonly prepare: (context: RangeFunctionContext) => (series: RangeSeries) => Columns | Promise<Columns>;
}

/** One entry of the function table. */
export interface FunctionDefinition extends FunctionSignature {
  /** One sentence or two, as documentation shows it. */
  readonly doc: string;
  readonly implementation: FunctionImplementation;
}
