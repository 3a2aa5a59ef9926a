import { describe, expect, it } from '@jest/globals';
import { parseRuleFile } from './parse-rule-file.ts';
import type { RuleFileError } from './rule-problem.ts';

function checkTemplate(text: string): void {
  const at = text.indexOf('{{ bad');
  if (at < 0) return;
  const before = text.slice(0, at).split('\n');
  throw Object.assign(new Error('function "bad" not defined'), {
    line: before.length,
    column: before.at(-1)!.length + 1,
  });
}

const read = (text: string) => parseRuleFile(text, { file: 'rules.yml', checkTemplate });

function problemsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    return (error as RuleFileError).problems.map(
      ({ line, column, message }) => `${line}:${column} ${message}`,
    );
  }
  return [];
}

const FULL = `
groups:
- name: example
  interval: 30s
  query_offset: 1m
  limit: 10
  labels: { team: db, tier: "1" }
  rules:
  - record: job:rate5m
    expr: sum by (job) (rate(http_requests_total[5m]))
    labels:
      tier: "2"
  - alert: HighLatency
    expr: job:latency > 0.5
    for: 10m
    keep_firing_for: 5m
    labels:
      severity: page
    annotations:
      summary: 'High latency of {{ $labels.job }}'
`;

describe('a rule file', () => {
  it('is read as Prometheus reads it, group labels beneath those of the rules', () => {
    const { groups, warnings } = read(FULL);
    expect(warnings).toEqual([]);
    expect(groups).toEqual([
      {
        name: 'example',
        file: 'rules.yml',
        intervalMillis: 30_000,
        queryOffsetMillis: 60_000,
        limit: 10,
        rules: [
          {
            type: 'recording',
            name: 'job:rate5m',
            query: 'sum by (job) (rate(http_requests_total[5m]))',
            labels: { team: 'db', tier: '2' },
            place: { line: 9, column: 5 },
          },
          {
            type: 'alerting',
            name: 'HighLatency',
            query: 'job:latency > 0.5',
            forMillis: 600_000,
            keepFiringForMillis: 300_000,
            labels: { team: 'db', tier: '1', severity: 'page' },
            annotations: { summary: 'High latency of {{ $labels.job }}' },
            place: { line: 13, column: 5 },
          },
        ],
      },
    ]);
  });

  it('may be empty, and may hold our own fields', () => {
    expect(read('').groups).toEqual([]);
    expect(read('groups:\n').groups).toEqual([]);
    const [group] = read(`
groups:
- name: own
  rules:
  - alert: A
    expr: x > 80
    resolve_threshold: 70
    no_data: alert
    on_error: keep
    flap: { changes: 4, window: 1h }
  - alert: B
    expr: x > 80
    resolve_when: x < 70
`).groups;
    expect(group!.rules[0]).toMatchObject({
      resolveThreshold: 70,
      noData: 'alert',
      onError: 'keep',
      flap: { changes: 4, windowMillis: 3_600_000 },
    });
    expect(group!.rules[1]).toMatchObject({ resolveWhen: 'x < 70' });
  });

  it('resolves anchors and merge keys', () => {
    const [group] = read(`
groups:
- name: a
  rules:
  - &base
    alert: A
    expr: x > 1
    labels: &labels { severity: page }
  - <<: *base
    alert: B
    labels:
      <<: *labels
      team: db
`).groups;
    expect(group!.rules[1]).toMatchObject({
      name: 'B',
      query: 'x > 1',
      labels: { severity: 'page', team: 'db' },
    });
  });

  it('keeps plain values as they are written', () => {
    const [group] = read(
      'groups: [{name: 1e3, rules: [{alert: yes, expr: 1, labels: {code: 0500, on: true}}]}]',
    ).groups;
    expect(group).toMatchObject({
      name: '1e3',
      rules: [{ name: 'yes', query: '1', labels: { code: '0500', on: 'true' } }],
    });
  });

  it('tells everything that is wrong with it at once, each with its place', () => {
    expect(
      problemsOf(`groups:
- name: a
  intervall: 1m
  interval: 1 minute
  limit: many
  rules:
  - alert: A
    record: b
    expr: x
  - expr: x
  - alert: B
    for: 5x
    labels:
      __name__: nope
      ok: '{{ bad }}'
  - record: c{}
    expr: sum(
    for: 1m
- name: a
  rules: 3
`),
    ).toEqual([
      '3:3 unknown field "intervall" in a rule group; known are name, interval, query_offset, limit, labels, rules',
      expect.stringContaining('4:13 "interval": expected a duration'),
      '5:10 expected "limit" as a whole number, got "many"',
      '7:5 expected either "record" or "alert" in a rule, got both',
      '10:5 expected "record" or "alert" in a rule, got neither',
      '11:5 expected the rule to have an "expr"',
      expect.stringContaining('12:10 "for": expected a duration'),
      '14:7 expected a label name other than __name__, which a rule cannot set',
      '15:12 could not parse template: function "bad" not defined',
      '16:13 expected a metric name without braces, got "c{}"',
      expect.stringContaining('17:15 could not parse expression: '),
      '18:5 expected no "for" in a recording rule',
      '19:3 the group name "a" is repeated in the same file',
      '20:10 expected "rules" as a list, got "3"',
    ]);
  });

  it('finds the place within quoted and literal texts', () => {
    expect(
      problemsOf(`groups:
- name: a
  rules:
  - alert: A
    expr: |
      sum(x)
        +* y
    annotations:
      plain: abc {{ bad }}
      quoted: "abc {{ bad }}"
      literal: |-
        first
          second {{ bad }}
`),
    ).toEqual([
      expect.stringMatching(/^7:10 could not parse expression/),
      expect.stringMatching(/^9:18 could not parse template/),
      expect.stringMatching(/^10:20 could not parse template/),
      expect.stringMatching(/^13:18 could not parse template/),
    ]);
  });

  it.each([
    ['groups: [', /^1:\d+ /],
    ['groups: []\ngroups: []', /^2:1 Map keys must be unique/],
    ['- 1', /^1:1 expected a rule file as a mapping, got a list/],
    ['groups: []\n---\ngroups: []', /^2:1 expected one YAML document/],
    ['rules: []', /^1:1 unknown field "rules"/],
    ['groups: [{rules: []}]', /^1:10 expected a rule group to have a name/],
    ['groups: [{name: a, rules: [{alert: A, expr: " "}]}]', /expected an expression in "expr", got nothing/],
    [
      'groups: [{name: a, rules: [{alert: A, expr: x, flap: {changes: 1, window: 1h}}]}]',
      /"changes" of at least 2/,
    ],
    ['groups: [{name: a, rules: [{alert: A, expr: x, no_data: maybe}]}]', /one of ok, keep, alert/],
    ['groups: [{name: a, rules: [{alert: A, expr: x, resolve_threshold: 3}]}]', /ends in a comparison/],
    [
      'groups: [{name: a, rules: [{record: r, expr: x, resolve_when: y}]}]',
      /no "resolve_when" in a recording rule/,
    ],
  ])('refuses %j', (text, expected) => {
    expect(problemsOf(text).join('\n')).toMatch(expected);
  });

  it('warns of rules that share name and labels, as promtool does', () => {
    const { warnings } = read(`
groups:
- name: a
  rules:
  - { alert: A, expr: x > 1 }
  - { alert: A, expr: x > 2 }
  - { alert: A, expr: x > 3, labels: { severity: page } }
`);
    expect(warnings).toEqual([
      { file: 'rules.yml', line: 6, column: 5, message: 'another rule "A" has the same labels' },
    ]);
  });
});
