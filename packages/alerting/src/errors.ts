/** The codes of `@kotoba/alerting`, each with the sentence `docs/errors.md` holds about it. */
export const alertingErrorCodes = {
  KOTOBA_ALERTING_DUPLICATE_RULE: 'There already is a rule of this name.',
  KOTOBA_ALERTING_INVALID_BACKTEST: 'The time to backtest makes no sense.',
  KOTOBA_ALERTING_INVALID_CONFIGURATION:
    'An Alertmanager configuration cannot be used; each line of the message names file, line, column and reason.',
  KOTOBA_ALERTING_INVALID_NOTIFICATIONS:
    'Notifications given in code or in the environment cannot be used; the message lists every reason.',
  KOTOBA_ALERTING_INVALID_RULE: 'A rule given in code cannot be used; the message lists every reason.',
  KOTOBA_ALERTING_INVALID_RULES:
    'A rule file cannot be used; each line of the message names file, line, column and reason.',
  KOTOBA_ALERTING_INVALID_SILENCE: 'A silence has no matcher that narrows it down, or no duration.',
  KOTOBA_ALERTING_INVALID_SLO: 'A service level objective makes no sense.',
  KOTOBA_ALERTING_INVALID_TEMPLATE:
    'A template cannot be read or filled in; the message names line, column and reason.',
  KOTOBA_ALERTING_RULE_FAILED: 'What a rule’s query gave cannot be used, or not in time.',
  KOTOBA_ALERTING_SEND_FAILED: 'A channel’s other side did not take a message.',
  KOTOBA_ALERTING_UNKNOWN_ALERT: 'There is no alert with the labels given.',
  KOTOBA_ALERTING_UNKNOWN_SILENCE: 'There is no silence with the id given.',
} as const;
