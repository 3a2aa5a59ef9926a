import type { FlapPolicy, MissingResultPolicy } from './alert-policies.ts';

/** Where something stands in a rule file; both count from 1. */
export interface RulePlace {
  readonly line: number;
  readonly column: number;
}

/** What alerting and recording rules share. */
interface RuleBase {
  /** The PromQL expression, as it was written. */
  readonly query: string;
  /** Labels of the rule and its group, the rule's own first; values of an alerting rule are templates. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where the rule begins in its file. */
  readonly place?: RulePlace;
}

/** A rule that keeps the result of its query as series of its own. */
export interface RecordingRule extends RuleBase {
  readonly type: 'recording';
  /** Name of the series it writes. */
  readonly name: string;
}

/**
 * A rule that alerts for each series of its query's result.
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/; what stands below `annotations` is ours.
 */
export interface AlertingRule extends RuleBase {
  readonly type: 'alerting';
  /** The label `alertname`. */
  readonly name: string;
  /** How long the query must give a series before its alert fires. */
  readonly forMillis: number;
  /** How long an alert goes on firing after the query stopped giving its series. */
  readonly keepFiringForMillis: number;
  /** Templates. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Query that must give a series for a firing alert of the same labels to end. */
  readonly resolveWhen?: string;
  /** Number that stands in for the one the query compares with, as long as an alert fires. */
  readonly resolveThreshold?: number;
  /** What happens when the series the query reads are gone. Default: alerts end. */
  readonly noData?: MissingResultPolicy;
  /** What happens when the query fails. Default: alerts stay as they are and are not sent again, as in Prometheus. */
  readonly onError?: MissingResultPolicy;
  /** When an alert counts as flapping, and so keeps firing. */
  readonly flap?: FlapPolicy;
}

/** A rule of either kind. */
export type Rule = AlertingRule | RecordingRule;

/** Rules that are evaluated one after the other at the same time. */
export interface RuleGroup {
  /** Unique within its file. */
  readonly name: string;
  /** The file it was read from, or whatever else tells its origin. */
  readonly file: string;
  /** Time between evaluations; the evaluator's default where it is absent. */
  readonly intervalMillis?: number;
  /** Alerts or series a rule may give; 0 is no limit. */
  readonly limit: number;
  /** How far before the time of an evaluation its queries look; the evaluator's default where it is absent. */
  readonly queryOffsetMillis?: number;
  readonly rules: readonly Rule[];
}
