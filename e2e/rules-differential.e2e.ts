/** @needs promtool */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  builtInRules,
  formatRuleFile,
  parseRuleFile,
  RuleFileError,
  RuleReplay,
  sloGroup,
  toRuleGroup,
} from '@kotoba/alerting';
import { Labels, type SeriesSamples, writeStaleNaN } from '@kotoba/core';
import { createEngine, MemorySeriesSource } from '@kotoba/promql';
import { Cleanup } from './support/cleanup.ts';
import { requireProgram } from './support/programs.ts';
import { OTHERWISE, RULE_FILES } from './support/rule-files.ts';
import {
  EVALUATION_SECONDS,
  type GeneratedSeries,
  LAST_SECONDS,
  RuleGenerator,
  SAMPLE_SECONDS,
} from './support/rule-generator.ts';

/**
 * Debian's promtool 2.42 and our evaluator run the same generated rules over the same generated series. What we find – the alerts
 * firing at each evaluation with their labels and annotations, and the series of alerts and recording rules – is
 * written down as the expectations of a test of rules, which promtool must find to hold.
 */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const GROUPS = 8;

const cleanup = new Cleanup();
const engine = createEngine();

afterAll(() => cleanup.run());

/** What is found at one evaluation. */
interface Found {
  readonly seconds: number;
  /** Alerts that fire, by name. */
  readonly firing: ReadonlyMap<string, readonly { labels: Record<string, string>; annotations: object }[]>;
  /** Samples by expression. */
  readonly series: ReadonlyMap<string, readonly { labels: Labels; value: number }[]>;
}

function toSamples({ metric, labels, values }: GeneratedSeries): SeriesSamples {
  const kept = [...values.keys()].filter((index) => values[index] !== undefined);
  const samples = Float64Array.from(kept, (index) => Number(values[index]));
  kept.forEach((index, at) => {
    if (values[index] === 'stale') writeStaleNaN(samples, at);
  });
  return {
    labels: Labels.from({ __name__: metric, ...labels }),
    timestamps: Float64Array.from(kept, (index) => index * SAMPLE_SECONDS * 1_000),
    values: samples,
  };
}

async function evaluateAll(series: readonly GeneratedSeries[], text: string): Promise<Found[]> {
  const { groups } = parseRuleFile(text, { file: 'rules.yml' });
  const replay = new RuleReplay(groups, { source: new MemorySeriesSource(series.map(toSamples)) });
  const expressions = ['ALERTS', 'ALERTS_FOR_STATE', ...groups.map((_, index) => `zone:load_${index}`)];
  const found: Found[] = [];
  for (let seconds = 0; seconds <= LAST_SECONDS; seconds += EVALUATION_SECONDS) {
    await replay.evaluate(seconds * 1_000);
    const firing = new Map<string, { labels: Record<string, string>; annotations: object }[]>();
    for (const rule of replay.groups().flatMap(({ rules }) => rules)) {
      if (rule.type !== 'alerting') continue;
      const alerts = rule.alerts.filter(({ state }) => state === 'firing');
      firing.set(
        rule.name,
        alerts.map(({ labels, annotations }) => ({
          labels: labels.without('alertname').toRecord(),
          annotations,
        })),
      );
    }
    const samples = new Map<string, readonly { labels: Labels; value: number }[]>();
    for (const expression of expressions) {
      const { value } = await engine.instant(expression, seconds * 1_000, replay.history);
      if (value.type === 'vector') samples.set(expression, value.samples);
    }
    found.push({ seconds, firing, series: samples });
  }
  return found;
}

