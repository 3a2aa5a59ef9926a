import { KotobaError, type KotobaErrorOptions } from '@kotoba/core';

/** The codes of `@kotoba/promql`, each with the sentence `docs/errors.md` holds about it. */
export const promqlErrorCodes = {
  PROMQL_PARSE_ERROR: 'An expression is not valid PromQL; the message starts with line:column.',
  PROMQL_EXECUTION_ERROR: 'An expression is valid but cannot be evaluated on this data.',
  PROMQL_BAD_RANGE: 'The start, end or step of a query, or a duration worked out in it, makes no sense.',
  PROMQL_TOO_MANY_SAMPLES: 'A query would hold more samples in memory than allowed.',
  PROMQL_TOO_MANY_SERIES: 'A query selects more series than allowed.',
  PROMQL_TOO_DEEP: 'An expression is nested more deeply than allowed.',
  PROMQL_TIMEOUT: 'A query ran longer than allowed.',
  PROMQL_CANCELED: 'A query was cancelled by its caller.',
} as const;

/** A code of `@kotoba/promql`. */
export type PromqlErrorCode = keyof typeof promqlErrorCodes;

/** What a query fails with. `code` tells whether the expression, the data, a limit or the caller was the reason. */
export class PromqlError extends KotobaError {
  declare readonly code: PromqlErrorCode;

  constructor(code: PromqlErrorCode, message: string, options: KotobaErrorOptions = {}) {
    super(code, message, options);
    this.name = 'PromqlError';
  }
}

/** The error of an expression that is valid but cannot be evaluated. */
export function executionError(message: string): PromqlError {
  return new PromqlError('PROMQL_EXECUTION_ERROR', message);
}
