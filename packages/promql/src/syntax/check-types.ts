import { METRIC_NAME } from '@kotoba/core';
import {
  type AggregateExpression,
  type BinaryExpression,
  type CallExpression,
  type Expression,
  type PositionRange,
  typeOf,
  type ValueType,
  type VectorSelector,
} from './ast.ts';
import { ParseError } from './parse-error.ts';
import { quoteString } from './quote-string.ts';

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=']);
const SET_OPERATORS = new Set(['and', 'or', 'unless']);
const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
};

/**
 * Checks that every operand has a type its operator takes, and drops the matching from operators that are not
 * between two vectors.
 * @throws {ParseError} PROMQL_PARSE_ERROR
 */
export function checkTypes(expression: Expression, query: string): Expression {
  return new TypeChecker(query).check(expression);
}

class TypeChecker {
  readonly #query: string;

  constructor(query: string) {
    this.#query = query;
  }

  check(node: Expression): Expression {
    switch (node.kind) {
      case 'number':
      case 'string':
        return node;
      case 'vectorSelector':
        return this.#selector(node);
      case 'matrixSelector':
        this.#selector(node.selector);
        return node;
      case 'subquery': {
        const expression = this.check(node.expression);
        const type = typeOf(expression);
        if (type !== 'vector') {
          this.#fail(
            node.position,
            `subquery is only allowed on instant vector, got ${TYPE_NAMES[type]} instead`,
          );
        }
        return { ...node, expression };
      }
      case 'paren':
        return { ...node, expression: this.check(node.expression) };
      case 'unary': {
        const expression = this.check(node.expression);
        const type = typeOf(expression);
        if (type !== 'scalar' && type !== 'vector') {
          this.#fail(
            node.position,
            `unary expression only allowed on expressions of type scalar or instant vector, got "${TYPE_NAMES[type]}"`,
          );
        }
        return { ...node, expression };
      }
      case 'call':
        return this.#call(node);
      case 'aggregate':
        return this.#aggregate(node);
      case 'binary':
        return this.#binary(node);
    }
  }

  #fail(position: PositionRange, reason: string): never {
    throw new ParseError(this.#query, position, reason);
  }

  #expect(node: Expression, wanted: ValueType, context: string): Expression {
    const checked = this.check(node);
    const type = typeOf(checked);
    if (type !== wanted) {
      this.#fail(node.position, `expected type ${TYPE_NAMES[wanted]} in ${context}, got ${TYPE_NAMES[type]}`);
    }
    return checked;
  }

  #selector(node: VectorSelector): VectorSelector {
    if (node.name !== '') {
      const other = node.matchers.slice(0, -1).find((matcher) => matcher.name === METRIC_NAME);
      if (other !== undefined) {
        this.#fail(
          node.position,
          `metric name must not be set twice: ${quoteString(node.name)} or ${quoteString(other.value)}`,
        );
      }
      return node;
    }
    if (!node.matchers.some((matcher) => !matcher.matches(''))) {
      this.#fail(node.position, 'vector selector must contain at least one non-empty matcher');
    }
    return node;
  }

  #call(node: CallExpression): CallExpression {
    const { name, argTypes, variadic } = node.function;
    const count = node.args.length;
    const quoted = quoteString(name);
    if (variadic === 0 && count !== argTypes.length) {
      this.#fail(node.position, `expected ${argTypes.length} argument(s) in call to ${quoted}, got ${count}`);
    }
    const least = argTypes.length - 1;
    if (variadic !== 0 && count < least) {
      this.#fail(node.position, `expected at least ${least} argument(s) in call to ${quoted}, got ${count}`);
    }
    if (variadic > 0 && count > least + variadic) {
      this.#fail(
        node.position,
        `expected at most ${least + variadic} argument(s) in call to ${quoted}, got ${count}`,
      );
    }
    const args = node.args.map((arg, index) => {
      if (name === 'info' && index === 1) return this.#labelSelectors(arg);
      const wanted = argTypes[Math.min(index, argTypes.length - 1)]!;
      return this.#expect(arg, wanted, `call to function ${quoted}`);
    });
    return { ...node, args };
  }

  /** The second argument of `info()` is a selector in form only: it may match everything. */
  #labelSelectors(arg: Expression): Expression {
    if (arg.kind !== 'vectorSelector') this.#fail(arg.position, 'expected label selectors only');
    if (arg.name !== '') {
      this.#fail(arg.position, 'expected label selectors only, got vector selector instead');
    }
    return arg;
  }

  #aggregate(node: AggregateExpression): AggregateExpression {
    const expression = this.#expect(node.expression, 'vector', 'aggregation expression');
    if (node.parameter === undefined) return { ...node, expression };
    const wanted = node.operator === 'count_values' ? 'string' : 'scalar';
    const parameter = this.#expect(node.parameter, wanted, 'aggregation parameter');
    return { ...node, expression, parameter };
  }

  #binary(node: BinaryExpression): BinaryExpression {
    const left = this.check(node.left);
    const right = this.check(node.right);
    const leftType = typeOf(left);
    const rightType = typeOf(right);
    const operatorRange = { start: this.#skipSpace(left.position.end), end: right.position.start };
    const isComparison = COMPARISONS.has(node.operator);
    if (node.returnBool && !isComparison) {
      this.#fail(operatorRange, 'bool modifier can only be used on comparison operators');
    }
    if (isComparison && !node.returnBool && leftType === 'scalar' && rightType === 'scalar') {
      this.#fail(operatorRange, 'comparisons between scalars must use BOOL modifier');
    }
    for (const [side, type] of [[left, leftType] as const, [right, rightType] as const]) {
      if (type !== 'scalar' && type !== 'vector') {
        this.#fail(side.position, 'binary expression must contain only scalar and instant vector types');
      }
    }
    if (leftType === 'vector' && rightType === 'vector')
      return this.#vectorMatching({ ...node, left, right }, operatorRange);
    const { matching, ...rest } = node;
    if (SET_OPERATORS.has(node.operator)) {
      this.#fail(node.position, `set operator "${node.operator}" not allowed in binary scalar expression`);
    }
    if (matching !== undefined && matching.matchingLabels.length > 0) {
      this.#fail(node.position, 'vector matching only allowed between instant vectors');
    }
    if (matching?.fillLeft !== undefined || matching?.fillRight !== undefined) {
      this.#fail(node.position, 'filling in missing series only allowed between instant vectors');
    }
    return { ...rest, left, right };
  }

  #vectorMatching(node: BinaryExpression, operatorRange: PositionRange): BinaryExpression {
    const matching = node.matching!;
    if (matching.on) {
      const twice = matching.matchingLabels.find((label) => matching.include.includes(label));
      if (twice !== undefined) {
        this.#fail(
          operatorRange,
          `label ${quoteString(twice)} must not occur in ON and GROUP clause at once`,
        );
      }
    }
    if (!SET_OPERATORS.has(node.operator)) return node;
    if (matching.cardinality !== 'one-to-one') {
      this.#fail(node.position, `no grouping allowed for "${node.operator}" operation`);
    }
    if (matching.fillLeft !== undefined || matching.fillRight !== undefined) {
      this.#fail(node.position, 'filling in missing series not allowed for set operators');
    }
    return { ...node, matching: { ...matching, cardinality: 'many-to-many' } };
  }

  #skipSpace(offset: number): number {
    let start = offset;
    while (/\s/.test(this.#query[start] ?? '')) start++;
    return start;
  }
}