/** A promtool test file; JSON is YAML. */
function testFile(series: readonly GeneratedSeries[], found: readonly Found[]): string {
  return JSON.stringify({
    rule_files: ['rules.yml'],
    evaluation_interval: `${EVALUATION_SECONDS}s`,
    tests: [
      {
        interval: `${SAMPLE_SECONDS}s`,
        input_series: series.map(({ metric, labels, values }) => ({
          series: Labels.from({ __name__: metric, ...labels }).toString(),
          values: values.map((value) => value ?? '_').join(' '),
        })),
        alert_rule_test: found.flatMap(({ seconds, firing }) =>
          [...firing].map(([alertname, alerts]) => ({
            eval_time: `${seconds}s`,
            alertname,
            exp_alerts: alerts.map(({ labels, annotations }) => ({
              exp_labels: labels,
              exp_annotations: annotations,
            })),
          })),
        ),
        promql_expr_test: found.flatMap(({ seconds, series: samples }) =>
          [...samples].map(([expr, list]) => ({
            expr,
            eval_time: `${seconds}s`,
            exp_samples: list.map(({ labels, value }) => ({ labels: labels.toString(), value })),
          })),
        ),
      },
    ],
  });
}

/** Empty when promtool finds that everything holds, else what it says. */
function promtoolSays(rules: string, tests: string): string {
  const directory = cleanup.tempDir();
  writeFileSync(join(directory, 'rules.yml'), rules);
  writeFileSync(join(directory, 'tests.yml'), tests);
  const promtool = requireProgram('promtool');
  try {
    execFileSync(promtool, ['test', 'rules', 'tests.yml'], { cwd: directory, maxBuffer: 1e9, stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    return `${stdout}${stderr}`.slice(0, 3_000) || String(error);
  }
}

describe('rules over generated series', () => {
  it.each(SEEDS)(
    'have the states promtool finds (seed %i)',
    async (seed) => {
      const generator = new RuleGenerator(seed);
      const series = generator.series();
      const { text } = generator.ruleFile(GROUPS);
      const found = await evaluateAll(series, text);
      expect(promtoolSays(text, testFile(series, found))).toBe('');
      const counts = found.map(({ firing }) => [...firing.values()].flat().length);
      expect(Math.max(...counts)).toBeGreaterThan(10);
    },
    120_000,
  );

  it('are told apart when a single state differs', async () => {
    const generator = new RuleGenerator(99);
    const series = generator.series();
    const { text } = generator.ruleFile(2);
    const found = await evaluateAll(series, text);
    const changed = found.map((one, index) =>
      index === 60 ? { ...one, firing: new Map([...one.firing].map(([name]) => [name, []])) } : one,
    );
    expect(promtoolSays(text, testFile(series, changed))).toContain('FAILED');
  }, 60_000);
});

describe('rule files', () => {
  const file = join(cleanup.tempDir(), 'rules.yml');
  const isTakenByUs = (text: string) => {
    try {
      parseRuleFile(text, { file: 'rules.yml' });
      return true;
    } catch (error) {
      if (error instanceof RuleFileError) return false;
      throw error;
    }
  };
  const isTakenByPromtool = (text: string) => {
    writeFileSync(file, text);
    try {
      execFileSync(requireProgram('promtool'), ['check', 'rules', '--lint=none', file], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  };

  it('are taken or refused as promtool does', () => {
    const differing = RULE_FILES.filter((text) => isTakenByUs(text) !== isTakenByPromtool(text));
    expect(differing).toEqual([]);
    expect(RULE_FILES.filter(isTakenByUs).length).toBeGreaterThan(40);
  }, 60_000);

  it('of the built-in rules and objectives are ones promtool takes', () => {
    const slo = sloGroup({ name: 'queries', objective: 99.9, good: 'a_total{b="c"}', total: 'a_total' });
    const groups = [
      ...Object.values(builtInRules)
        .flat()
        .map((rule) => toRuleGroup(rule)),
      slo,
    ];
    expect(isTakenByPromtool(formatRuleFile(groups, { forPrometheus: true }))).toBe(true);
    expect(isTakenByPromtool(formatRuleFile(groups))).toBe(false);
  });

  it.each(Object.entries(OTHERWISE))('differ on purpose: %j, as %s', (text) => {
    expect(isTakenByUs(text)).not.toBe(isTakenByPromtool(text));
  });
});
