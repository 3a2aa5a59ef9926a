/**
 * Settings of the rule evaluator. Defaults are Prometheus' own where it has the setting, save that a rule may not have any
 * number of alerts.
 */
export interface EvaluationSettings {
  /** Time between evaluations of a group that names none. */
  readonly intervalMillis: number;
  /** How far before an evaluation's time its queries look, for groups that name nothing. */
  readonly queryOffsetMillis: number;
  /** An alert that goes on firing is sent again after this time. */
  readonly resendDelayMillis: number;
  /** How long ago an alert may have been seen active for a restart to take up its `for`. */
  readonly outageToleranceMillis: number;
  /** How long an alert that was to fire soon is at least given after a restart. */
  readonly forGracePeriodMillis: number;
  /** Transitions that are kept for whoever asks what happened. */
  readonly maxTransitions: number;
  /** Alerts a rule may have, active and ended each; those beyond are left out, and the rule counts as failed. */
  readonly maxAlertsPerRule: number;
  /** Longest one rule may take before it counts as failed. */
  readonly ruleTimeoutMillis: number;
  /** Longest the evaluator keeps the event loop before it gives others a turn. */
  readonly turnMillis: number;
  /** How long a rule may take before the rules of other groups no longer wait for it. */
  readonly patienceMillis: number;
}

/** The defaults of {@link EvaluationSettings}. */
export const evaluationDefaults: EvaluationSettings = {
  intervalMillis: 60_000,
  queryOffsetMillis: 0,
  resendDelayMillis: 60_000,
  outageToleranceMillis: 3_600_000,
  forGracePeriodMillis: 600_000,
  maxTransitions: 1_000,
  maxAlertsPerRule: 10_000,
  ruleTimeoutMillis: 120_000,
  turnMillis: 1,
  patienceMillis: 1_000,
};
