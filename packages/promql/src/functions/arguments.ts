import type { RangeValue, VectorSeries } from '../engine/value.ts';
import { executionError } from '../errors.ts';
import { type Expression, type PositionRange, unwrapParens } from '../syntax/ast.ts';
import type { FunctionContext } from './function-definition.ts';

/** The series of the instant vector at `index`; the type checker has seen to the type. */
export function vectorArgument(context: FunctionContext, index: number): readonly VectorSeries[] {
  const value = context.args[index];
  if (value?.type !== 'vector') throw executionError('expected an instant vector');
  return value.series;
}

/** The scalar at `index`, one value a step. */
export function scalarArgument(context: FunctionContext, index: number): Float64Array {
  const value = context.args[index];
  if (value?.type !== 'scalar') throw executionError('expected a scalar');
  return value.values;
}

/** The string at `index`. */
export function stringArgument(context: FunctionContext, index: number): string {
  const value = context.args[index];
  if (value?.type !== 'string') throw executionError('expected a string');
  return value.value;
}

/** The range vector at `index`. */
export function rangeArgument(context: FunctionContext, index: number): RangeValue {
  const value = context.args[index];
  if (value?.type !== 'matrix') throw executionError('expected a range vector');
  return value;
}

/** The expression at `index`, out of its parentheses. */
export function argumentExpression(context: FunctionContext, index: number): Expression {
  return unwrapParens(context.call.args[index]!);
}

/** Where the first argument stands: most annotations point there. */
export function firstArgumentPosition(context: FunctionContext): PositionRange {
  return argumentExpression(context, 0).position;
}
