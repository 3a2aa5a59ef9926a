import { KotobaError } from '@kotoba/core';

/** Something wrong in a rule file. Line and column count from 1. */
export interface RuleProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What was expected and what came. */
  readonly message: string;
}

/** A problem on one line: `rules.yml:4:9: …`. */
export function formatProblem({ file, line, column, message }: RuleProblem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** A rule file that cannot be used, with everything that is wrong with it. Code: KOTOBA_ALERTING_INVALID_RULES. */
export class RuleFileError extends KotobaError {
  readonly problems: readonly RuleProblem[];

  constructor(problems: readonly RuleProblem[]) {
    super('KOTOBA_ALERTING_INVALID_RULES', problems.map(formatProblem).join('\n'));
    this.name = 'RuleFileError';
    this.problems = problems;
  }
}
