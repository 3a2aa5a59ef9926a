import type { Rule, RuleGroup } from '@kotoba/alerting';
import { formatDuration } from '@kotoba/core';
import { stringify } from 'yaml';

/** Groups as a rule file of Prometheus'. What only our evaluator knows, such as hysteresis, is left out. */
export function toRuleYaml(groups: readonly RuleGroup[]): string {
  return stringify({ groups: groups.map(groupYaml) }, { lineWidth: 0 });
}

function groupYaml({ name, intervalMillis, limit, queryOffsetMillis, rules }: RuleGroup) {
  return {
    name,
    ...(intervalMillis !== undefined && { interval: formatDuration(intervalMillis) }),
    ...(queryOffsetMillis !== undefined && { query_offset: formatDuration(queryOffsetMillis) }),
    ...(limit > 0 && { limit }),
    rules: rules.map(ruleYaml),
  };
}

function ruleYaml(rule: Rule) {
  const labels = Object.keys(rule.labels).length > 0 && { labels: rule.labels };
  if (rule.type === 'recording') return { record: rule.name, expr: rule.query, ...labels };
  return {
    alert: rule.name,
    expr: rule.query,
    ...(rule.forMillis > 0 && { for: formatDuration(rule.forMillis) }),
    ...(rule.keepFiringForMillis > 0 && { keep_firing_for: formatDuration(rule.keepFiringForMillis) }),
    ...labels,
    annotations: rule.annotations,
  };
}
