import { KotobaError } from '@kotoba/core';
import { parseQuery, printExpression, typeOf } from '@kotoba/promql';
import type { AlertSeverity, MissingResultPolicy } from './alert-policies.ts';
import { alertRuleSchema, describeIssues } from './alert-rule-schema.ts';
import type { AlertThreshold } from './alert-threshold.ts';
import { alertingFieldsProblem } from './alerting-fields.ts';
import type { CheckTemplate } from './rule-checks.ts';
import type { AlertingRule, RuleGroup } from './rule-group.ts';
import { comparisonOf } from './rule-queries.ts';

/** Milliseconds, or a duration in Prometheus' grammar such as `1m30s`. */
export type DurationInput = number | string;

/** An alert rule in code. */
export interface AlertRule {
  /** The label `alertname`. */
  readonly name: string;
  /** Told with the alert as the annotation `description`; a template. */
  readonly description?: string | undefined;
  /** PromQL. Each series it gives is an alert. */
  readonly query: string;
  /** Completes a query that compares with nothing, and must hold too of one that does. A bare number: greater than. */
  readonly threshold?: number | AlertThreshold | undefined;
  /** Time between evaluations. Default: the evaluator's. */
  readonly evaluationInterval?: DurationInput | undefined;
  /** The label `severity`. Default none. */
  readonly severity?: AlertSeverity | undefined;
  /** Further labels; templates. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Further annotations; templates. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** How long the condition must hold before the alert fires. Default 0. */
  readonly for?: DurationInput | undefined;
  /** How long the alert goes on firing when the condition no longer holds. Default 0. */
  readonly keepFiringFor?: DurationInput | undefined;
  /** PromQL that must give a series of the same labels for a firing alert to end. */
  readonly resolveWhen?: string | undefined;
  /** Stands in for the threshold while an alert fires: fires above 80, ends at 70. */
  readonly resolveThreshold?: number | undefined;
  /** What happens when there is no series to judge. Default: alerts end. */
  readonly noData?: MissingResultPolicy | undefined;
  /** What happens when the query fails. Default: alerts stay as they are and are not sent again. */
  readonly onError?: MissingResultPolicy | undefined;
  /** Begun or ended this often within the window, an alert keeps firing until it calms down. */
  readonly flap?: { readonly changes: number; readonly window: DurationInput } | undefined;
}

/** Where the groups of rules in code say they come from. */
export const CODE_FILE = 'code';

/**
 * A rule in code as a group of its own. Everything wrong with it is told at once.
 * @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE
 */
export function toRuleGroup(rule: AlertRule, checkTemplate?: CheckTemplate): RuleGroup {
  const parsed = alertRuleSchema(checkTemplate).safeParse(rule);
  if (!parsed.success) throw invalid(rule, describeIssues(parsed.error));
  const { name, description, severity, threshold, evaluationInterval, flap, ...rest } = parsed.data;
  const { resolveWhen, resolveThreshold, noData, onError } = rest;
  const alert: AlertingRule = {
    type: 'alerting',
    name,
    query: threshold === undefined ? rest.query : heldAgainst(rest.query, threshold),
    forMillis: rest.for ?? 0,
    keepFiringForMillis: rest.keepFiringFor ?? 0,
    labels: { ...(severity !== undefined && { severity }), ...rest.labels },
    annotations: { ...(description !== undefined && { description }), ...rest.annotations },
    ...(resolveWhen !== undefined && { resolveWhen }),
    ...(resolveThreshold !== undefined && { resolveThreshold }),
    ...(noData !== undefined && { noData }),
    ...(onError !== undefined && { onError }),
    ...(flap !== undefined && { flap: { changes: flap.changes, windowMillis: flap.window } }),
  };
  const problem = alertingFieldsProblem(alert);
  if (problem !== undefined) throw invalid(rule, [problem]);
  return {
    name,
    file: CODE_FILE,
    ...(evaluationInterval !== undefined && { intervalMillis: evaluationInterval }),
    limit: 0,
    rules: [alert],
  };
}

/** The condition that the query gives a value which the threshold holds of. */
function heldAgainst(
  query: string,
  { operator, value }: { readonly operator: string; readonly value: number },
): string {
  const expression = parseQuery(query);
  const comparison = comparisonOf(expression);
  const isSame = comparison?.operator === operator && comparison.right.kind === 'number';
  if (isSame && comparison.right.value === value) return query;
  const operand = typeOf(expression) === 'scalar' ? `vector(${query})` : `(${query})`;
  return printExpression(parseQuery(`${operand} ${operator} ${promqlNumber(value)}`));
}

function promqlNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function invalid(rule: unknown, problems: readonly string[]): KotobaError {
  const name = JSON.stringify((rule as { name?: unknown } | null | undefined)?.name);
  return new KotobaError(
    'KOTOBA_ALERTING_INVALID_RULE',
    `the alert rule ${name} cannot be used: ${problems.join('; ')}`,
  );
}
