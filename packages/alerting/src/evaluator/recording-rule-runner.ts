import { Labels, METRIC_NAME } from '@kotoba/core';
import type { RecordingRule } from '../rules/rule-group.ts';
import { inTurns } from './in-turns.ts';
import { ruleFailure } from './rule-failure.ts';
import type { RuleContext, RuleResult } from './rule-runner.ts';
import type { AppendedSample } from './sample-appender.ts';

/** A recording rule. */
export class RecordingRuleRunner {
  readonly rule: RecordingRule;

  constructor(rule: RecordingRule) {
    this.rule = rule;
  }

  /** Source: prometheus/prometheus `rules/recording.go`, `RecordingRule.Eval`. */
  async evaluate({ ask, limit, breathe }: RuleContext): Promise<RuleResult> {
    const { name, labels, query } = this.rule;
    const series = new Map<string, AppendedSample>();
    let problem: string | undefined;
    await inTurns(await ask(query), breathe, (sample) => {
      if (sample.histogram !== undefined)
        problem = `${name} gives native histograms, which the history does not take from rules`;
      const recorded = Labels.from({ ...sample.labels.toRecord(), ...labels, [METRIC_NAME]: name });
      if (series.has(recorded.key))
        problem ??= 'vector contains metrics with the same labelset after applying rule labels';
      series.set(recorded.key, { labels: recorded, value: sample.value });
    });
    if (problem !== undefined) return failed(problem);
    if (limit > 0 && series.size > limit)
      return failed(`exceeded limit of ${limit} with ${series.size} series`);
    return { samples: [...series.values()], transitions: [] };
  }
}

function failed(message: string): RuleResult {
  return { samples: undefined, transitions: [], failure: ruleFailure(message) };
}
