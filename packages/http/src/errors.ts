/** The codes of `@kotoba/http`, each with the sentence `docs/errors.md` holds about it. */
export const httpErrorCodes = {
  KOTOBA_LISTEN_FAILED:
    'The HTTP server could not listen on its address; the message says why and which option changes it.',
  KOTOBA_COLLECTION_FAILED: 'A collection for the scrape failed, or the one before it still hangs.',
  KOTOBA_API_ERROR:
    'A request to the query API was refused or failed; `type` names the kind as Prometheus does, `status` the HTTP status.',
} as const;
