import type { AlertRule } from '../alert-rule.ts';
import { runbookUrl } from '../runbook-url.ts';

/** A built-in rule: each has a severity, a description, and a runbook of its name. */
export type BuiltInRule = AlertRule & Required<Pick<AlertRule, 'severity' | 'description'>>;

/** The rule with a link to its runbook. */
export function withRunbook(rule: BuiltInRule): BuiltInRule {
  return { ...rule, annotations: { ...rule.annotations, runbook_url: runbookUrl(rule.name) } };
}
