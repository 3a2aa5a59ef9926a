import type { Labels, Matcher } from '@kotoba/core';
import { type Alert, fingerprintOf, isResolved } from './alert.ts';

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

/** An alert that may inhibit others, and whether it is a target of the rule too. */
interface InhibitingAlert {
  readonly alert: Alert;
  readonly isTarget: boolean;
}

/** Alerts that match a rule's source, by their values of its `equal` and then by fingerprint. */
type Sources = Map<string, Map<string, InhibitingAlert>>;

/** Knows which alerts may inhibit others, so that each of thousands can be asked about without looking at all. */
export class Inhibitor {
  readonly #rules: readonly { readonly rule: InhibitRule; readonly sources: Sources }[];

  constructor(rules: readonly InhibitRule[]) {
    this.#rules = rules.map((rule) => ({ rule, sources: new Map() }));
  }

  /** Takes note of an alert, or of what is new about it. */
  note(alert: Alert): void {
    for (const { rule, sources } of this.#rules) {
      if (!matchesAll(rule.source, alert.labels)) continue;
      const key = equalKey(rule, alert.labels);
      const alike = sources.get(key) ?? new Map<string, InhibitingAlert>();
      sources.set(key, alike);
      alike.set(fingerprintOf(alert.labels), { alert, isTarget: matchesAll(rule.target, alert.labels) });
    }
  }

  /** Forgets an alert. */
  forget({ labels }: Alert): void {
    for (const { rule, sources } of this.#rules) {
      const key = equalKey(rule, labels);
      const alike = sources.get(key);
      alike?.delete(fingerprintOf(labels));
      if (alike?.size === 0) sources.delete(key);
    }
  }

  /**
   * The firing alert that inhibits `labels`, undefined when there is none. An alert that is source and target of
   * one rule is not inhibited by another that is both too, itself included.
   * Source: prometheus/alertmanager `inhibit.Inhibitor.Mutes`.
   */
  inhibiting(labels: Labels, nowMillis: number): Inhibition | undefined {
    for (const { rule, sources } of this.#rules) {
      if (!matchesAll(rule.target, labels)) continue;
      const isSource = matchesAll(rule.source, labels);
      for (const { alert, isTarget } of sources.get(equalKey(rule, labels))?.values() ?? [])
        if (!isResolved(alert, nowMillis) && !(isSource && isTarget)) return { rule, by: alert };
    }
    return undefined;
  }
}

function equalKey({ equal }: InhibitRule, labels: Labels): string {
  return JSON.stringify(equal.map((name) => labels.get(name)));
}

/** Whether every matcher matches. */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels.get(matcher.name)));
}
