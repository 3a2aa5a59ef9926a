import type { Clock, Labels, SeriesSource, Timer } from '@kotoba/core';
import type { Engine } from '@kotoba/promql';
import type { Rule, RuleGroup } from '../rules/rule-group.ts';
import type { AlertSink } from '../sinks/alert-sink.ts';
import type { AlertTransition } from './alert-instance.ts';
import type { AlertTemplates } from './alert-templates.ts';
import { AlertingRuleRunner } from './alerting-rule-runner.ts';
import { dueSlot, slotBefore } from './group-slots.ts';
import { inTurns, partsOf } from './in-turns.ts';
import type { EvaluationSettings } from './options.ts';
import { RecordingRuleRunner } from './recording-rule-runner.ts';
import { readForState } from './restore-alerts.ts';
import { ruleFailure } from './rule-failure.ts';
import { askRule } from './rule-query.ts';
import type { RuleContext } from './rule-runner.ts';
import { RuleSeat } from './rule-seat.ts';
import type { AppendedSample, SampleAppender } from './sample-appender.ts';
import { alertsToSend, generatorUrlOf } from './sent-alerts.ts';
import type { Turnstile } from './turnstile.ts';

/** What the groups of one evaluator share. */
export interface GroupEnvironment {
  readonly source: SeriesSource;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly templates: AlertTemplates;
  readonly settings: EvaluationSettings;
  readonly turnstile: Turnstile;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalUrl: string;
  readonly appender?: SampleAppender;
  readonly sink?: AlertSink;
  /** A rule was evaluated. Neither these nor what they call may throw. */
  readonly onEvaluation: (group: RuleGroup, rule: Rule, seconds: number, failure: unknown) => void;
  readonly onIteration: (group: RuleGroup, seconds: number) => void;
  readonly onMissed: (group: RuleGroup, slots: number) => void;
  readonly onTransitions: (group: RuleGroup, rule: Rule, transitions: readonly AlertTransition[]) => void;
  /** The history or the sink, which must not throw, did. */
  readonly onTrouble: (group: RuleGroup, error: unknown) => void;
}

/** Alerts or samples that are handed on at once. */
const PART = 250;

/** Evaluates one group, slot after slot, its rules one after the other. */
export class GroupRunner {
  readonly group: RuleGroup;
  readonly intervalMillis: number;
  readonly queryOffsetMillis: number;
  readonly seats: readonly RuleSeat[];
  /** Of the whole group, the last time. */
  evaluationSeconds = 0;
  lastEvaluationMillis: number | undefined;
  /** Slots skipped since it started. */
  missedSlots = 0;
  readonly #env: GroupEnvironment;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #running: Promise<void> = Promise.resolve();
  #iterations = 0;
  #restores: boolean;

  /** @param restores whether to take up the state of alerts from before a restart */
  constructor(group: RuleGroup, env: GroupEnvironment, restores: boolean) {
    this.group = group;
    this.intervalMillis = group.intervalMillis ?? env.settings.intervalMillis;
    this.queryOffsetMillis = group.queryOffsetMillis ?? env.settings.queryOffsetMillis;
    this.#env = env;
    this.#restores = restores;
    this.seats = group.rules.map((rule) => {
      const runner =
        rule.type === 'alerting'
          ? new AlertingRuleRunner(rule, env.templates, !restores)
          : new RecordingRuleRunner(rule);
      return new RuleSeat(runner, env.clock, env.settings.ruleTimeoutMillis);
    });
  }

  start(): void {
    const { clock } = this.#env;
    const now = clock.now();
    this.#await(slotBefore(now, this.intervalMillis, this.group) + this.intervalMillis);
  }

  /** Ends what is under way; nothing is left running afterwards. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#timer?.cancel();
    for (const seat of this.seats) seat.giveUp(this.#abort.signal.reason);
    await this.#running;
  }

  /** Marks the series of a group that is gone for good as ended. To be called once it is stopped. */
  endSeries(except: ReadonlySet<string> = new Set()): void {
    const ended = this.seats
      .flatMap(({ series }) => [...series.values()])
      .filter(({ key }) => !except.has(key))
      .map((labels) => ({ labels, value: undefined }));
    if (ended.length > 0) this.#append(this.#env.clock.now() - this.queryOffsetMillis, ended);
  }

  /** Takes over what a group of the same name knew of rules that are still the same. */
  inherit(before: GroupRunner): void {
    const known = new Map<string, RuleSeat[]>();
    for (const seat of before.seats) {
      const key = identityOf(seat.runner.rule);
      known.set(key, [...(known.get(key) ?? []), seat]);
    }
    for (const seat of this.seats) {
      const old = known.get(identityOf(seat.runner.rule))?.shift();
      if (old !== undefined) seat.inherit(old);
    }
  }

  /** Evaluates every rule once, at `slotMillis`. */
  async evaluate(slotMillis: number): Promise<void> {
    const { clock, settings, onIteration } = this.#env;
    const startedAt = clock.monotonic();
    this.lastEvaluationMillis = clock.now();
    for (const seat of this.seats) {
      if (this.#abort.signal.aborted) return;
      await this.#env.turnstile.pass(() => this.#evaluateRule(seat, slotMillis));
    }
    this.evaluationSeconds = (clock.monotonic() - startedAt) / 1_000;
    onIteration(this.group, this.evaluationSeconds);
    this.#iterations++;
    // Two evaluations: in the first there may be too few samples yet, and no recorded series.
    if (this.#restores && this.#iterations >= 2) await this.#restore(settings);
  }

  #await(slotMillis: number): void {
    const { clock } = this.#env;
    this.#timer = clock.setTimeout(
      () => {
        this.#running = this.#iterate(slotMillis);
      },
      Math.max(slotMillis - clock.now(), 0),
    );
  }

