import type { Labels, Matcher } from '@kotoba/core';
import { type Alert, isResolved } from './alert.ts';

/**
 * While an alert that matches `source` fires, alerts that match `target` and have the same values for all labels
 * in `equal` are not sent. Source: https://prometheus.io/docs/alerting/latest/configuration/#inhibit_rule
 */
export interface InhibitRule {
  readonly source: readonly Matcher[];
  readonly target: readonly Matcher[];
  readonly equal: readonly string[];
}

/** What keeps an alert from being sent. */
export interface Inhibition {
  readonly rule: InhibitRule;
  readonly by: Alert;
}

/**
 * The firing alert that inhibits `labels`, undefined when there is none. An alert that is source and target of
 * one rule is not inhibited by another that is both too, itself included.
 * Source: prometheus/alertmanager `inhibit.Inhibitor.Mutes`.
 */
export function inhibitedBy(
  labels: Labels,
  rules: readonly InhibitRule[],
  alerts: Iterable<Alert>,
  nowMillis: number,
): Inhibition | undefined {
  const concerned = rules.filter((rule) => matchesAll(rule.target, labels));
  if (concerned.length === 0) return undefined;
  for (const alert of alerts) {
    if (isResolved(alert, nowMillis)) continue;
    const rule = concerned.find((one) => inhibits(one, alert.labels, labels));
    if (rule !== undefined) return { rule, by: alert };
  }
  return undefined;
}

function inhibits(rule: InhibitRule, source: Labels, target: Labels): boolean {
  if (!matchesAll(rule.source, source)) return false;
  if (rule.equal.some((name) => source.get(name) !== target.get(name))) return false;
  return !(matchesAll(rule.source, target) && matchesAll(rule.target, source));
}

/** Whether every matcher matches. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}
