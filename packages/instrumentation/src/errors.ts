/** The codes of `@kotoba/instrumentation`, each with the sentence `docs/errors.md` holds about it. */
export const instrumentationErrorCodes = {
  KOTOBA_ALREADY_REGISTERED:
    'registerKotobaInstrumentation() was called while an earlier registration is active.',
  KOTOBA_INVALID_OPTIONS:
    'One or more options or environment variables are wrong; the message lists all of them.',
  KOTOBA_READERS_NOT_ATTACHED:
    'A MeterProvider was given that does not hold the readers of kotobaMetricReaders().',
} as const;
