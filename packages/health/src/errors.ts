/** The codes of `@kotoba/health`, each with the sentence `docs/errors.md` holds about it. */
export const healthErrorCodes = {
  KOTOBA_HEALTH_INVALID_CHECK:
    'A health check was registered under a name that cannot be one or is taken, or is neither a function nor an object with `checkHealth()`.',
  KOTOBA_HEALTH_INVALID_OPTIONS: 'An option of the health checker or of a check is out of its range.',
} as const;
