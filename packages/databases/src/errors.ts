import { errorMessage, KotobaError } from '@kotoba/core';

/** The codes of `@kotoba/databases`, each with the sentence `docs/errors.md` holds about it. */
export const databasesErrorCodes = {
  KOTOBA_DATABASE_INVALID_CLIENT: 'What was passed to a database adapter is not a client it can wrap.',
  KOTOBA_DATABASE_INVALID_NAME: 'The name given to a database is not a text of at least one character.',
  KOTOBA_DATABASE_READ_FAILED:
    'A database did not answer a monitoring read; the cause is the driver’s error.',
} as const;

/** @throws {KotobaError} KOTOBA_DATABASE_INVALID_NAME */
export function expectName(name: unknown, what = 'database'): void {
  if (typeof name === 'string' && name !== '') return;
  throw new KotobaError(
    'KOTOBA_DATABASE_INVALID_NAME',
    `expected a name for the ${what}, got ${JSON.stringify(name)}`,
  );
}

/** @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, always */
export function refuseClient(expected: string): never {
  throw new KotobaError('KOTOBA_DATABASE_INVALID_CLIENT', expected);
}

/** What a read that was not answered fails with. `kind` says what it was asked of, such as `SQLite database`. */
export function readFailed(
  kind: string,
  name: string,
  error: unknown,
  reason = errorMessage(error),
): KotobaError {
  return new KotobaError(
    'KOTOBA_DATABASE_READ_FAILED',
    `${kind} ${JSON.stringify(name)} did not answer: ${reason}`,
    { cause: error },
  );
}
