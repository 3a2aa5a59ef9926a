import { errorMessage, KotobaError, type Labels } from '@kotoba/core';
import { type AlertRule, toRuleGroup } from '../rules/alert-rule.ts';
import type { RuleGroup } from '../rules/rule-group.ts';
import { ruleTemplates } from '../template/rule-templates.ts';
import { evaluationDefaults } from './options.ts';
import { RuleReplay, type RuleReplayOptions } from './rule-replay.ts';

/** Options of {@link backtest}. */
export interface BacktestOptions
  extends Pick<RuleReplayOptions, 'source' | 'templates' | 'engine' | 'clock'> {
  /** Stops the backtest: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A stretch of time an alert would have fired for. Times are milliseconds since the epoch. */
export interface BacktestFiring {
  readonly alertname: string;
  readonly labels: Labels;
  /** As they were when it fired. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly activeAtMillis: number;
  readonly firedAtMillis: number;
  /** Absent when it would still be firing at the end. */
  readonly resolvedAtMillis?: number;
}

/** When a rule would have fired. */
export interface BacktestResult {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly intervalMillis: number;
  readonly evaluations: number;
  /** In the order they began. */
  readonly firings: readonly BacktestFiring[];
  /** Evaluations that failed, with the reason of the first. */
  readonly failures: number;
  readonly firstFailure?: string;
  /** Time at least one alert fired. */
  readonly firingMillis: number;
}

/** More evaluations than this are a mistake in the times given. */
const MOST_EVALUATIONS = 1_000_000;

/**
 * Answers when rules would have fired on the samples there are, evaluated at their interval from `fromMillis` to
 * `toMillis`.
 * @throws {KotobaError} KOTOBA_ALERTING_INVALID_RULE, KOTOBA_ALERTING_INVALID_BACKTEST
 */
export async function backtest(
  rule: AlertRule | RuleGroup,
  fromMillis: number,
  toMillis: number,
  options: BacktestOptions,
): Promise<BacktestResult> {
  const { templates = ruleTemplates } = options;
  const group = 'rules' in rule ? rule : toRuleGroup(rule, (text, name) => templates.check(text, name));
  const intervalMillis = group.intervalMillis ?? evaluationDefaults.intervalMillis;
  const steps = Math.floor((toMillis - fromMillis) / intervalMillis);
  if (!(steps >= 0 && steps < MOST_EVALUATIONS)) {
    throw new KotobaError(
      'KOTOBA_ALERTING_INVALID_BACKTEST',
      `expected a time to backtest of at most ${MOST_EVALUATIONS} evaluations, got ${fromMillis} to ${toMillis}`,
    );
  }
  const firings: BacktestFiring[] = [];
  const open = new Map<string, number>();
  const failures: unknown[] = [];
  const replay = new RuleReplay([group], {
    ...options,
    onFailure: (_rule, _timeMillis, failure) => failures.push(failure),
    onTransition: (of, { kind, alert, atMillis }) => {
      const key = `${group.rules.indexOf(of)} ${alert.labels.key}`;
      if (kind === 'firing') {
        const { labels, annotations, activeAtMillis } = alert;
        open.set(key, firings.length);
        firings.push({ alertname: of.name, labels, annotations, activeAtMillis, firedAtMillis: atMillis });
      }
      const index = open.get(key);
      if (kind === 'resolved' && index !== undefined)
        firings[index] = { ...firings[index]!, resolvedAtMillis: atMillis };
    },
  });
  for (let step = 0; step <= steps; step++) {
    options.signal?.throwIfAborted();
    await replay.evaluate(fromMillis + step * intervalMillis);
  }
  return {
    fromMillis,
    toMillis,
    intervalMillis,
    evaluations: steps + 1,
    firings,
    failures: failures.length,
    ...(failures.length > 0 && { firstFailure: errorMessage(failures[0]) }),
    firingMillis: coveredMillis(firings, toMillis),
  };
}

function coveredMillis(firings: readonly BacktestFiring[], toMillis: number): number {
  let covered = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const { firedAtMillis, resolvedAtMillis = toMillis } of firings) {
    covered += Math.max(resolvedAtMillis - Math.max(firedAtMillis, until), 0);
    until = Math.max(until, resolvedAtMillis);
  }
  return covered;
}
