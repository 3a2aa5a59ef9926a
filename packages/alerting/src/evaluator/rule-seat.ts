import { type Clock, KotobaError, type Labels } from '@kotoba/core';
import { AlertingRuleRunner } from './alerting-rule-runner.ts';
import type { RecordingRuleRunner } from './recording-rule-runner.ts';
import { ruleFailure } from './rule-failure.ts';
import type { RuleContext, RuleResult } from './rule-runner.ts';

/** How a rule fared the last time. */
export interface RuleHealth {
  readonly health: 'unknown' | 'ok' | 'err';
  readonly lastError: unknown;
  readonly lastEvaluationMillis?: number;
  readonly evaluationSeconds: number;
}

const UNKNOWN: RuleHealth = { health: 'unknown', lastError: undefined, evaluationSeconds: 0 };

/** One rule of a group, with all that is remembered of it. */
export class RuleSeat {
  readonly runner: AlertingRuleRunner | RecordingRuleRunner;
  /** The series it left behind last, by key. */
  series: ReadonlyMap<string, Labels> = new Map();
  readonly #clock: Clock;
  readonly #limitMillis: number;
  #health = UNKNOWN;
  /** An evaluation has not ended yet, though nobody may wait for it any more. */
  #isUnderWay = false;
  #abandon: (reason: unknown) => void = () => {};

  /** @param limitMillis how long an evaluation is waited for */
  constructor(runner: AlertingRuleRunner | RecordingRuleRunner, clock: Clock, limitMillis: number) {
    this.runner = runner;
    this.#clock = clock;
    this.#limitMillis = limitMillis;
  }

  get health(): RuleHealth {
    return this.#health;
  }

  /** Evaluates the rule, for no longer than it may take even if its source never answers. Never rejects. */
  async evaluate(contextOf: (isAbandoned: () => boolean) => RuleContext): Promise<RuleResult> {
    const startedAt = this.#clock.monotonic();
    let result: RuleResult;
    try {
      result = await this.#limited(contextOf);
    } catch (failure) {
      result = { samples: undefined, transitions: [], failure };
    }
    this.#health = {
      health: result.failure === undefined ? 'ok' : 'err',
      lastError: result.failure,
      lastEvaluationMillis: this.#clock.now(),
      evaluationSeconds: (this.#clock.monotonic() - startedAt) / 1_000,
    };
    return result;
  }

  /** Stops waiting for an evaluation that is under way. */
  giveUp(reason: unknown): void {
    this.#abandon(reason);
  }

  /** Takes over what was known of the same rule. */
  inherit({ health, series, runner }: RuleSeat): void {
    this.#health = health;
    this.series = series;
    if (!(this.runner instanceof AlertingRuleRunner && runner instanceof AlertingRuleRunner)) return;
    this.runner.state = runner.state;
    this.runner.isRestored ||= runner.isRestored;
  }

  #limited(contextOf: (isAbandoned: () => boolean) => RuleContext): Promise<RuleResult> {
    if (this.#isUnderWay)
      return Promise.reject(ruleFailure('an evaluation before this one has not ended yet'));
    this.#isUnderWay = true;
    let isAbandoned = false;
    return new Promise((resolve, reject) => {
      const limit = this.#clock.setTimeout(() => {
        const waited = `the rule did not finish within ${this.#limitMillis} ms`;
        this.#abandon(new KotobaError('KOTOBA_TIMEOUT', waited));
      }, this.#limitMillis);
      this.#abandon = (reason) => {
        isAbandoned = true;
        limit.cancel();
        reject(reason);
      };
      const ended = () => {
        this.#isUnderWay = false;
        limit.cancel();
      };
      this.runner
        .evaluate(contextOf(() => isAbandoned))
        .finally(ended)
        .then(resolve, reject);
    });
  }
}
