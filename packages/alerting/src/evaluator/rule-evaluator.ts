import {
  type Clock,
  createLogger,
  KotobaError,
  LogLimiter,
  loggableError,
  type SeriesSource,
} from '@kotoba/core';
import { createEngine, type Engine } from '@kotoba/promql';
import { type AlertRule, CODE_FILE, toRuleGroup } from '../rules/alert-rule.ts';
import type { Rule, RuleGroup } from '../rules/rule-group.ts';
import type { AlertSink } from '../sinks/alert-sink.ts';
import { ruleTemplates } from '../template/rule-templates.ts';
import type { AlertInstance, AlertTransition } from './alert-instance.ts';
import type { AlertTemplates } from './alert-templates.ts';
import { type GroupEnvironment, GroupRunner } from './group-runner.ts';
import { type EvaluationSettings, evaluationDefaults } from './options.ts';
import { type GroupStatus, statusOf } from './rule-status.ts';
import type { SampleAppender } from './sample-appender.ts';
import { Turnstile } from './turnstile.ts';

/** Something that happened to an alert, and the rule it belongs to. */
export interface AlertEvent extends AlertTransition {
  readonly rule: Rule;
  readonly group: RuleGroup;
}

/** Counts what the evaluator does, such as for metrics. */
export interface EvaluationObserver {
  /** A rule was evaluated. */
  evaluated?(group: RuleGroup, rule: Rule, seconds: number, failure: unknown): void;
  /** All rules of a group were evaluated. */
  iterated?(group: RuleGroup, seconds: number): void;
  /** Evaluations of a group were skipped because one before took too long. */
  missed?(group: RuleGroup, slots: number): void;
}

/** What a {@link RuleEvaluator} works with. */
export interface RuleEvaluatorOptions {
  readonly source: SeriesSource;
  readonly clock: Clock;
  /** Default: Go's, with Prometheus' functions. */
  readonly templates?: AlertTemplates;
  /** Where recorded series and the states of alerts are kept. Default: nowhere. */
  readonly appender?: SampleAppender;
  /** Who is told of alerts. Default: nobody. */
  readonly sink?: AlertSink;
  /** Default: one with Prometheus' limits and short turns. */
  readonly engine?: Engine;
  /** Labels told with every alert that has none of that name. Default none. */
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** Where this monitoring can be looked at. Default `''`: nowhere. */
  readonly externalUrl?: string;
  readonly settings?: Partial<EvaluationSettings>;
  readonly observer?: EvaluationObserver;
}

const LOG_AGAIN_AFTER_MILLIS = 600_000;

const logger = createLogger('alerting');

/** Evaluates groups of rules, each at its own times, and tells of their alerts. */
export class RuleEvaluator {
  readonly #options: RuleEvaluatorOptions;
  readonly #settings: EvaluationSettings;
  readonly #env: GroupEnvironment;
  readonly #log: LogLimiter;
  readonly #runners = new Map<string, GroupRunner>();
  readonly #listeners = new Set<(event: AlertEvent) => void>();
  readonly #events: AlertEvent[] = [];
  #phase: 'new' | 'running' | 'stopped' = 'new';

  constructor(options: RuleEvaluatorOptions) {
    this.#options = options;
    this.#settings = { ...evaluationDefaults, ...options.settings };
    this.#log = new LogLimiter(options.clock, LOG_AGAIN_AFTER_MILLIS);
    this.#env = this.#environment();
  }

  /** Begins to evaluate. Alerts that were active before a restart are taken up from the history. */
  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    for (const runner of this.#runners.values()) runner.start();
  }

