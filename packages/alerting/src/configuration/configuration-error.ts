import { KotobaError } from '@kotoba/core';
import { formatProblem, type RuleProblem } from '../rules/rule-problem.ts';

/** A configuration that cannot be used, with everything wrong with it. Code: KOTOBA_ALERTING_INVALID_CONFIGURATION. */
export class ConfigurationError extends KotobaError {
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super('KOTOBA_ALERTING_INVALID_CONFIGURATION', problems.map(formatProblem).join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}
