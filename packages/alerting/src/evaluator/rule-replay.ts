import { type Clock, type SeriesSource, systemClock } from '@kotoba/core';
import { createEngine, type Engine } from '@kotoba/promql';
import type { Rule, RuleGroup } from '../rules/rule-group.ts';
import { ruleTemplates } from '../template/rule-templates.ts';
import type { AlertTransition } from './alert-instance.ts';
import type { AlertTemplates } from './alert-templates.ts';
import { GroupRunner } from './group-runner.ts';
import { MemoryHistory } from './memory-history.ts';
import { type EvaluationSettings, evaluationDefaults } from './options.ts';
import { type GroupStatus, statusOf } from './rule-status.ts';
import { Turnstile } from './turnstile.ts';

/** What a {@link RuleReplay} works with. */
export interface RuleReplayOptions {
  /** The samples the rules are judged by; what they write is kept in memory above it. */
  readonly source: SeriesSource;
  /** Default: Go's, with Prometheus' functions. */
  readonly templates?: AlertTemplates;
  readonly engine?: Engine;
  readonly externalLabels?: Readonly<Record<string, string>>;
  readonly externalUrl?: string;
  readonly settings?: Partial<EvaluationSettings>;
  /** Only to measure with and to give way to others; the times of evaluations are given. Default: the system's. */
  readonly clock?: Clock;
  readonly onTransition?: (rule: Rule, transition: AlertTransition) => void;
  readonly onFailure?: (rule: Rule, timeMillis: number, failure: unknown) => void;
}

/** Evaluates rules at times of one's choice: for tests of rules and for looking back. Nobody is told of alerts. */
export class RuleReplay {
  /** The samples, and above them what the rules wrote. */
  readonly history: MemoryHistory;
  readonly #runners: readonly GroupRunner[];
  #timeMillis = 0;

  constructor(groups: readonly RuleGroup[], options: RuleReplayOptions) {
    const { source, templates = ruleTemplates, clock = systemClock, onTransition, onFailure } = options;
    const settings = { ...evaluationDefaults, ...options.settings };
    const { turnMillis, patienceMillis } = settings;
    const history = new MemoryHistory(source);
    this.history = history;
    const env = {
      source: history,
      appender: history,
      clock,
      templates,
      settings,
      engine: options.engine ?? createEngine({ clock, turnMillis }),
      turnstile: new Turnstile({ clock, turnMillis, patienceMillis }),
      externalLabels: options.externalLabels ?? {},
      externalUrl: options.externalUrl ?? '',
      onEvaluation: (_group: RuleGroup, rule: Rule, _seconds: number, failure: unknown) => {
        if (failure !== undefined) onFailure?.(rule, this.#timeMillis, failure);
      },
      onIteration: () => undefined,
      onMissed: () => undefined,
      onTransitions: (_group: RuleGroup, rule: Rule, transitions: readonly AlertTransition[]) => {
        for (const transition of transitions) onTransition?.(rule, transition);
      },
      onTrouble: (_group: RuleGroup, error: unknown) => {
        throw error;
      },
    };
    this.#runners = groups.map((group) => new GroupRunner(group, env, false));
  }

  /** Evaluates every group once, in order; times must ascend. */
  async evaluate(timeMillis: number): Promise<void> {
    this.#timeMillis = timeMillis;
    for (const runner of this.#runners) await runner.evaluate(timeMillis);
  }

  /** The groups with their rules and alerts, in the order they were given. */
  groups(): GroupStatus[] {
    return this.#runners.map(statusOf);
  }
}
