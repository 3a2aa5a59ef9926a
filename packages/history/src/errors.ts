/** The codes of `@kotoba/history`, each with the sentence `docs/errors.md` holds about it. */
export const historyErrorCodes = {
  KOTOBA_HISTORY_CORRUPT_BLOCK:
    'Bytes that should be a block of the history are damaged or are something else.',
} as const;
