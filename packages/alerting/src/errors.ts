/** The codes of `@kotoba/alerting`, each with the sentence `docs/errors.md` holds about it. */
export const alertingErrorCodes = {
  KOTOBA_ALERTING_INVALID_SILENCE: 'A silence has no matcher that narrows it down, or no duration.',
  KOTOBA_ALERTING_SEND_FAILED: 'A channel’s other side did not take a message.',
  KOTOBA_ALERTING_UNKNOWN_ALERT: 'There is no alert with the labels given.',
  KOTOBA_ALERTING_UNKNOWN_SILENCE: 'There is no silence with the id given.',
} as const;
