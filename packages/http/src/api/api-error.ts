import { errorMessage, KotobaError, type KotobaErrorOptions } from '@kotoba/core';
import { PromqlError } from '@kotoba/promql';

/**
 * Kinds of errors by Prometheus' names, and two of our own about changes, with the HTTP status each has.
 * Source: Prometheus `web/api/v1/api.go`.
 */
const STATUSES = {
  bad_data: 400,
  execution: 422,
  canceled: 499,
  timeout: 503,
  unavailable: 503,
  not_found: 404,
  internal: 500,
  forbidden: 403,
  unsupported: 415,
} as const;

/** A kind of error, as the field `errorType` of an answer names it. */
export type ApiErrorType = keyof typeof STATUSES;

/** A request that is answered with an error. Code: KOTOBA_API_ERROR. */
export class ApiError extends KotobaError {
  readonly type: ApiErrorType;
  readonly status: number;

  /** @param status instead of the kind's own */
  constructor(type: ApiErrorType, message: string, options: KotobaErrorOptions & { status?: number } = {}) {
    super('KOTOBA_API_ERROR', message, options);
    this.name = 'ApiError';
    this.type = type;
    this.status = options.status ?? STATUSES[type];
  }
}

/** A request that says something wrong. */
export function badData(message: string, cause?: unknown): ApiError {
  return new ApiError('bad_data', message, cause === undefined ? {} : { cause });
}

/** A parameter that says something wrong. */
export function invalidParameter(name: string, reason: string, cause?: unknown): ApiError {
  return badData(`invalid parameter "${name}": ${reason}`, cause);
}

/** What a query failed with, as the API answers it. What neither the query nor a limit explains is internal. */
export function queryError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const message = errorMessage(thrown);
  if (!(thrown instanceof PromqlError)) return new ApiError('internal', message, { cause: thrown });
  switch (thrown.code) {
    case 'PROMQL_PARSE_ERROR':
    case 'PROMQL_BAD_RANGE':
    case 'PROMQL_TOO_DEEP':
      return invalidParameter('query', message, thrown);
    case 'PROMQL_CANCELED':
      return new ApiError('canceled', message, { cause: thrown });
    case 'PROMQL_TIMEOUT':
      return new ApiError('timeout', message, { cause: thrown });
    default:
      return new ApiError('execution', message, { cause: thrown });
  }
}
