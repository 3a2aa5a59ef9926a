import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { formatRuleFile, parseRuleFile, parseRuleTests, type Rule, ruleTemplates } from '@kotoba/alerting';
import { catalog, type MetricDefinition } from '@kotoba/metrics';
import { childrenOf, type Expression, parseQuery } from '@kotoba/promql';
import { run } from '../packages/cli/src/index.ts';

const folder = join(import.meta.dirname, '..', 'examples', 'cookbook');
const rulesText = readFileSync(join(folder, 'rules.yml'), 'utf8');
const testFiles = ['rules-test.yml', 'backups-test.yml'].map((file) => join(folder, file));
const page = readFileSync(join(import.meta.dirname, 'cookbook.md'), 'utf8');

const { groups, warnings } = parseRuleFile(rulesText, {
  file: 'rules.yml',
  checkTemplate: (text, name) => ruleTemplates.check(text, name),
});
const rules = groups.flatMap((group) => group.rules);
const namesOf = (type: Rule['type']) => rules.filter((rule) => rule.type === type).map(({ name }) => name);

describe('the rules of docs/cookbook.md', () => {
  it('are those of examples/cookbook/rules.yml, all of them and word for word', () => {
    const blocks = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block]) => block!);
    for (const block of blocks) expect(rulesText).toContain(block.replace(/^(?=.)/gm, '      '));
    const shown = blocks.flatMap((block) =>
      [...block.matchAll(/^- (?:alert|record): (\S+)$/gm)].map(([, name]) => name),
    );
    expect(shown).toEqual(rules.map(({ name }) => name));
  });

  it('are taken without a warning, and by Prometheus as they are', () => {
    expect(warnings).toEqual([]);
    expect(() => formatRuleFile(groups, { forPrometheus: true })).not.toThrow();
    expect(rulesText).not.toMatch(/^ +(resolve_threshold|resolve_when|no_data|on_error|flap):/m);
  });

  it('name metrics of the catalog and their own records only', () => {
    const known = new Set(namesOf('recording'));
    for (const { name, kind } of Object.values<MetricDefinition>(catalog)) {
      known.add(name);
      if (kind === 'histogram')
        for (const suffix of ['bucket', 'count', 'sum']) known.add(`${name}_${suffix}`);
    }
    const named = rules.flatMap((rule) => selectedNames(parseQuery(rule.query)));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it('pass their tests', async () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const exit = await run(['test', 'rules', ...testFiles], { out: write, error: write, environment: {} });
    expect([exit, lines.filter((line) => !line.startsWith('Unit'))]).toEqual([0, ['  SUCCESS', '  SUCCESS']]);
  });

  it('are each tested for firing', () => {
    const tests = testFiles.flatMap((file) => parseRuleTests(readFileSync(file, 'utf8'), file).tests);
    const firing = tests.flatMap(({ alertExpectations }) =>
      alertExpectations.filter(({ alerts }) => alerts.length > 0).map(({ alertname }) => alertname),
    );
    expect([...new Set(firing)].sort()).toEqual(namesOf('alerting').sort());
  });
});

function selectedNames(expression: Expression): string[] {
  const inner = childrenOf(expression).flatMap(selectedNames);
  return expression.kind === 'vectorSelector' ? [expression.name, ...inner] : inner;
}
