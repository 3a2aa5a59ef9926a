import { KotobaError } from '@kotoba/core';

/** Anything thrown as an Error; what is none becomes the cause of one. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new KotobaError('KOTOBA_INVALID_ANSWER', 'a read threw something that is not an Error', {
    cause: thrown,
  });
}
