import { executionError } from '../errors.ts';
import { type BinaryExpression, type Expression, typeOf, unwrapParens } from '../syntax/ast.ts';
import { aggregate } from './aggregate.ts';
import { scalarWithScalar, vectorWithScalar } from './binary-scalar.ts';
import { vectorWithVector } from './binary-vectors.ts';
import { evaluateCall } from './call.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluateSelector } from './instant-selector.ts';
import { dropNames } from './merge-series.ts';
import { negate } from './negate.ts';
import { evaluateRangeSelector } from './range-selector.ts';
import { repeatSteps } from './repeat-steps.ts';
import { applySetOperator } from './set-operators.ts';
import { smoothedSelector } from './smoothed-selector.ts';
import { isStepInvariant } from './step-invariance.ts';
import { evaluateSubquery } from './subquery.ts';
import type { StepGrid, Value, VectorSeries } from './value.ts';

/** The value of an expression at every step of `grid`, evaluating each node once. */
export async function evaluate(node: Expression, grid: StepGrid, evaluation: Evaluation): Promise<Value> {
  const pause = evaluation.breathe();
  if (pause !== undefined) await pause;
  const type = typeOf(node);
  if (
    grid.count > 1 &&
    type !== 'matrix' &&
    type !== 'string' &&
    node.kind !== 'number' &&
    isStepInvariant(node)
  ) {
    const once = await evaluate(node, { startMillis: grid.startMillis, stepMillis: 0, count: 1 }, evaluation);
    return repeatSteps(once, grid.count, evaluation);
  }
  const before = evaluation.samples;
  const value = await evaluateNode(node, grid, evaluation);
  // What the operands held is let go; the result stays until the parent is done.
  evaluation.hold(before + samplesIn(value, grid));
  return value;
}

/** The value of an expression the type checker knows to be an instant vector. */
export async function evaluateVector(
  node: Expression,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<readonly VectorSeries[]> {
  const value = await evaluate(node, grid, evaluation);
  if (value.type !== 'vector') throw executionError(`expected an instant vector, got a ${value.type}`);
  return value.series;
}

function samplesIn(value: Value, grid: StepGrid): number {
  if (value.type === 'vector') return value.series.length * grid.count;
  if (value.type === 'matrix') return value.series.reduce((sum, series) => sum + series.timestamps.length, 0);
  return value.type === 'scalar' ? grid.count : 0;
}

async function evaluateNode(node: Expression, grid: StepGrid, evaluation: Evaluation): Promise<Value> {
  switch (node.kind) {
    case 'number':
      return { type: 'scalar', values: new Float64Array(grid.count).fill(node.value) };
    case 'string':
      return { type: 'string', value: node.value };
    case 'paren':
      return evaluate(node.expression, grid, evaluation);
    case 'vectorSelector': {
      const select = node.modifier === 'smoothed' ? smoothedSelector : evaluateSelector;
      return { type: 'vector', series: await select(node, grid, evaluation) };
    }
    case 'matrixSelector':
      return evaluateRangeSelector(node, grid, evaluation);
    case 'subquery':
      return evaluateSubquery(node, grid, evaluation, (inner) =>
        evaluateVector(node.expression, inner, evaluation),
      );
    case 'unary': {
      const value = await evaluate(node.expression, grid, evaluation);
      if (node.operator === '+') return value;
      const negated = negate(value);
      return negated.type === 'vector' ? { ...negated, series: named(negated.series, evaluation) } : negated;
    }
    case 'call':
      return evaluateCall(node, grid, evaluation);
    case 'aggregate': {
      const parameter =
        node.parameter === undefined
          ? undefined
          : await evaluate(unwrapParens(node.parameter), grid, evaluation);
      const series = await evaluateVector(node.expression, grid, evaluation);
      return { type: 'vector', series: await aggregate(node, series, parameter, evaluation) };
    }
    case 'binary':
      return evaluateBinary(node, grid, evaluation);
  }
}

/** Unless names are kept to the end, those marked are dropped at once. */
export function named(series: readonly VectorSeries[], evaluation: Evaluation): readonly VectorSeries[] {
  return evaluation.options.enableDelayedNameRemoval ? series : dropNames(series);
}

async function evaluateBinary(
  node: BinaryExpression,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<Value> {
  const left = await evaluate(node.left, grid, evaluation);
  const right = await evaluate(node.right, grid, evaluation);
  const { operator } = node;
  if (left.type === 'scalar' && right.type === 'scalar') {
    return { type: 'scalar', values: scalarWithScalar(node, left.values, right.values) };
  }
  let series: readonly VectorSeries[];
  if (left.type === 'vector' && right.type === 'vector') {
    series =
      operator === 'and' || operator === 'or' || operator === 'unless'
        ? applySetOperator(operator, left.series, right.series, node.matching!)
        : await vectorWithVector(node, left.series, right.series, grid.count, evaluation);
  } else if (left.type === 'vector' && right.type === 'scalar') {
    series = vectorWithScalar(node, left.series, right.values, false, evaluation.annotations);
  } else if (left.type === 'scalar' && right.type === 'vector') {
    series = vectorWithScalar(node, right.series, left.values, true, evaluation.annotations);
  } else {
    throw executionError(`operator ${operator} does not work between ${left.type} and ${right.type}`);
  }
  return { type: 'vector', series: named(series, evaluation) };
}
