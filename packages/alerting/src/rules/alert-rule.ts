import { errorMessage, KotobaError, parseDuration } from '@kotoba/core';
import { type Expression, parseQuery, printExpression, typeOf } from '@kotoba/promql';
import {
  ALERT_SEVERITIES,
  type AlertSeverity,
  MISSING_RESULT_POLICIES,
  type MissingResultPolicy,
} from './alert-policies.ts';
import { alertingFieldsProblem } from './alerting-fields.ts';
import { type CheckTemplate, labelNameProblem, queryProblem, templateProblem } from './rule-checks.ts';
import type { RuleGroup } from './rule-group.ts';
import { comparisonOf } from './rule-queries.ts';

/** Milliseconds, or a duration in Prometheus' grammar such as `1m30s`. */
export type DurationInput = number | string;

/** What a value is held against. */
export type AlertThreshold =
  | { readonly greaterThan: number }
  | { readonly greaterThanOrEqual: number }
  | { readonly lessThan: number }
  | { readonly lessThanOrEqual: number }
  | { readonly equal: number }
  | { readonly notEqual: number };

/** An alert rule in code. */
export interface AlertRule {
  /** The label `alertname`. */
  readonly name: string;
  /** Told with the alert as the annotation `description`; a template. */
  readonly description?: string;
  /** PromQL. Each series it gives is an alert. */
  readonly query: string;
  /** Completes a query that compares with nothing, and must hold too of one that does. A bare number: greater than. */
  readonly threshold?: number | AlertThreshold;
  /** Time between evaluations. Default: the evaluator's. */
  readonly evaluationInterval?: DurationInput;
  /** The label `severity`. Default none. */
  readonly severity?: AlertSeverity;
  /** Further labels; templates. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Further annotations; templates. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** How long the condition must hold before the alert fires. Default 0. */
  readonly for?: DurationInput;
  /** How long the alert goes on firing when the condition no longer holds. Default 0. */
  readonly keepFiringFor?: DurationInput;
  /** PromQL that must give a series of the same labels for a firing alert to end. */
  readonly resolveWhen?: string;
  /** Stands in for the threshold while an alert fires: fires above 80, ends at 70. */
  readonly resolveThreshold?: number;
  /** What happens when there is no series to judge. Default: alerts end. */
  readonly noData?: MissingResultPolicy;
  /** What happens when the query fails. Default: alerts stay as they are and are not sent again. */
  readonly onError?: MissingResultPolicy;
  /** Begun or ended this often within the window, an alert keeps firing until it calms down. */
  readonly flap?: { readonly changes: number; readonly window: DurationInput };
}

const OPERATORS: Readonly<Record<string, string>> = {
  greaterThan: '>',
  greaterThanOrEqual: '>=',
  lessThan: '<',
  lessThanOrEqual: '<=',
  equal: '==',
  notEqual: '!=',
};

/** Where the groups of rules in code say they come from. */
export const CODE_FILE = 'code';

/**
 * A rule in code as a group of its own. Everything wrong with it is told at once.
 * @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE
 */
export function toRuleGroup(rule: AlertRule, checkTemplate?: CheckTemplate): RuleGroup {
  const problems: string[] = [];
  const duration = (name: string, input: DurationInput | undefined) => readDuration(name, input, problems);
  const query = completeQuery(rule, problems);
  const forMillis = duration('for', rule.for) ?? 0;
  const keepFiringForMillis = duration('keepFiringFor', rule.keepFiringFor) ?? 0;
  const intervalMillis = duration('evaluationInterval', rule.evaluationInterval);
  if (intervalMillis === 0) problems.push('expected evaluationInterval to be more than 0');
  const windowMillis = duration('flap.window', rule.flap?.window);
  problems.push(...fieldProblems(rule, query, windowMillis, checkTemplate));
  if (problems.length > 0) throw invalid(rule, problems);
  const { description, severity, resolveWhen, resolveThreshold, noData, onError, flap } = rule;
  return {
    name: rule.name,
    file: CODE_FILE,
    ...(intervalMillis !== undefined && { intervalMillis }),
    limit: 0,
    rules: [
      {
        type: 'alerting',
        name: rule.name,
        query,
        forMillis,
        keepFiringForMillis,
        labels: { ...(severity !== undefined && { severity }), ...rule.labels },
        annotations: { ...(description !== undefined && { description }), ...rule.annotations },
        ...(resolveWhen !== undefined && { resolveWhen }),
        ...(resolveThreshold !== undefined && { resolveThreshold }),
        ...(noData !== undefined && { noData }),
        ...(onError !== undefined && { onError }),
        ...(flap !== undefined && { flap: { changes: flap.changes, windowMillis: windowMillis! } }),
      },
    ],
  };
}

