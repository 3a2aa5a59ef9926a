import { formatDuration } from '@kotoba/core';
import type { AlertingRule, Rule, RuleGroup } from './rule-group.ts';
import { yaml } from './yaml.ts';

/** Options of {@link formatRuleFile}. */
export interface FormatRuleFileOptions {
  /** Leave out the fields Prometheus does not have, so that it takes the file. Default false. */
  readonly forPrometheus?: boolean;
}

/** Groups as a rule file. Labels of groups stand with their rules. */
export function formatRuleFile(
  groups: readonly RuleGroup[],
  { forPrometheus = false }: FormatRuleFileOptions = {},
): string {
  const file = {
    groups: groups.map(({ name, intervalMillis, queryOffsetMillis, limit, rules }) => ({
      name,
      ...(intervalMillis !== undefined && { interval: formatDuration(intervalMillis) }),
      ...(queryOffsetMillis !== undefined && { query_offset: formatDuration(queryOffsetMillis) }),
      ...(limit > 0 && { limit }),
      rules: rules.map((rule) => toYaml(rule, forPrometheus)),
    })),
  };
  return yaml().stringify(file, { lineWidth: 0 });
}

function toYaml(rule: Rule, forPrometheus: boolean): Record<string, unknown> {
  const { type, name, query, labels } = rule;
  const named = Object.keys(labels).length > 0 ? { labels: { ...labels } } : {};
  if (type === 'recording') return { record: name, expr: query, ...named };
  const { forMillis, keepFiringForMillis, annotations } = rule;
  return {
    alert: name,
    expr: query,
    ...(forMillis > 0 && { for: formatDuration(forMillis) }),
    ...(keepFiringForMillis > 0 && { keep_firing_for: formatDuration(keepFiringForMillis) }),
    ...(forPrometheus ? {} : ownFields(rule)),
    ...named,
    ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }),
  };
}

function ownFields({
  resolveWhen,
  resolveThreshold,
  noData,
  onError,
  flap,
}: AlertingRule): Record<string, unknown> {
  return {
    ...(resolveWhen !== undefined && { resolve_when: resolveWhen }),
    ...(resolveThreshold !== undefined && { resolve_threshold: resolveThreshold }),
    ...(noData !== undefined && { no_data: noData }),
    ...(onError !== undefined && { on_error: onError }),
    ...(flap !== undefined && { flap: { changes: flap.changes, window: formatDuration(flap.windowMillis) } }),
  };
}
