import {
  ALERT_SEVERITIES,
  type EvaluationObserver,
  type NotificationOutcome,
  type Rule,
  type RuleEvaluator,
  type RuleGroup,
} from '@kotoba/alerting';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';

/** Counts what alerting does. */
export class AlertAccounts implements EvaluationObserver {
  readonly #evaluations;
  readonly #duration;
  readonly #missed;
  readonly #firing;
  readonly #notifications;
  readonly #stateErrors;
  #severities = new Set<string>();
  #evaluator: RuleEvaluator | undefined;

  constructor(metrics: KotobaMetrics) {
    this.#evaluations = metrics.counter(catalog.monitoringRuleEvaluations);
    this.#duration = metrics.gauge(catalog.monitoringRuleEvaluationDuration);
    this.#missed = metrics.counter(catalog.monitoringMissedRuleEvaluations);
    this.#firing = metrics.gauge(catalog.alertsFiring);
    this.#notifications = metrics.counter(catalog.notifications);
    this.#stateErrors = metrics.counter(catalog.monitoringAlertStateErrors);
  }

  /** Counts the alerts of an evaluator that fire, from now on. */
  watch(evaluator: RuleEvaluator): void {
    this.#evaluator = evaluator;
  }

  evaluated(group: RuleGroup, _rule: Rule, _seconds: number, failure: unknown): void {
    this.#evaluations.add(1, { rule_group: nameOf(group), result: failure === undefined ? 'ok' : 'error' });
  }

  iterated(group: RuleGroup, seconds: number): void {
    this.#duration.set(seconds, { rule_group: nameOf(group) });
    this.#countFiring();
  }

  missed(group: RuleGroup, slots: number): void {
    this.#missed.add(slots, { rule_group: nameOf(group) });
  }

  notified(channel: string, result: NotificationOutcome): void {
    this.#notifications.add(1, { channel, result });
  }

  stateNotKept(): void {
    this.#stateErrors.add(1, {});
  }

  #countFiring(): void {
    const counts = new Map<string, number>(ALERT_SEVERITIES.map((severity) => [severity, 0]));
    for (const severity of this.#severities) counts.set(severity, 0);
    for (const { state, labels } of this.#evaluator?.activeAlerts() ?? []) {
      if (state !== 'firing') continue;
      const severity = labels.get('severity') || 'none';
      counts.set(severity, (counts.get(severity) ?? 0) + 1);
    }
    for (const [severity, count] of counts) this.#firing.set(count, { severity });
    this.#severities = new Set(counts.keys());
  }
}

function nameOf({ file, name }: RuleGroup): string {
  return `${file};${name}`;
}
