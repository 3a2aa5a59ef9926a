/** The codes of `@kotoba/metrics`, each with the sentence `docs/errors.md` holds about it. */
export const metricsErrorCodes = {
  KOTOBA_DUPLICATE_NAME: 'Two databases, or two clusters, of one registration have the same name.',
  KOTOBA_INVALID_ANSWER: 'A database or cluster answered something that is not an object of readings.',
  KOTOBA_OBSERVER_FAILED: 'A callback that observes a metric threw; other metrics are not affected.',
  KOTOBA_READ_STUCK: 'A read was not started because an earlier one still hangs.',
} as const;
