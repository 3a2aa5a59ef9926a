import { describe, expect, it } from '@jest/globals';
import { toRuleGroup } from './alert-rule.ts';
import { formatRuleFile } from './format-rule-file.ts';
import { builtInRules } from './pack/built-in-rules.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import type { RuleGroup } from './rule-group.ts';
import { sloGroup } from './slo-group.ts';

/** Groups as they come back from a file, without where in it they stood. */
function reread(text: string): RuleGroup[] {
  return parseRuleFile(text, { file: 'code' }).groups.map((group) => ({
    ...group,
    rules: group.rules.map(({ place, ...rule }) => rule),
  }));
}

const groups: RuleGroup[] = [
  ...Object.values(builtInRules)
    .flat()
    .map((rule) => toRuleGroup(rule)),
  sloGroup({ name: 'slo', objective: 99.9, good: 'a_total{b="c\\"d"}', total: 'a_total' }),
  toRuleGroup({
    name: 'strange: "name"',
    query: 'x > 1',
    evaluationInterval: '1m30s',
    resolveWhen: 'x < 1',
    noData: 'alert',
    onError: 'keep',
    keepFiringFor: '5m',
    labels: { yes: 'no', number: '1.50', empty: '', lines: 'a\nb\n' },
    annotations: { text: '{{ $labels.a }}: # no comment' },
  }),
  { name: 'limits', file: 'code', limit: 3, queryOffsetMillis: 60_000, rules: [] },
];

describe('a rule file that is written', () => {
  it('reads back as the same groups', () => {
    expect(reread(formatRuleFile(groups))).toEqual(groups);
  });

  it('has only what Prometheus knows when it is for Prometheus', () => {
    const text = formatRuleFile(groups, { forPrometheus: true });
    expect(text).not.toMatch(/resolve_|no_data|on_error|flap:/);
    expect(reread(text)).toHaveLength(groups.length);
  });
});
