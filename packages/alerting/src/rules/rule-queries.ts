import { type BinaryExpression, type Expression, parseQuery, printExpression, typeOf } from '@kotoba/promql';

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

/** The comparison that decides what a query gives, parentheses aside; undefined where it ends in something else. */
export function comparisonOf(expression: Expression): BinaryExpression | undefined {
  if (expression.kind === 'paren') return comparisonOf(expression.expression);
  const isComparison =
    expression.kind === 'binary' && COMPARISONS.has(expression.operator) && !expression.returnBool;
  return isComparison ? expression : undefined;
}

/**
 * The query with `threshold` in place of the number it compares with: `x > 80` and 70 give `x > 70`. Undefined when it does
 * not end in a comparison with a number.
 */
export function withThreshold(query: string, threshold: number): string | undefined {
  const comparison = comparisonOf(parseQuery(query));
  if (comparison === undefined) return undefined;
  const { left, right } = comparison;
  const number: Expression = {
    kind: 'number',
    value: threshold,
    isDuration: false,
    position: comparison.position,
  };
  if (typeOf(right) === 'scalar') return printExpression({ ...comparison, right: number });
  return typeOf(left) === 'scalar' ? printExpression({ ...comparison, left: number }) : undefined;
}

/**
 * A query for the series an alert's query judges, whatever it thinks of them: without the comparison it ends in, and of
 * `a and b` and `a unless b` only `a`. It gives nothing exactly when there is nothing to judge.
 */
export function dataQuery(query: string): string {
  return printExpression(judged(parseQuery(query)));
}

function judged(expression: Expression): Expression {
  if (expression.kind === 'paren') return { ...expression, expression: judged(expression.expression) };
  if (expression.kind !== 'binary') return expression;
  const { operator, left, right } = expression;
  if (COMPARISONS.has(operator)) return typeOf(left) === 'scalar' ? judged(right) : judged(left);
  if (operator === 'and' || operator === 'unless') return judged(left);
  return operator === 'or' ? { ...expression, left: judged(left), right: judged(right) } : expression;
}
