/** @needs promtool */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Cleanup } from './support/cleanup.ts';
import { requireProgram } from './support/programs.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const MAIN = join(import.meta.dirname, '../packages/cli/src/main.ts');

interface Files {
  readonly rules: string;
  readonly tests: string;
}

const RULES = `
groups:
  - name: second
    rules: [{ record: doubled, expr: base * 2 }]
  - name: first
    interval: 30s
    rules:
      - { record: base, expr: sum by (zone) (x) + 1 }
      - alert: High
        expr: x > 5
        for: 2m
        keep_firing_for: 3m
        labels: { severity: page }
        annotations: { summary: '{{ $labels.zone }} {{ $value | humanize }} {{ $externalLabels.region }}' }
`;

function testsOf(expectations: string, head = ''): Files {
  return {
    rules: RULES,
    tests: `rule_files: [rules.yml]
evaluation_interval: 1m
${head}
tests:
  - name: one
    interval: 1m
    external_labels: { region: eu }
    input_series:
      - { series: 'x{zone="a"}', values: '0+1x8 0x5 _x3 stale' }
      - { series: 'x{zone="b"}', values: '9-1x20' }
      - { series: 'c_total', values: '0+60x10' }
${expectations}`,
  };
}

// Without group_eval_order promtool evaluates groups in any order.
const CASES: Record<string, Files> = {
  'alerts that fire and are kept firing': testsOf(`
    alert_rule_test:
      - { eval_time: 1m, alertname: High }
      - eval_time: 8m
        alertname: High
        exp_alerts:
          - exp_labels: { severity: page, zone: a }
            exp_annotations: { summary: a 8 eu }
      - { eval_time: 12m, alertname: High }
`),
  'an alert expected otherwise': testsOf(`
    alert_rule_test:
      - { eval_time: 8m, alertname: High, exp_alerts: [{ exp_labels: { zone: c } }] }
`),
  'expressions that hold': testsOf(`
    promql_expr_test:
      - { expr: rate(c_total[5m]), eval_time: 10m, exp_samples: [{ labels: '{}', value: 1 }] }
      - { expr: 'x{zone="a"}', eval_time: 8m, exp_samples: [{ labels: 'x{zone="a"}', value: 8 }] }
      - { expr: absent(nothing), eval_time: 3m, exp_samples: [{ labels: '{}', value: 1 }] }
      - { expr: ALERTS, eval_time: 0m, exp_samples: [{ labels: 'ALERTS{alertname="High", alertstate="pending", severity="page", zone="b"}', value: 1 }] }
`),
  'an expression that does not hold': testsOf(`
    promql_expr_test:
      - { expr: 1 + 1, eval_time: 1m, exp_samples: [{ labels: '{}', value: 3 }] }
`),
  'groups in an order of their own': testsOf(
    `
    promql_expr_test:
      - { expr: doubled, eval_time: 2m, exp_samples: [{ labels: 'doubled{zone="a"}', value: 6 }, { labels: 'doubled{zone="b"}', value: 16 }] }
`,
    'group_eval_order: [first, second]',
  ),
  'a query that cannot be read': testsOf(`
    promql_expr_test:
      - { expr: sum(, eval_time: 1m }
`),
  'an unknown field': testsOf(`
    alert_rule_tests: []
`),
};

/** Exit codes of promtool and of ours, with what was printed. */
function both({ rules, tests }: Files) {
  const directory = cleanup.tempDir();
  writeFileSync(join(directory, 'rules.yml'), rules);
  writeFileSync(join(directory, 'tests.yml'), tests);
  const run = (command: string, args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: directory,
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status, text: stdout + stderr };
  };
  const ours = (...args: string[]) =>
    run(process.execPath, ['--conditions=kotoba-source', '--no-warnings', MAIN, ...args]);
  const theirs = (...args: string[]) => run(requireProgram('promtool'), args);
  return { ours, theirs };
}

describe('kotoba beside promtool', () => {
  it.each(Object.entries(CASES))('agrees on tests of rules with %s', (_title, files) => {
    const { ours, theirs } = both(files);
    const [a, b] = [ours('test', 'rules', 'tests.yml'), theirs('test', 'rules', 'tests.yml')];
    expect([a.status === 0, a.text, b.text]).toEqual([b.status === 0, a.text, b.text]);
  });

  it('agrees on rule files', () => {
    for (const rules of [
      RULES,
      RULES.replace('x > 5', 'x >'),
      RULES.replace('for: 2m', 'for: soon'),
      RULES.replace('| humanize', '| nope'),
      'groups: 1',
    ]) {
      const { ours, theirs } = both({ rules, tests: '' });
      const [a, b] = [ours('check', 'rules', 'rules.yml'), theirs('check', 'rules', 'rules.yml')];
      expect([rules, a.status === 0, a.text]).toEqual([rules, b.status === 0, a.text]);
    }
  });
});
