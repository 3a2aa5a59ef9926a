/** The codes of `@kotoba/http`, each with the sentence `docs/errors.md` holds about it. */
export const httpErrorCodes = {
  KOTOBA_LISTEN_FAILED:
    'The HTTP server could not listen on its address; the message says why and which option changes it.',
  KOTOBA_COLLECTION_FAILED: 'A collection for the scrape failed, or the one before it still hangs.',
} as const;
