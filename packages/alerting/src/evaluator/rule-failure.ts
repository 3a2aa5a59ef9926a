import { KotobaError } from '@kotoba/core';

/** Why what a rule's query gave cannot be used. */
export function ruleFailure(message: string): KotobaError {
  return new KotobaError('KOTOBA_ALERTING_RULE_FAILED', message);
}
