import { errorMessage } from '@kotoba/core';
import { activeOf } from './advance-alerts.ts';
import type { AlertInstance, AlertState } from './alert-instance.ts';
import { AlertingRuleRunner } from './alerting-rule-runner.ts';
import type { GroupRunner } from './group-runner.ts';
import type { RuleSeat } from './rule-seat.ts';

/** What `/api/v1/rules` tells of a rule. Times are milliseconds since the epoch. */
interface RuleStatusBase {
  readonly name: string;
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health: 'unknown' | 'ok' | 'err';
  /** Why the last evaluation failed; absent when it did not. */
  readonly lastError?: string;
  /** Absent until the first evaluation. */
  readonly lastEvaluationMillis?: number;
  /** How long the last evaluation took. */
  readonly evaluationSeconds: number;
}

/** An alerting rule and its alerts. */
export interface AlertingRuleStatus extends RuleStatusBase {
  readonly type: 'alerting';
  /** Firing when one of its alerts is, else pending when one is. */
  readonly state: AlertState;
  readonly forMillis: number;
  readonly keepFiringForMillis: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Pending and firing. */
  readonly alerts: readonly AlertInstance[];
}

/** A recording rule. */
export interface RecordingRuleStatus extends RuleStatusBase {
  readonly type: 'recording';
}

/** A rule of either kind. */
export type RuleStatus = AlertingRuleStatus | RecordingRuleStatus;

/** A group and how it fared the last time. */
export interface GroupStatus {
  readonly name: string;
  readonly file: string;
  readonly intervalMillis: number;
  readonly queryOffsetMillis: number;
  readonly limit: number;
  readonly rules: readonly RuleStatus[];
  /** How long the last evaluation of all its rules took. */
  readonly evaluationSeconds: number;
  readonly lastEvaluationMillis?: number;
  /** Evaluations skipped because one before took too long. */
  readonly missedSlots: number;
}

/** How a group stands. */
export function statusOf(runner: GroupRunner): GroupStatus {
  const { group, intervalMillis, queryOffsetMillis, evaluationSeconds, lastEvaluationMillis, missedSlots } =
    runner;
  return {
    name: group.name,
    file: group.file,
    intervalMillis,
    queryOffsetMillis,
    limit: group.limit,
    rules: runner.seats.map(ruleStatus),
    evaluationSeconds,
    ...(lastEvaluationMillis !== undefined && { lastEvaluationMillis }),
    missedSlots,
  };
}

function ruleStatus({ runner, health }: RuleSeat): RuleStatus {
  const { name, query, labels } = runner.rule;
  const { lastError, lastEvaluationMillis, evaluationSeconds } = health;
  const base = {
    name,
    query,
    labels,
    health: health.health,
    ...(lastError !== undefined && { lastError: errorMessage(lastError) }),
    ...(lastEvaluationMillis !== undefined && { lastEvaluationMillis }),
    evaluationSeconds,
  };
  if (!(runner instanceof AlertingRuleRunner)) return { ...base, type: 'recording' };
  const { forMillis, keepFiringForMillis, annotations } = runner.rule;
  const alerts = activeOf(runner.state);
  return {
    ...base,
    type: 'alerting',
    state: stateOf(alerts),
    forMillis,
    keepFiringForMillis,
    annotations,
    alerts,
  };
}

function stateOf(alerts: readonly AlertInstance[]): AlertState {
  if (alerts.some(({ state }) => state === 'firing')) return 'firing';
  return alerts.length > 0 ? 'pending' : 'inactive';
}
