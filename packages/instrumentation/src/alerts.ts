import {
  type Acknowledgement,
  type AlertEvent,
  type AlertInstance,
  type AlertRule,
  type BacktestResult,
  backtest,
  type Channel,
  type Explanation,
  type GroupStatus,
  type Notifier,
  type RuleEvaluator,
  type Silence,
  type SilenceInput,
  type SuggestOptions,
  suggestThreshold,
  type ThresholdSuggestion,
} from '@kotoba/alerting';
import { type Clock, Labels, type SeriesSource } from '@kotoba/core';
import { DEFAULT_RECEIVER } from './alerting-plan.ts';

/** What {@link Alerts} works with. */
export interface AlertsSources {
  readonly evaluator: RuleEvaluator;
  readonly notifier: Notifier;
  readonly history: SeriesSource;
  readonly clock: Clock;
}

type LabelRecord = Readonly<Record<string, string>>;

/** Alert rules, alerts and notifications of a running registration. */
export class Alerts {
  readonly #sources: AlertsSources;

  constructor(sources: AlertsSources) {
    this.#sources = sources;
  }

  /** Evaluates a rule from now on. @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE, KOTOBA_ALERTING_DUPLICATE_RULE */
  addRule(rule: AlertRule): void {
    this.#sources.evaluator.addRule(rule);
  }

  /** Stops evaluating a rule that was given in code; answers whether there was one. */
  removeRule(name: string): Promise<boolean> {
    return this.#sources.evaluator.removeRule(name);
  }

  /** Tells a channel of the app's own of every alert no configuration sends elsewhere. */
  addNotifier(channel: Channel): void {
    this.#sources.notifier.addChannel(DEFAULT_RECEIVER, channel);
  }

  /** Every group of rules with its rules, their health and their alerts. */
  groups(): readonly GroupStatus[] {
    return this.#sources.evaluator.groups();
  }

  /** Alerts that are pending or firing. */
  activeAlerts(): readonly AlertInstance[] {
    return this.#sources.evaluator.activeAlerts();
  }

  /** What happened to alerts, newest first. */
  history(limit = 100): readonly AlertEvent[] {
    return this.#sources.evaluator.history(limit);
  }

  /** Calls `listener` with everything that happens to alerts from now on; answers how to stop. */
  onAlert(listener: (event: AlertEvent) => void): () => void {
    return this.#sources.evaluator.onAlert(listener);
  }

  /**
   * Notes that somebody has taken an alert on: it is not repeated and not escalated until it ends.
   * @param labels all of the alert's labels
   * @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_ALERT
   */
  acknowledge(labels: LabelRecord, by: string, comment?: string): Promise<Acknowledgement> {
    return this.#sources.notifier.acknowledge(Labels.from(labels), by, comment);
  }

  /**
   * Tells whoever was told of an alert that it has ended. It fires again when its rule still finds it.
   * @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_ALERT
   */
  resolve(labels: LabelRecord): void {
    this.#sources.notifier.resolve(Labels.from(labels));
  }

  /** Keeps matching alerts from being told. @throws {KotobaError} KOTOBA_ALERTING_INVALID_SILENCE */
  silence(input: SilenceInput): Silence {
    return this.#sources.notifier.silences.set(input);
  }

  /** Ends a silence now. @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_SILENCE */
  expireSilence(id: string): void {
    this.#sources.notifier.silences.expire(id);
  }

  /** All silences, expired ones included until they are forgotten. */
  silences(): readonly Silence[] {
    return this.#sources.notifier.silences.list();
  }

  /** What was decided about an alert, by group, and why. */
  explain(labels: LabelRecord): readonly Explanation[] {
    return this.#sources.notifier.explain(Labels.from(labels));
  }

  /** When a rule would have fired on the kept history. @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE, KOTOBA_ALERTING_INVALID_BACKTEST */
  backtest(rule: AlertRule, from: Date, to: Date): Promise<BacktestResult> {
    const { history, clock } = this.#sources;
    return backtest(rule, from.getTime(), to.getTime(), { source: history, clock });
  }

  /** Proposes a threshold for a query from the values it had; undefined when it had none. */
  suggestThreshold(
    query: string,
    from: Date,
    to: Date,
    options: Pick<SuggestOptions, 'bad' | 'goodShare'> = {},
  ): Promise<ThresholdSuggestion | undefined> {
    return suggestThreshold(query, from.getTime(), to.getTime(), {
      ...options,
      source: this.#sources.history,
    });
  }
}