  /** Ends what is under way; nothing is left running afterwards. What was written stays for the next start. */
  async stop(): Promise<void> {
    this.#phase = 'stopped';
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()));
  }

  /**
   * Adds a rule in code, in a group of its own.
   * @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE, KOTOBA_ALERTING_DUPLICATE_RULE
   */
  addRule(rule: AlertRule): void {
    const { templates } = this.#env;
    this.addGroup(toRuleGroup(rule, (text, name) => templates.check(text, name)));
  }

  /** Removes a rule that was added in code; its alerts end untold, its series are marked as ended. */
  removeRule(name: string): Promise<boolean> {
    return this.removeGroup(CODE_FILE, name);
  }

  /** Adds a group. @throws {KotobaError} KOTOBA_ALERTING_DUPLICATE_RULE */
  addGroup(group: RuleGroup): void {
    const key = keyOf(group);
    if (this.#runners.has(key)) {
      throw new KotobaError(
        'KOTOBA_ALERTING_DUPLICATE_RULE',
        `there already is a rule or group ${JSON.stringify(group.name)} of ${group.file}`,
      );
    }
    // Alerts of groups that join a running evaluator have no past to take up.
    const runner = new GroupRunner(group, this.#env, this.#phase === 'new');
    this.#runners.set(key, runner);
    if (this.#phase === 'running') runner.start();
  }

  /** Removes a group; its series are marked as ended. Answers whether there was one. */
  async removeGroup(file: string, name: string): Promise<boolean> {
    const key = keyOf({ file, name });
    const runner = this.#runners.get(key);
    if (runner === undefined) return false;
    this.#runners.delete(key);
    await runner.stop();
    runner.endSeries();
    return true;
  }

  /**
   * Replaces all groups of a file by those it holds now. Groups that did not change go on; of those that did, rules
   * with the same name and labels keep their alerts.
   */
  async setGroups(file: string, groups: readonly RuleGroup[]): Promise<void> {
    const wanted = new Map(groups.map((group) => [keyOf(group), group]));
    for (const [key, runner] of this.#runners) {
      if (runner.group.file === file && !wanted.has(key)) await this.removeGroup(file, runner.group.name);
    }
    for (const [key, group] of wanted) {
      const before = this.#runners.get(key);
      if (before === undefined) this.addGroup(group);
      else if (JSON.stringify(before.group) !== JSON.stringify(group)) await this.#replace(before, group);
    }
  }

  /** Every group with its rules and their alerts, by file and name. */
  groups(): GroupStatus[] {
    return [...this.#runners.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, runner]) => statusOf(runner));
  }

  /** The alerts that are pending or firing. */
  activeAlerts(): AlertInstance[] {
    return this.groups().flatMap(({ rules }) =>
      rules.flatMap((rule) => (rule.type === 'alerting' ? rule.alerts : [])),
    );
  }

  /** What happened to alerts, newest first. */
  history(limit: number): readonly AlertEvent[] {
    return this.#events.slice(-Math.max(limit, 0)).reverse().slice(0, Math.max(limit, 0));
  }

  /** Calls `listener` with everything that happens to alerts from now on; answers how to stop. */
  onAlert(listener: (event: AlertEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #replace(before: GroupRunner, group: RuleGroup): Promise<void> {
    await before.stop();
    const runner = new GroupRunner(group, this.#env, false);
    runner.inherit(before);
    before.endSeries(new Set(runner.seats.flatMap(({ series }) => [...series.keys()])));
    this.#runners.set(keyOf(group), runner);
    if (this.#phase === 'running') runner.start();
  }

  #environment(): GroupEnvironment {
    const { source, clock, templates = ruleTemplates, appender, sink, observer, engine } = this.#options;
    const { turnMillis, patienceMillis } = this.#settings;
    return {
      source,
      clock,
      templates,
      engine: engine ?? createEngine({ clock, turnMillis }),
      settings: this.#settings,
      turnstile: new Turnstile({ clock, turnMillis, patienceMillis }),
      externalLabels: this.#options.externalLabels ?? {},
      externalUrl: this.#options.externalUrl ?? '',
      ...(appender && { appender }),
      ...(sink && { sink }),
      onEvaluation: (group, rule, seconds, failure) => {
        if (failure !== undefined) this.#warn(group, rule.name, failure);
        this.#guarded(group, () => observer?.evaluated?.(group, rule, seconds, failure));
      },
      onIteration: (group, seconds) => this.#guarded(group, () => observer?.iterated?.(group, seconds)),
      onMissed: (group, slots) => this.#guarded(group, () => observer?.missed?.(group, slots)),
      onTransitions: (group, rule, transitions) => this.#tell(group, rule, transitions),
      onTrouble: (group, error) => this.#warn(group, 'its results', error),
    };
  }

  #tell(group: RuleGroup, rule: Rule, transitions: readonly AlertTransition[]): void {
    for (const transition of transitions) {
      const event = { ...transition, rule, group };
      this.#events.push(event);
      for (const listener of this.#listeners) this.#guarded(group, () => listener(event));
    }
    const surplus = this.#events.length - this.#settings.maxTransitions;
    if (surplus > 0) this.#events.splice(0, surplus);
  }

  #guarded(group: RuleGroup, call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#warn(group, 'a listener', error);
    }
  }

  #warn({ file, name }: RuleGroup, what: string, error: unknown): void {
    if (this.#log.allows(`${file} ${name} ${what}`))
      logger.warn(`rules ${name} of ${file}: ${what} failed: ${loggableError(error)}`);
  }
}

function keyOf({ file, name }: { readonly file: string; readonly name: string }): string {
  return `${file}\n${name}`;
}
