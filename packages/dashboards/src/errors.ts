/** The codes of `@kotoba/dashboards`, each with the sentence `docs/errors.md` holds about it. */
export const dashboardsErrorCodes = {
  KOTOBA_DASHBOARDS_INVALID:
    'A dashboard is not described as one; the message lists everything that is wrong.',
} as const;
