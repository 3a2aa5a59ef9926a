import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { mutateText, randomBelow } from '../../../../e2e/support/mutate-text.ts';
import { parseRuleTests } from '../rule-tests/parse-rule-tests.ts';
import { formatRuleFile } from './format-rule-file.ts';
import { parseRuleFile } from './parse-rule-file.ts';
import { RuleFileError } from './rule-problem.ts';

const MUTATIONS = 6_000;
const LONGEST_MILLIS = 2_000;
const examples = join(import.meta.dirname, '../../../../examples');
const corpus = [
  'alerting/rules.yml',
  'cookbook/rules.yml',
  'cookbook/backups-test.yml',
  'cookbook/rules-test.yml',
].map((file) => readFileSync(join(examples, file), 'utf8').slice(0, 4_000));
const pieces = [
  ...[
    '&a ',
    '*a',
    '<<: *a',
    '!!binary ',
    '!!set ',
    '? ',
    '- ',
    ': ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '#',
    '%YAML 3\n',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\t',
    '\n',
    '\0',
    '\ufeff',
    '~',
    'null',
    '.nan',
    '.inf',
    '0x1F',
    '1e999',
    '12:30:45',
  ],
  ...[
    'groups:',
    'rules:',
    'alert: ',
    'expr: ',
    'for: ',
    'labels: ',
    '{{',
    '}}',
    '{{ range ',
    '__proto__: ',
    '-1s',
    '99y',
  ],
];

it(`reads or refuses ${MUTATIONS} mutated rule files, and says of each refusal where and why`, () => {
  const below = randomBelow(11);
  let refused = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    const text = mutateText(corpus[below(2)]!, { pieces, corpus }, below);
    const began = performance.now();
    try {
      const { groups } = parseRuleFile(text, { file: 'f' });
      // What was read can be written and read again.
      expect(parseRuleFile(formatRuleFile(groups), { file: 'f' }).groups).toHaveLength(groups.length);
    } catch (error) {
      if (!(error instanceof RuleFileError))
        throw new Error(`${JSON.stringify(text)} failed`, { cause: error });
      expect(error.problems.length).toBeGreaterThan(0);
      for (const { line, message } of error.problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(message).not.toBe('');
      }
      refused++;
    }
    if (performance.now() - began > LONGEST_MILLIS) throw new Error(`${JSON.stringify(text)} took too long`);
  }
  expect(refused).toBeGreaterThan(MUTATIONS / 10);
  expect(refused).toBeLessThan(MUTATIONS * 0.95);
}, 300_000);

it('reads or refuses mutated tests of rules', () => {
  const below = randomBelow(12);
  for (let i = 0; i < MUTATIONS / 6; i++) {
    const text = mutateText(corpus[2 + below(2)]!, { pieces, corpus }, below);
    try {
      parseRuleTests(text, 'f');
    } catch (error) {
      if (!(error instanceof RuleFileError))
        throw new Error(`${JSON.stringify(text)} failed`, { cause: error });
    }
  }
}, 120_000);
