import { PromqlError } from '../errors.ts';
import type { DurationExpression, Expression, VectorSelector } from '../syntax/ast.ts';
import { mapChildren } from '../syntax/map-children.ts';

/** What `step()` and `range()` stand for, in milliseconds; both 0 in an instant query. */
export interface DurationContext {
  readonly stepMillis: number;
  readonly rangeMillis: number;
}

/**
 * The expression with every duration expression worked out.
 * @throws {PromqlError} PROMQL_BAD_RANGE for a division by zero or a range that is not positive
 */
export function resolveDurations(expression: Expression, context: DurationContext): Expression {
  const node = mapChildren(expression, (child) => resolveDurations(child, context));
  switch (node.kind) {
    case 'vectorSelector':
      return resolveOffset(node, context);
    case 'matrixSelector': {
      const selector = resolveOffset(node.selector, context);
      const { rangeExpression } = node;
      if (rangeExpression === undefined) return { ...node, selector };
      return { ...node, selector, rangeMillis: positive(rangeExpression, context) };
    }
    case 'subquery': {
      const { rangeExpression, stepExpression } = node;
      return {
        ...resolveOffset(node, context),
        ...(rangeExpression !== undefined && { rangeMillis: positive(rangeExpression, context) }),
        ...(stepExpression !== undefined && { stepMillis: positive(stepExpression, context) }),
      };
    }
    default:
      return node;
  }
}

function resolveOffset<T extends Pick<VectorSelector, 'offsetMillis' | 'offsetExpression'>>(
  node: T,
  context: DurationContext,
): T {
  if (node.offsetExpression === undefined) return node;
  return { ...node, offsetMillis: toMillis(node.offsetExpression, context) };
}

function positive(expression: DurationExpression, context: DurationContext): number {
  const millis = toMillis(expression, context);
  if (millis <= 0) fail(expression, 'duration must be greater than 0');
  return millis;
}

function toMillis(expression: DurationExpression, context: DurationContext): number {
  const seconds = evaluate(expression, context);
  if (!(Math.abs(seconds) < 2 ** 63 / 1e9)) fail(expression, 'duration is out of range');
  return Math.trunc(seconds * 1000);
}

function fail(expression: DurationExpression, reason: string): never {
  throw new PromqlError(
    'PROMQL_BAD_RANGE',
    `${expression.position.start}:${expression.position.end}: ${reason}`,
  );
}

function evaluate(expression: DurationExpression, context: DurationContext): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'durationParen':
      return evaluate(expression.expression, context);
    case 'durationUnary':
      return expression.operator === '-'
        ? -evaluate(expression.operand, context)
        : evaluate(expression.operand, context);
    case 'durationCall':
      return call(
        expression.name,
        expression.args.map((arg) => evaluate(arg, context)),
        context,
      );
    case 'durationBinary':
      return binary(expression, evaluate(expression.left, context), evaluate(expression.right, context));
  }
}

function call(
  name: 'step' | 'range' | 'min_of' | 'max_of',
  args: number[],
  context: DurationContext,
): number {
  switch (name) {
    case 'step':
      return context.stepMillis / 1000;
    case 'range':
      return context.rangeMillis / 1000;
    case 'min_of':
      return Math.min(...args);
    case 'max_of':
      return Math.max(...args);
  }
}

function binary(
  expression: Extract<DurationExpression, { kind: 'durationBinary' }>,
  left: number,
  right: number,
): number {
  switch (expression.operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      if (right === 0) fail(expression, 'division by zero');
      return left / right;
    case '%':
      if (right === 0) fail(expression, 'modulo by zero');
      return left % right;
    case '^':
      return left ** right;
  }
}