  /** Evaluates once and arranges the next time, whatever happens. */
  async #iterate(plannedMillis: number): Promise<void> {
    const { clock, onMissed, onTrouble } = this.#env;
    const { slotMillis, missed } = dueSlot(plannedMillis, clock.now(), this.intervalMillis);
    if (missed > 0) {
      this.missedSlots += missed;
      onMissed(this.group, missed);
    }
    try {
      await this.evaluate(slotMillis);
    } catch (error) {
      onTrouble(this.group, error);
    }
    if (!this.#abort.signal.aborted) this.#await(slotMillis + this.intervalMillis);
  }

  async #evaluateRule(seat: RuleSeat, slotMillis: number): Promise<void> {
    const { onEvaluation, onTransitions } = this.#env;
    const { rule } = seat.runner;
    const { samples, transitions, failure } = await seat.evaluate((isAbandoned) =>
      this.#context(slotMillis, isAbandoned),
    );
    if (this.#abort.signal.aborted) return;
    if (samples !== undefined) {
      if (seat.runner instanceof AlertingRuleRunner) await this.#send(seat.runner, slotMillis);
      await this.#leave(seat, slotMillis, samples);
    }
    onEvaluation(this.group, rule, seat.health.evaluationSeconds, failure);
    await this.#inParts(transitions, (part) => onTransitions(this.group, rule, part));
  }

  #context(slotMillis: number, isAbandoned: () => boolean): RuleContext {
    const { source, engine, externalLabels, externalUrl, settings, turnstile } = this.#env;
    const { signal } = this.#abort;
    const queryMillis = slotMillis - this.queryOffsetMillis;
    return {
      timeMillis: slotMillis,
      limit: this.group.limit,
      maxAlerts: settings.maxAlertsPerRule,
      externalLabels,
      externalUrl,
      isAbandoned,
      breathe: () => turnstile.breathe(),
      ask: (query) => askRule(engine, source, query, queryMillis, signal),
    };
  }

  async #send(runner: AlertingRuleRunner, slotMillis: number): Promise<void> {
    const { sink, settings, externalLabels, externalUrl } = this.#env;
    if (sink === undefined) return;
    const { state, alerts } = alertsToSend(runner.state, slotMillis, {
      resendDelayMillis: settings.resendDelayMillis,
      intervalMillis: this.intervalMillis,
      externalLabels,
      generatorUrl: generatorUrlOf(externalUrl, runner.rule.query),
    });
    if (alerts.length === 0) return;
    runner.state = state;
    await this.#inParts(alerts, (part) => this.#guarded(() => sink.put(part)));
  }

  /** Writes a rule's samples, and marks as ended the series it no longer gives. */
  async #leave(seat: RuleSeat, slotMillis: number, samples: readonly AppendedSample[]): Promise<void> {
    const breathe = () => this.#env.turnstile.breathe();
    const series = new Map<string, Labels>();
    await inTurns(samples, breathe, ({ labels }) => void series.set(labels.key, labels));
    const ended: AppendedSample[] = [];
    await inTurns(seat.series, breathe, ([key, labels]) => {
      if (!series.has(key)) ended.push({ labels, value: undefined });
    });
    seat.series = series;
    const timeMillis = slotMillis - this.queryOffsetMillis;
    await this.#inParts(ended, (part) => this.#append(timeMillis, part));
    await this.#inParts(samples, (part) => this.#append(timeMillis, part));
  }

  /** Hands a list on in parts, with turns for the event loop in between. */
  #inParts<T>(list: readonly T[], hand: (part: readonly T[]) => void): Promise<void> {
    return inTurns(partsOf(list, PART), () => this.#env.turnstile.breathe(), hand, 1);
  }

  #append(timeMillis: number, samples: readonly AppendedSample[]): void {
    const { name, file } = this.group;
    this.#guarded(() => {
      const taken = this.#env.appender?.appendSamples(`rules ${file};${name}`, timeMillis, samples);
      if (taken === false) throw ruleFailure('the history has later results already, and took none');
    });
  }

  async #restore(settings: EvaluationSettings): Promise<void> {
    const { clock, source } = this.#env;
    this.#restores = false;
    const now = clock.now();
    for (const { runner } of this.seats) {
      if (!(runner instanceof AlertingRuleRunner)) continue;
      runner.isRestored = true;
      // What waits less than the grace period would only wait longer.
      if (runner.rule.forMillis < settings.forGracePeriodMillis) continue;
      try {
        const series = await readForState(source, runner.rule.name, now, settings);
        runner.restore(series, now, settings);
      } catch (error) {
        this.#env.onTrouble(this.group, error);
      }
    }
  }

  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#env.onTrouble(this.group, error);
    }
  }
}

/** Two rules are the same when their names and labels are. Source: prometheus/prometheus `rules/group.go`, `CopyState`. */
function identityOf({ type, name, labels }: Rule): string {
  return JSON.stringify([type, name, Object.entries(labels).sort()]);
}
