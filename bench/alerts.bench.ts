import { setTimeout as sleep } from 'node:timers/promises';
import { KotobaRules } from './alerts/kotoba-rules.ts';
import { longestTurnOf } from './alerts/longest-turn.ts';
import { PrometheusRules } from './alerts/prometheus-rules.ts';
import { ruleFile } from './alerts/workload.ts';
import { type BenchCase, benchCase, median } from './measure.ts';

export const unit = 'ms';

/** Evaluations of each side that are measured. */
const ROUNDS = 15;
/** Evaluations before: until every alert that waits has fired. */
const WARM_UP_ROUNDS = 10;
/** Collections before the first evaluation, as many as the longest range of a rule needs. */
const COLLECTIONS = 30;
/** The longest the evaluation may keep the event loop. */
const BUDGET = [10, 'budget'] as const;

/**
 * 1,000 rules over 10,000 series, of which about a tenth alert, evaluated by us over our history and by Debian's Prometheus, which
 * scrapes them. Prometheus' own account of how long its group took is read after each of its evaluations, and ours
 * is made in between.
 */
export default async function bench(): Promise<BenchCase[]> {
  const rules = ruleFile();
  const kotoba = new KotobaRules(rules);
  for (let i = 0; i < COLLECTIONS; i++) kotoba.collect();
  kotoba.start();
  const prometheus = await PrometheusRules.start(rules);
  try {
    const ours: number[] = [];
    const peers: number[] = [];
    const turns: number[] = [];
    let seen = 0;
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const evaluated = await nextEvaluation(prometheus, seen);
      seen = evaluated.count;
      kotoba.collect();
      await sleep(50);
      let millis = 0;
      const turn = await longestTurnOf(async () => {
        millis = await kotoba.evaluate();
      });
      if (round < WARM_UP_ROUNDS) continue;
      ours.push(millis);
      peers.push(evaluated.seconds * 1_000);
      turns.push(turn);
    }
    if (kotoba.failures.length > 0) throw new Error(`a rule failed: ${kotoba.failures[0]}`);
    if (kotoba.firing === 0 || (await prometheus.firing()) === 0) throw new Error('no alert fires');
    return [
      benchCase('1,000 rules over 10,000 series', median(ours), median(peers), 'Prometheus'),
      // Of the evaluation least disturbed by other programs, and of the one in the middle.
      benchCase('longest event-loop block, least', Math.min(...turns), ...BUDGET),
      benchCase('longest event-loop block, median', median(turns), ...BUDGET),
    ];
  } finally {
    await kotoba.stop();
    await prometheus.stop();
  }
}

/** Waits until Prometheus has evaluated its rules once more than `seen` times. */
async function nextEvaluation(
  prometheus: PrometheusRules,
  seen: number,
): Promise<{ readonly count: number; readonly seconds: number }> {
  for (;;) {
    const count = (await prometheus.metric('prometheus_rule_group_duration_seconds_count')) ?? 0;
    const seconds = await prometheus.metric('prometheus_rule_group_last_duration_seconds');
    if (count > seen && seconds !== undefined && seconds > 0) return { count, seconds };
    await sleep(200);
  }
}
