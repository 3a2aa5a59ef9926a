import { errorMessage, type Matcher } from '@kotoba/core';
import { boundedMatchers, PromqlError } from '@kotoba/promql';
import type { ApiCall, ApiContext } from './api-call.ts';
import { ApiError } from './api-error.ts';

/** What a source answers; what it fails with is an execution error, as in Prometheus. */
export async function readSource<T>(ask: () => T | Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw cause instanceof PromqlError ? cause : new ApiError('execution', errorMessage(cause), { cause });
  }
}

/**
 * The selectors of `match[]`, all of which together may try patterns for so long only.
 * @param refuse what to throw for a text that is no selector
 */
export function readSelectors(
  { parameters }: ApiCall,
  context: ApiContext,
  refuse: (message: string, cause: unknown) => ApiError,
): readonly (readonly Matcher[])[] {
  try {
    return boundSelectors(parameters.selectors(), context);
  } catch (error) {
    throw refuse(errorMessage(error), error);
  }
}

/** Selectors that give up together. */
export function boundSelectors(
  selectors: readonly (readonly Matcher[])[],
  { clock, matchTimeoutMillis }: ApiContext,
): readonly (readonly Matcher[])[] {
  const bounded = boundedMatchers(selectors.flat(), clock, matchTimeoutMillis);
  let end = 0;
  return selectors.map((matchers) => {
    const start = end;
    end += matchers.length;
    return bounded.slice(start, end);
  });
}
