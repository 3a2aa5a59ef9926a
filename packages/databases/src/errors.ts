/** The codes of `@kotoba/databases`, each with the sentence `docs/errors.md` holds about it. */
export const databasesErrorCodes = {
  KOTOBA_DATABASE_INVALID_CLIENT: 'What was passed to a database adapter is not a client it can wrap.',
  KOTOBA_DATABASE_INVALID_NAME: 'The name given to a database is not a text of at least one character.',
  KOTOBA_DATABASE_READ_FAILED:
    'A database did not answer a monitoring read; the cause is the driver’s error.',
} as const;
