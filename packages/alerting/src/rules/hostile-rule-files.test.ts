import { describe, expect, it } from '@jest/globals';
import { parseRuleFile } from './parse-rule-file.ts';
import { RuleFileError } from './rule-problem.ts';

const rule = (rest: string) => `groups: [{name: a, rules: [{alert: A, expr: x, ${rest}}]}]`;
const doublings = [...'bcdefghi'].map(
  (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]`,
);

describe('a hostile rule file is refused in time:', () => {
  it.each([
    ['lists a hundred thousand deep', '['.repeat(100_000)],
    ['mappings twenty thousand deep', '{a: '.repeat(20_000)],
    ['blocks three thousand deep', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['a mapping merged into itself', 'groups: [&g {<<: *g, name: a}]'],
    ['mappings merged into each other', 'groups: [&g {<<: &h {<<: *g}, name: a}]'],
    ['a list that holds itself', 'groups: &g [*g]'],
    ['aliases of aliases of aliases', `a: &a [x, x]\n${doublings.join('\n')}\ngroups: *i`],
    ['an alias without an anchor', 'groups: *nowhere'],
    ['an expression too deep', rule(`labels: {}, for: 1m, keep_firing_for: ${'('.repeat(10_000)}`)],
    ['a template too deep', rule(`annotations: {a: "${'{{ if true }}'.repeat(20_000)}"}`)],
    ['keys that are no names', '? [a]\n: b'],
    ['binary', 'groups: !!binary aGVsbG8='],
  ])('%s', (_what, text) => {
    const began = process.hrtime.bigint();
    expect(() => parseRuleFile(text, { file: 'f' })).toThrow(RuleFileError);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(5_000);
  });
});

describe('a strange rule file is taken:', () => {
  it('aliases by the thousand', () => {
    const text = `groups:\n- name: a\n  rules: [&x {alert: A, expr: x}${', *x'.repeat(5_000)}]\n`;
    const began = process.hrtime.bigint();
    expect(parseRuleFile(text, { file: 'f' }).groups[0]!.rules).toHaveLength(5_001);
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(5_000);
  });

  it('labels named as what every object has', () => {
    const { groups } = parseRuleFile(rule('labels: {__proto__: a, constructor: b}'), { file: 'f' });
    expect(Object.entries(groups[0]!.rules[0]!.labels)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('an anchor that is given anew', () => {
    const text =
      'groups: [{name: &n a}, {name: &n b}, {name: c, labels: {l: *n}, rules: [{alert: A, expr: x}]}]';
    expect(parseRuleFile(text, { file: 'f' }).groups[2]!.rules[0]!.labels).toEqual({ l: 'b' });
  });
});
