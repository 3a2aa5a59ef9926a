export { boundedMatchers } from './engine/bounded-matchers.ts';
export { createEngine, type Engine, type QueryOptions } from './engine/engine.ts';
export { formatFloat } from './engine/format-float.ts';
export type {
  InstantSample,
  MatrixResult,
  QueryResult,
  QueryValue,
  ScalarResult,
  StringResult,
  VectorResult,
} from './engine/query-result.ts';
export { compareLabels } from './engine/to-result.ts';
export { PromqlError, type PromqlErrorCode, promqlErrorCodes } from './errors.ts';
export { expandTemplate } from './functions/expand-template.ts';
export type { FunctionDefinition } from './functions/function-definition.ts';
export { functionTable } from './functions/function-table.ts';
export { equalHistograms } from './histogram/equal-histograms.ts';
export { MemorySeriesSource } from './memory-source.ts';
export { defaultEngineOptions, type EngineOptions } from './options.ts';
export { parseQuery } from './parse-query.ts';
export { parseHistogramDescription } from './series-notation/parse-histogram.ts';
export { parseMetric, parseSeries } from './series-notation/parse-series.ts';
export type { SequenceValue } from './series-notation/sequence-value.ts';
export { toSeriesSamples } from './series-notation/to-series-samples.ts';
export {
  type AggregateExpression,
  type AggregateOperator,
  type AtModifier,
  type BinaryExpression,
  type BinaryOperator,
  type CallExpression,
  type DurationExpression,
  type Expression,
  type FunctionSignature,
  type MatrixSelector,
  type NumberLiteral,
  type ParenExpression,
  type PositionRange,
  type RangeModifier,
  type StringLiteral,
  type SubqueryExpression,
  typeOf,
  type UnaryExpression,
  type ValueType,
  type VectorMatching,
  type VectorSelector,
} from './syntax/ast.ts';
export { expressionToJson, type JsonValue } from './syntax/expression-to-json.ts';
export { formatPosition } from './syntax/format-position.ts';
export { formatQuery } from './syntax/format-query.ts';
export { childrenOf } from './syntax/map-children.ts';
export { createMatcher, formatMatcher } from './syntax/matcher.ts';
export { ParseError } from './syntax/parse-error.ts';
export { parseSelector } from './syntax/parse-selector.ts';
export { printExpression } from './syntax/print.ts';
export { quoteString } from './syntax/quote-string.ts';
export { type RE2JS, re2 } from './syntax/re2.ts';
