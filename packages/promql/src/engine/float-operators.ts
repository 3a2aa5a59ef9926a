import type { BinaryOperator } from '../syntax/ast.ts';

/** Operators that give a new value, and with it a new metric. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';

/** Operators that keep or drop a sample. */
export type ComparisonOperator = '==' | '!=' | '<' | '>' | '<=' | '>=';

/** Arithmetic on floats. `%` has the sign of its left operand, as Go's math.Mod. */
export const arithmetic: Readonly<Record<ArithmeticOperator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': power,
  atan2: Math.atan2,
};

/** Comparison of floats. */
export const comparison: Readonly<Record<ComparisonOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '>': (left, right) => left > right,
  '<=': (left, right) => left <= right,
  '>=': (left, right) => left >= right,
};

/** Whether the operator gives a new value rather than keeping or dropping samples. */
export function isArithmetic(operator: BinaryOperator): operator is ArithmeticOperator {
  return Object.hasOwn(arithmetic, operator);
}

/** Whether the operator compares. */
export function isComparison(operator: BinaryOperator): operator is ComparisonOperator {
  return Object.hasOwn(comparison, operator);
}

/** Powers as IEEE 754 (and Go) have them: 1 to any power is 1, and so is −1 to an infinite one. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}
