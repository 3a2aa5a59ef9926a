import type { Expression } from '../syntax/ast.ts';
import { childrenOf } from '../syntax/map-children.ts';

/** Functions whose result depends on the step, or on the whole query, even when their arguments do not. */
export const TIME_DEPENDENT_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['days_in_month', 'day_of_month', 'day_of_week', 'day_of_year', 'hour', 'minute', 'month', 'year'],
  ...['predict_linear', 'time', 'timestamp', 'start', 'end', 'range', 'step'],
]);

const known = new WeakMap<Expression, boolean>();

/** Whether an expression has the same value at every step, `@` having fixed all it reads. */
export function isStepInvariant(node: Expression): boolean {
  let result = known.get(node);
  if (result === undefined) {
    result = decide(node);
    known.set(node, result);
  }
  return result;
}

function decide(node: Expression): boolean {
  switch (node.kind) {
    case 'number':
    case 'string':
      return true;
    case 'vectorSelector':
      return node.at !== undefined;
    case 'matrixSelector':
      return node.selector.at !== undefined;
    case 'subquery':
      return node.at !== undefined;
    case 'call':
      if (TIME_DEPENDENT_FUNCTIONS.has(node.function.name)) return false;
      return childrenOf(node).every(isStepInvariant);
    default:
      return childrenOf(node).every(isStepInvariant);
  }
}
