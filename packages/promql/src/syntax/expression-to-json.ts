import { formatFloat } from '../engine/format-float.ts';
import type { Expression, VectorMatching, VectorSelector } from './ast.ts';

/** A value JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An expression as Prometheus' `/api/v1/parse_query` describes it; durations are milliseconds. */
export function expressionToJson(node: Expression): JsonValue {
  switch (node.kind) {
    case 'number':
      return { type: 'numberLiteral', val: formatFloat(node.value) };
    case 'string':
      return { type: 'stringLiteral', val: node.value };
    case 'paren':
      return { type: 'parenExpr', expr: expressionToJson(node.expression) };
    case 'unary':
      return { type: 'unaryExpr', op: node.operator, expr: expressionToJson(node.expression) };
    case 'vectorSelector':
      return { type: 'vectorSelector', ...selectorToJson(node) };
    case 'matrixSelector':
      return { type: 'matrixSelector', range: node.rangeMillis, ...selectorToJson(node.selector) };
    case 'subquery':
      return {
        type: 'subquery',
        expr: expressionToJson(node.expression),
        range: node.rangeMillis,
        step: node.stepMillis,
        ...timesToJson(node),
      };
    case 'call': {
      const { name, argTypes, variadic, returnType } = node.function;
      return {
        type: 'call',
        func: { name, argTypes, variadic, returnType },
        args: node.args.map(expressionToJson),
      };
    }
    case 'aggregate':
      return {
        type: 'aggregation',
        op: node.operator,
        expr: expressionToJson(node.expression),
        param: node.parameter === undefined ? null : expressionToJson(node.parameter),
        grouping: node.grouping,
        without: node.without,
      };
    case 'binary':
      return {
        type: 'binaryExpr',
        op: node.operator,
        lhs: expressionToJson(node.left),
        rhs: expressionToJson(node.right),
        matching: node.matching === undefined ? null : matchingToJson(node.matching),
        bool: node.returnBool,
      };
  }
}

function selectorToJson(node: VectorSelector): { readonly [key: string]: JsonValue } {
  return {
    name: node.name,
    matchers: node.matchers.map(({ name, op, value }) => ({ name, value, type: op })),
    ...timesToJson(node),
    anchored: node.modifier === 'anchored',
    smoothed: node.modifier === 'smoothed',
  };
}

function timesToJson({ at, offsetMillis }: Pick<VectorSelector, 'at' | 'offsetMillis'>): {
  readonly [key: string]: JsonValue;
} {
  return {
    offset: offsetMillis,
    timestamp: at?.kind === 'timestamp' ? at.millis : null,
    startOrEnd: at === undefined || at.kind === 'timestamp' ? null : at.kind,
  };
}

function matchingToJson(matching: VectorMatching): JsonValue {
  const { cardinality, matchingLabels, on, include, fillLeft, fillRight } = matching;
  const hasFill = fillLeft !== undefined || fillRight !== undefined;
  return {
    card: cardinality,
    labels: matchingLabels,
    on,
    include,
    ...(hasFill && { fillValues: { lhs: fillLeft ?? null, rhs: fillRight ?? null } }),
  };
}
