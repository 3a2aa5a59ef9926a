import { errorMessage, type SeriesSamples } from '@kotoba/core';
import type { AlertingRule } from '../rules/rule-group.ts';
import { type AdvancedAlerts, type AlertFindings, activeOf, advanceInSteps } from './advance-alerts.ts';
import { AlertCandidates, type TemplateContext } from './alert-candidates.ts';
import { type AlertRuleState, EMPTY_STATE, type HoldReason } from './alert-instance.ts';
import { alertSamples } from './alert-samples.ts';
import type { AlertTemplates } from './alert-templates.ts';
import { HeldAlerts } from './held-alerts.ts';
import { inTurns, stepsInTurns } from './in-turns.ts';
import { type RestoreOptions, restoreAlerts } from './restore-alerts.ts';
import { ruleFailure } from './rule-failure.ts';
import type { RuleContext, RuleResult } from './rule-runner.ts';
import type { AppendedSample } from './sample-appender.ts';

/** An alerting rule with the state of its alerts. */
export class AlertingRuleRunner {
  readonly rule: AlertingRule;
  /** Whether the state has been taken up from before a restart; until then nothing is written over what tells it. */
  isRestored: boolean;
  #state: AlertRuleState = EMPTY_STATE;
  readonly #candidates: AlertCandidates;
  readonly #held: HeldAlerts;

  constructor(rule: AlertingRule, templates: AlertTemplates, isRestored: boolean) {
    this.rule = rule;
    this.isRestored = isRestored;
    this.#candidates = new AlertCandidates(rule, templates);
    this.#held = new HeldAlerts(rule);
  }

  get state(): AlertRuleState {
    return this.#state;
  }

  set state(state: AlertRuleState) {
    this.#state = state;
  }

  async evaluate(context: RuleContext): Promise<RuleResult> {
    let advanced: AdvancedAlerts;
    let failure: unknown;
    try {
      advanced = await this.#advance(context);
    } catch (error) {
      if (context.isAbandoned() || this.rule.onError === undefined) throw error;
      failure = error;
      advanced = await this.#advanceWithout(error, context);
    }
    if (context.isAbandoned()) return { samples: undefined, transitions: [] };
    this.#state = advanced.state;
    const { error, refused } = advanced;
    if (error !== undefined) failure = ruleFailure(error);
    else if (refused > 0)
      failure = ruleFailure(`${refused} alerts are left out: a rule may have ${context.maxAlerts}`);
    return {
      samples: advanced.error === undefined ? await this.#samples(advanced, context) : undefined,
      transitions: advanced.transitions,
      ...(failure !== undefined && { failure }),
    };
  }

  restore(series: readonly SeriesSamples[], nowMillis: number, options: RestoreOptions): void {
    this.#state = restoreAlerts(this.rule.forMillis, this.#state, series, nowMillis, options);
  }

  async #advance(context: RuleContext): Promise<AdvancedAlerts> {
    const candidates = await this.#candidates.of(
      await context.ask(this.rule.query),
      templating(context),
      context.breathe,
    );
    const found = new Set<string>();
    await inTurns(candidates, context.breathe, ({ labels }) => void found.add(labels.key));
    const { held, hasNoData } = await this.#held.of(this.#state, found, context);
    if (hasNoData && this.rule.noData === 'alert') {
      const description = `${this.rule.name} has no data to judge`;
      candidates.push(await this.#candidates.aboutMissing('no_data', description, templating(context)));
    }
    return this.#step({ candidates, held }, context);
  }

  async #advanceWithout(error: unknown, context: RuleContext): Promise<AdvancedAlerts> {
    const { name, onError } = this.rule;
    const kept = onError === 'ok' ? [] : activeOf(this.#state);
    const held = new Map<string, HoldReason>(kept.map(({ labels }) => [labels.key, 'error']));
    if (onError !== 'alert') return this.#step({ candidates: [], held }, context);
    const description = `${name} cannot be evaluated: ${errorMessage(error)}`;
    const about = await this.#candidates.aboutMissing('error', description, templating(context));
    return this.#step({ candidates: [about], held }, context);
  }

  #step(
    findings: AlertFindings,
    { timeMillis, limit, maxAlerts, breathe }: RuleContext,
  ): Promise<AdvancedAlerts> {
    const timing = { ...this.rule, limit, maxAlerts };
    return stepsInTurns(advanceInSteps(timing, this.#state, findings, timeMillis), breathe);
  }

  async #samples({ active }: AdvancedAlerts, { breathe }: RuleContext): Promise<AppendedSample[]> {
    const samples: AppendedSample[] = [];
    if (this.isRestored) await inTurns(active, breathe, (alert) => void samples.push(...alertSamples(alert)));
    return samples;
  }
}

function templating({ ask, timeMillis, externalLabels, externalUrl }: RuleContext): TemplateContext {
  return { query: ask, timeMillis, externalLabels, externalUrl };
}
