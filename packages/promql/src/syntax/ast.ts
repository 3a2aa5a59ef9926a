import type { Matcher } from '@kotoba/core';

/** A half-open span of the query text, in UTF-16 code units. */
export interface PositionRange {
  readonly start: number;
  readonly end: number;
}

/** What an expression evaluates to: `vector` is an instant vector, `matrix` a range vector. */
export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string';

/** A function as the parser knows it. */
export interface FunctionSignature {
  readonly name: string;
  readonly argTypes: readonly ValueType[];
  /** How many trailing arguments may be missing (n > 0: 1 may be missing, up to n may be given) or, when −1, repeated. */
  readonly variadic: number;
  readonly returnType: ValueType;
  /** Needs `enableExperimentalFunctions`. */
  readonly experimental: boolean;
}

/** `@ 1234.5` (milliseconds), `@ start()` or `@ end()`. */
export type AtModifier =
  | { readonly kind: 'timestamp'; readonly millis: number }
  | { readonly kind: 'start' | 'end' };

/** How a range selector takes samples from beyond its edges. */
export type RangeModifier = 'anchored' | 'smoothed';

/** A literal number; `isDuration` when it was written as `5m`. */
export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  readonly isDuration: boolean;
  readonly position: PositionRange;
}

/** A literal string, unescaped. */
export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly position: PositionRange;
}

/** Arithmetic on durations, worked out when the query's step and range are known. */
export type DurationExpression =
  | NumberLiteral
  | {
      readonly kind: 'durationUnary';
      readonly operator: '+' | '-';
      readonly operand: DurationExpression;
      readonly position: PositionRange;
    }
  | {
      readonly kind: 'durationBinary';
      readonly operator: '+' | '-' | '*' | '/' | '%' | '^';
      readonly left: DurationExpression;
      readonly right: DurationExpression;
      readonly position: PositionRange;
    }
  | {
      readonly kind: 'durationCall';
      readonly name: 'step' | 'range' | 'min_of' | 'max_of';
      readonly args: readonly DurationExpression[];
      readonly position: PositionRange;
    }
  | {
      readonly kind: 'durationParen';
      readonly expression: DurationExpression;
      readonly position: PositionRange;
    };

/** `name{label="value"} offset … @ …`. */
export interface VectorSelector {
  readonly kind: 'vectorSelector';
  /** The metric name, or `''` when only matchers were given. */
  readonly name: string;
  /** All matchers, the one for the metric name included. */
  readonly matchers: readonly Matcher[];
  readonly offsetMillis: number;
  readonly offsetExpression?: DurationExpression;
  readonly at?: AtModifier;
  readonly modifier?: RangeModifier;
  readonly position: PositionRange;
}

/** `selector[range]`. */
export interface MatrixSelector {
  readonly kind: 'matrixSelector';
  readonly selector: VectorSelector;
  readonly rangeMillis: number;
  readonly rangeExpression?: DurationExpression;
  readonly position: PositionRange;
}

/** `expression[range:step]`. */
export interface SubqueryExpression {
  readonly kind: 'subquery';
  readonly expression: Expression;
  readonly rangeMillis: number;
  readonly rangeExpression?: DurationExpression;
  /** 0: the engine's default. */
  readonly stepMillis: number;
  readonly stepExpression?: DurationExpression;
  readonly offsetMillis: number;
  readonly offsetExpression?: DurationExpression;
  readonly at?: AtModifier;
  readonly position: PositionRange;
}

/** `function(args)`. */
export interface CallExpression {
  readonly kind: 'call';
  readonly function: FunctionSignature;
  readonly args: readonly Expression[];
  readonly position: PositionRange;
}

/** The aggregation operators. */
export type AggregateOperator =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';

/** `sum by (a) (expression)`, `topk(parameter, expression)`. */
export interface AggregateExpression {
  readonly kind: 'aggregate';
  readonly operator: AggregateOperator;
  readonly expression: Expression;
  readonly parameter?: Expression;
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly position: PositionRange;
}

/** The binary operators. `</` and `>/` trim histograms. */
export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | 'atan2'
  | '=='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | '</'
  | '>/'
  | 'and'
  | 'or'
  | 'unless';

/** How the two vectors of a binary operation find their partners. */
export interface VectorMatching {
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  readonly matchingLabels: readonly string[];
  /** `on (…)` rather than `ignoring (…)`. */
  readonly on: boolean;
  /** Labels copied from the one side: `group_left(…)`. */
  readonly include: readonly string[];
  /** Value taken for a missing left partner. */
  readonly fillLeft?: number;
  /** Value taken for a missing right partner. */
  readonly fillRight?: number;
}

/** `left operator right`. */
export interface BinaryExpression {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  /** Present exactly when both sides are vectors. */
  readonly matching?: VectorMatching;
  readonly returnBool: boolean;
  readonly position: PositionRange;
}

/** `-expression`. */
export interface UnaryExpression {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expression: Expression;
  readonly position: PositionRange;
}

/** `(expression)`. */
export interface ParenExpression {
  readonly kind: 'paren';
  readonly expression: Expression;
  readonly position: PositionRange;
}

/** Any PromQL expression. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | SubqueryExpression
  | CallExpression
  | AggregateExpression
  | BinaryExpression
  | UnaryExpression
  | ParenExpression;

/** The type an expression evaluates to, without checking it. */
export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vectorSelector':
    case 'aggregate':
      return 'vector';
    case 'matrixSelector':
    case 'subquery':
      return 'matrix';
    case 'call':
      return expression.function.returnType;
    case 'paren':
    case 'unary':
      return typeOf(expression.expression);
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'vector';
  }
}

/** The expression inside any parentheses. */
export function unwrapParens(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'paren') inner = inner.expression;
  return inner;
}
