import { TIME_DEPENDENT_FUNCTIONS } from '../src/engine/step-invariance.ts';
import type { Expression } from '../src/index.ts';
import { childrenOf, mapChildren } from '../src/syntax/map-children.ts';

/**
 * The expression with every selector and subquery that names no instant of its own fixed to `timeMillis`: it must
 * then have the same value at any instant. Undefined when it holds a function that looks at the clock.
 */
export function fixedAt(expression: Expression, timeMillis: number): Expression | undefined {
  return looksAtClock(expression) ? undefined : fix(expression, timeMillis);
}

function looksAtClock(node: Expression): boolean {
  if (node.kind === 'subquery') return false;
  if (node.kind === 'call' && TIME_DEPENDENT_FUNCTIONS.has(node.function.name)) return true;
  return childrenOf(node).some(looksAtClock);
}

function fix(node: Expression, timeMillis: number): Expression {
  const at = { kind: 'timestamp', millis: timeMillis } as const;
  switch (node.kind) {
    case 'vectorSelector':
      return node.at === undefined ? { ...node, at } : node;
    case 'matrixSelector':
      return node.selector.at === undefined ? { ...node, selector: { ...node.selector, at } } : node;
    case 'subquery':
      return node.at === undefined ? { ...node, at } : node;
    default:
      return mapChildren(node, (child) => fix(child, timeMillis));
  }
}
