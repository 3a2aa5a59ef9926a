import { describe, expect, it } from '@jest/globals';
import type { AlertTemplates } from '../evaluator/alert-templates.ts';
import { parseRuleFile } from '../rules/parse-rule-file.ts';
import { equalFloats } from './equal-floats.ts';
import { parseRuleTests } from './parse-rule-tests.ts';
import { runRuleTests } from './run-rule-tests.ts';

const templates: AlertTemplates = {
  check: () => undefined,
  expand: (text, _name, { labels }) =>
    text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? ''),
};

const RULES = `
groups:
  - name: second
    rules:
      - record: doubled
        expr: base * 2
  - name: first
    rules:
      - record: base
        expr: x + 1
      - alert: High
        expr: x > 5
        for: 2m
        labels: { severity: page }
        annotations: { summary: 'high in {{ $labels.zone }}' }
`;

const SERIES = `
    input_series:
      - series: 'x{zone="a"}'
        values: '0+1x20'
      - series: 'h'
        values: '{{schema:0 count:2 sum:3 buckets:[1 1]}}'
`;

async function run(test: string, head = ''): Promise<string[]> {
  const { groups } = parseRuleFile(RULES, { file: 'rules.yml', checkTemplate: templates.check });
  const file = parseRuleTests(
    `${head}\ntests:\n  - name: t\n    interval: 1m\n${SERIES}${test}`,
    'tests.yml',
  );
  return (await runRuleTests(file, groups, { templates })).map(({ message }) => message);
}

describe('tests of rules', () => {
  it('hold when alerts fire with the labels and annotations expected, and not before', async () => {
    const failures = await run(`
    alert_rule_test:
      - { eval_time: 7m, alertname: High }
      - eval_time: 8m
        alertname: High
        exp_alerts:
          - exp_labels: { severity: page, zone: a }
            exp_annotations: { summary: high in a }
`);
    expect(failures).toEqual([]);
  });

  it('fail with what was expected and what came', async () => {
    const [failure, ...others] = await run(`
    alert_rule_test:
      - eval_time: 8m
        alertname: High
        exp_alerts:
          - exp_labels: { severity: page, zone: b }
`);
    expect(others).toEqual([]);
    expect(failure).toContain('alertname: High, time: 480s');
    expect(failure).toMatch(/expected:\n.*zone="b"[\s\S]*got:\n.*zone="a".*high in a/);
  });

  it('hold when expressions give the samples expected: floats, scalars, histograms, alerts, recorded series', async () => {
    const failures = await run(`
    promql_expr_test:
      - { expr: x, eval_time: 3m, exp_samples: [{ labels: 'x{zone="a"}', value: 3 }] }
      - { expr: 1 + 1, eval_time: 0m, exp_samples: [{ value: 2 }] }
      - { expr: nothing, eval_time: 1m }
      - { expr: x / 0 * NaN, eval_time: 1m, exp_samples: [{ labels: '{zone="a"}', value: NaN }] }
      - { expr: h, eval_time: 0m, exp_samples: [{ labels: h, histogram: '{{schema:0 count:2 sum:3 buckets:[1 1]}}' }] }
      - { expr: base, eval_time: 2m, exp_samples: [{ labels: 'base{zone="a"}', value: 3 }] }
      - expr: ALERTS
        eval_time: 6m
        exp_samples:
          - { labels: 'ALERTS{alertname="High", alertstate="pending", severity="page", zone="a"}', value: 1 }
`);
    expect(failures).toEqual([]);
  });

  it('evaluate groups in the order asked for', async () => {
    const test = `
    promql_expr_test:
      - { expr: doubled, eval_time: 3m, exp_samples: [{ labels: 'doubled{zone="a"}', value: 8 }] }
`;
    expect(await run(test, 'group_eval_order: [first, second]')).toEqual([]);
    expect(await run(test)).toHaveLength(1);
  });

  it('tell floats apart to the last bit unless they are to be compared fuzzily', async () => {
    const test = `
    promql_expr_test:
      - { expr: vector(0.1 + 0.2), eval_time: 0m, exp_samples: [{ value: 0.3 }] }
`;
    expect(await run(test)).toHaveLength(1);
    expect(await run(test, 'fuzzy_compare: true')).toEqual([]);
    expect(equalFloats(0, -Number.MIN_VALUE, true)).toBe(true);
    expect(equalFloats(1, 1 + 3 * Number.EPSILON, true)).toBe(false);
    expect(equalFloats(Number.MAX_VALUE, Number.POSITIVE_INFINITY, true)).toBe(false);
  });

  it('report rules that fail and expressions that do', async () => {
    const { groups } = parseRuleFile('groups: [{ name: g, rules: [{ record: r, expr: "x * on() x" }] }]', {
      file: 'rules.yml',
      checkTemplate: templates.check,
    });
    const text = `
tests:
  - name: t
    interval: 1m
    input_series:
      - { series: 'x{a="1"}', values: '1' }
      - { series: 'x{a="2"}', values: '1' }
    promql_expr_test:
      - { expr: x * on() x, eval_time: 0m }
`;
    const failures = await runRuleTests(parseRuleTests(text, 'tests.yml'), groups, { templates });
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('rule: r, time: 0s, err:'),
      expect.stringContaining('expr: "x * on() x"'),
    ]);
  });

  it('do not see samples of the future', async () => {
    const { groups } = parseRuleFile(
      'groups: [{ name: g, rules: [{ record: ahead, expr: "x offset -4m" }] }]',
      {
        file: 'rules.yml',
        checkTemplate: templates.check,
      },
    );
    const file = parseRuleTests(
      `tests:\n  - interval: 1m\n${SERIES}\n    promql_expr_test:\n      - { expr: ahead, eval_time: 3m, exp_samples: [{ labels: 'ahead{zone="a"}', value: 3 }] }\n`,
      'tests.yml',
    );
    expect(await runRuleTests(file, groups, { templates })).toEqual([]);
  });
});

describe('parseRuleTests', () => {
  it('tells everything that is wrong with its place', () => {
    const text = `rule_file: [a]
evaluation_interval: soon
tests:
  - input_series:
      - series: 'x{'
        values: '1'
      - values: '1'
    alert_rule_test:
      - eval_time: 1m
    promql_expr_test:
      - expr: x
        exp_samples:
          - value: many
`;
    expect(() => parseRuleTests(text, 'tests.yml')).toThrow(
      /tests\.yml:1:1: unknown field "rule_file"[\s\S]*tests\.yml:2:22[\s\S]*tests\.yml:5:[\s\S]*tests\.yml:7:[\s\S]*tests\.yml:9:[\s\S]*tests\.yml:13:/,
    );
  });
});
