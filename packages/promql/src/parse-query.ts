import { functionTable } from './functions/function-table.ts';
import type { Expression } from './syntax/ast.ts';
import { parse } from './syntax/parser.ts';
import type { ParserOptions } from './syntax/parser-options.ts';

/**
 * Reads a PromQL expression and checks its types. Without options only what is stable in Prometheus is accepted.
 * @throws {ParseError} PROMQL_PARSE_ERROR with the place
 * @throws {PromqlError} PROMQL_TOO_DEEP
 */
export function parseQuery(query: string, options: Omit<ParserOptions, 'functions'> = {}): Expression {
  return parse(query, { ...options, functions: functionTable });
}