function completeQuery({ query, threshold }: AlertRule, problems: string[]): string {
  const problem = queryProblem(query);
  if (problem !== undefined) {
    problems.push(`query: ${problem.message}`);
    return query;
  }
  const expression = parseQuery(query);
  const type = typeOf(expression);
  if (type !== 'scalar' && type !== 'vector') {
    problems.push(`query: expected an expression that gives an instant vector or a scalar, got a ${type}`);
    return query;
  }
  if (threshold === undefined) return query;
  const given = typeof threshold === 'number' ? { greaterThan: threshold } : threshold;
  const [[name, value] = ['', undefined], ...others] = Object.entries(given);
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined || others.length > 0 || typeof value !== 'number' || Number.isNaN(value)) {
    const kinds = Object.keys(OPERATORS).join(', ');
    problems.push(
      `threshold: expected a number or one of ${kinds} with a number, got ${JSON.stringify(threshold)}`,
    );
    return query;
  }
  return heldAgainst(expression, query, operator, value);
}

/** The condition that the query gives a value which the threshold holds of. */
function heldAgainst(expression: Expression, query: string, operator: string, value: number): string {
  const comparison = comparisonOf(expression);
  if (
    comparison?.operator === operator &&
    comparison.right.kind === 'number' &&
    comparison.right.value === value
  )
    return query;
  const operand = typeOf(expression) === 'scalar' ? `vector(${query})` : `(${query})`;
  return printExpression(parseQuery(`${operand} ${operator} ${promqlNumber(value)}`));
}

function promqlNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function readDuration(
  name: string,
  input: DurationInput | undefined,
  problems: string[],
): number | undefined {
  if (input === undefined) return undefined;
  if (typeof input === 'number') {
    if (Number.isFinite(input) && input >= 0) return input;
    problems.push(`${name}: expected at least 0 milliseconds, got ${input}`);
    return undefined;
  }
  try {
    return parseDuration(input);
  } catch (error) {
    problems.push(`${name}: ${errorMessage(error)}`);
    return undefined;
  }
}

function fieldProblems(
  rule: AlertRule,
  query: string,
  windowMillis: number | undefined,
  checkTemplate: CheckTemplate | undefined,
): string[] {
  const {
    name,
    description = '',
    severity,
    labels = {},
    annotations = {},
    resolveWhen,
    resolveThreshold,
    flap,
  } = rule;
  const problems: (string | undefined)[] = [];
  if (typeof name !== 'string' || name === '')
    problems.push(`name: expected a text, got ${JSON.stringify(name)}`);
  if (severity !== undefined) problems.push(choiceProblem('severity', severity, ALERT_SEVERITIES));
  for (const policy of ['noData', 'onError'] as const) {
    if (rule[policy] !== undefined)
      problems.push(choiceProblem(policy, rule[policy], MISSING_RESULT_POLICIES));
  }
  for (const [kind, texts] of Object.entries({ labels, annotations })) {
    for (const [key, text] of Object.entries(texts)) {
      const problem = labelNameProblem(key) ?? templateProblem(text, key, checkTemplate)?.message;
      problems.push(problem && `${kind}.${key}: ${problem}`);
    }
  }
  const template = templateProblem(description, 'description', checkTemplate);
  problems.push(template && `description: ${template.message}`);
  if (resolveWhen !== undefined) {
    const problem = queryProblem(resolveWhen);
    problems.push(problem && `resolveWhen: ${problem.message}`);
  }
  problems.push(
    alertingFieldsProblem({
      query,
      ...(resolveWhen !== undefined && { resolveWhen }),
      ...(resolveThreshold !== undefined && { resolveThreshold }),
    }),
  );
  if (flap !== undefined && (!(flap.changes >= 2) || windowMillis === 0))
    problems.push('flap: expected changes of at least 2 and a window of more than 0');
  return problems.filter((problem) => problem !== undefined);
}

function choiceProblem(name: string, value: string, choices: readonly string[]): string | undefined {
  if (choices.includes(value)) return undefined;
  return `${name}: expected one of ${choices.join(', ')}, got ${JSON.stringify(value)}`;
}

function invalid(rule: AlertRule, problems: readonly string[]): KotobaError {
  return new KotobaError(
    'KOTOBA_ALERTING_INVALID_RULE',
    `the alert rule ${JSON.stringify(rule.name)} cannot be used: ${problems.join('; ')}`,
  );
}
