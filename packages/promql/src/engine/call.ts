import { executionError } from '../errors.ts';
import type { FunctionContext, FunctionImplementation } from '../functions/function-definition.ts';
import { functionTable } from '../functions/function-table.ts';
import { type CallExpression, unwrapParens } from '../syntax/ast.ts';
import { evaluate, named } from './evaluate.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluateInfo } from './info.ts';
import { startTimestampsOfSelector, timestampsOfSelector } from './timestamps.ts';
import {
  ABSENT,
  type Columns,
  FLOAT,
  type RangeValue,
  type StepGrid,
  type Value,
  type VectorSeries,
} from './value.ts';

/** The functions a range modifier works with. */
const MODIFIER_FUNCTIONS = {
  anchored: ['changes', 'delta', 'increase', 'rate', 'resets'],
  smoothed: ['delta', 'increase', 'rate'],
} as const;

/** A function call's value. */
export async function evaluateCall(
  node: CallExpression,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<Value> {
  const { name } = node.function;
  if (name === 'info') return evaluateInfo(node, grid, evaluation);
  const first = node.args[0] === undefined ? undefined : unwrapParens(node.args[0]);
  if (first?.kind === 'vectorSelector' && (name === 'timestamp' || name === 'start_timestamp')) {
    const read = name === 'timestamp' ? timestampsOfSelector : startTimestampsOfSelector;
    return { type: 'vector', series: named(await read(first, grid, evaluation), evaluation) };
  }
  checkModifiers(node);
  const args: Value[] = [];
  for (const arg of node.args) args.push(await evaluate(unwrapParens(arg), grid, evaluation));
  const context = contextOf(node, args, grid, evaluation);
  const definition = functionTable.get(name);
  if (definition === undefined) throw executionError(`function ${name} is not implemented`);
  const value = await run(definition.implementation, context, evaluation);
  return value.type === 'vector' ? { type: 'vector', series: named(value.series, evaluation) } : value;
}

function contextOf(
  node: CallExpression,
  args: readonly Value[],
  grid: StepGrid,
  evaluation: Evaluation,
): FunctionContext {
  return {
    grid,
    queryGrid: evaluation.queryGrid,
    call: node,
    args,
    annotations: evaluation.annotations,
    delayedNameRemoval: evaluation.options.enableDelayedNameRemoval,
    typeAndUnitLabels: evaluation.options.enableTypeAndUnitLabels,
    breathe: () => evaluation.breathe(),
  };
}

function run(
  implementation: FunctionImplementation,
  context: FunctionContext,
  evaluation: Evaluation,
): Value | Promise<Value> {
  switch (implementation.kind) {
    case 'elementwise':
      return elementwise(implementation.apply, context);
    case 'range':
      return overRange(implementation, context, evaluation);
    case 'general':
      return implementation.evaluate(context);
    case 'engine':
      throw executionError(`function ${context.call.function.name} is not implemented`);
  }
}

/** Floats through `apply`, histograms left out. */
async function elementwise(apply: (value: number) => number, context: FunctionContext): Promise<Value> {
  const [vector] = context.args;
  if (vector?.type !== 'vector') throw executionError('expected an instant vector');
  const series: VectorSeries[] = [];
  for (const one of vector.series) {
    const pause = context.breathe();
    if (pause !== undefined) await pause;
    const kinds =
      one.histograms === undefined ? one.kinds : one.kinds.map((kind) => (kind === FLOAT ? FLOAT : ABSENT));
    if (kinds !== one.kinds && !kinds.includes(FLOAT)) continue;
    const values = new Float64Array(kinds.length);
    for (let step = 0; step < values.length; step++) {
      if (kinds[step] === FLOAT) values[step] = apply(one.values[step]!);
    }
    series.push({ labels: one.labels, dropName: true, kinds, values });
  }
  return { type: 'vector', series };
}

async function overRange(
  implementation: Extract<FunctionImplementation, { kind: 'range' }>,
  context: FunctionContext,
  evaluation: Evaluation,
): Promise<Value> {
  const range = context.args.find((arg): arg is RangeValue => arg.type === 'matrix');
  if (range === undefined) throw executionError('expected a range vector');
  const apply = implementation.prepare({ ...context, range });
  const series: VectorSeries[] = [];
  const empty = new Set<Uint8Array>();
  for (const one of range.series) {
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    const applied = apply(one);
    const columns = applied instanceof Promise ? await applied : applied;
    if (isEmpty(columns, empty)) continue;
    evaluation.hold(evaluation.samples + columns.kinds.length);
    series.push({ labels: one.labels, dropName: implementation.keepsName ? one.dropName : true, ...columns });
  }
  return { type: 'vector', series };
}

/** Whether there is no sample; columns that share `kinds` are looked at once. */
function isEmpty({ kinds }: Columns, empty: Set<Uint8Array>): boolean {
  if (empty.has(kinds)) return true;
  for (let step = 0; step < kinds.length; step++) if (kinds[step] !== ABSENT) return false;
  empty.add(kinds);
  return true;
}

function checkModifiers(node: CallExpression): void {
  const { name } = node.function;
  for (const arg of node.args) {
    const range = unwrapParens(arg);
    const modifier = range.kind === 'matrixSelector' ? range.selector.modifier : undefined;
    if (modifier === undefined) continue;
    const allowed: readonly string[] = MODIFIER_FUNCTIONS[modifier];
    if (!allowed.includes(name)) {
      throw executionError(
        `${modifier} modifier can only be used with: ${allowed.join(', ')} - not with ${name}`,
      );
    }
  }
}
