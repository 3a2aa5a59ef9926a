import type { AlertInstance, GroupStatus, RuleStatus } from '@kotoba/alerting';

/*
 * The shapes of `/api/v1/rules` and `/api/v1/alerts`.
 * Source: https://prometheus.io/docs/prometheus/latest/querying/api/#rules
 */

/** How Go writes a time that is not known. */
const NO_TIME = '0001-01-01T00:00:00Z';

/** A group with those of its rules that are given. */
export function groupJson(group: GroupStatus, rules: readonly RuleStatus[], withAlerts: boolean) {
  return {
    name: group.name,
    file: group.file,
    rules: rules.map((rule) => ruleJson(rule, withAlerts)),
    interval: group.intervalMillis / 1_000,
    limit: group.limit,
    evaluationTime: group.evaluationSeconds,
    lastEvaluation: time(group.lastEvaluationMillis),
  };
}

function ruleJson(rule: RuleStatus, withAlerts: boolean) {
  const { name, query, health, lastError, lastEvaluationMillis, evaluationSeconds } = rule;
  const state = {
    health,
    ...(lastError !== undefined && { lastError }),
    evaluationTime: evaluationSeconds,
    lastEvaluation: time(lastEvaluationMillis),
  };
  if (rule.type === 'recording') return { name, query, labels: rule.labels, ...state, type: 'recording' };
  return {
    state: rule.state,
    name,
    query,
    duration: rule.forMillis / 1_000,
    keepFiringFor: rule.keepFiringForMillis / 1_000,
    labels: rule.labels,
    annotations: rule.annotations,
    ...(withAlerts && { alerts: rule.alerts.map(alertJson) }),
    ...state,
    type: 'alerting',
  };
}

export function alertJson(alert: AlertInstance) {
  const { labels, annotations, state, activeAtMillis, keepFiringSinceMillis, heldBy, value } = alert;
  return {
    labels: labels.toRecord(),
    annotations,
    state,
    activeAt: time(activeAtMillis),
    ...(keepFiringSinceMillis !== undefined && { keepFiringSince: time(keepFiringSinceMillis) }),
    ...(heldBy !== undefined && { heldBy }),
    value: exponential(value),
  };
}

function time(millis: number | undefined): string {
  return millis === undefined ? NO_TIME : new Date(millis).toISOString();
}

/** As Go's `strconv.FormatFloat(value, 'e', -1, 64)`. */
function exponential(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = Object.is(value, -0) ? '-' : '';
  return sign + value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
