import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseAlertmanagerConfig, parseRuleFile, ruleTemplates } from '@kotoba/alerting';
import { systemClock } from '@kotoba/core';
import { parseQuery } from '@kotoba/promql';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
const KOTOBA_COMMANDS = ['check', 'test', 'backtest', 'alerts', 'explain', 'query', 'dashboards', '--help'];

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const blocksOf = (page: string, language: string) =>
  [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, block]) => block!,
  );

/** What is wrong with a command line of the documentation, if anything. */
function problemOf(command: string): string | undefined {
  const script = /npm run (?:-s )?([\w:]+)(?: -- ([\w-]+))?/.exec(command);
  if (script !== null) {
    const [, name, suite] = script;
    if (!(name! in scripts)) return `no script ${name}`;
    const folder = name === 'bench' ? 'bench' : name === 'e2e' ? 'e2e' : undefined;
    if (folder === undefined || suite === undefined || suite === 'NAME') return undefined;
    return existsSync(join(root, folder, `${suite}.${folder}.ts`)) ? undefined : `no ${folder} ${suite}`;
  }
  const kotoba = /npx kotoba (\S+)/.exec(command);
  if (kotoba !== null) return KOTOBA_COMMANDS.includes(kotoba[1]!) ? undefined : `no command ${kotoba[1]}`;
  const program = /npx node --conditions=kotoba-source (\S+)/.exec(command);
  if (program !== null) return existsSync(join(root, program[1]!)) ? undefined : `no file ${program[1]}`;
  return undefined;
}

describe.each(pages)('%s', (page) => {
  it('has commands of scripts, suites and files that are there', () => {
    const commands = textOf(page).match(/(?:npm run|npx kotoba|npx node) [^\n`]+/g) ?? [];
    expect(commands.flatMap((command) => problemOf(command) ?? [])).toEqual([]);
  });

  it('has PromQL and JSON that parse', () => {
    for (const query of blocksOf(page, 'promql')) expect(() => parseQuery(query)).not.toThrow();
    const values = blocksOf(page, 'json').flatMap((block) =>
      isJson(block) ? [block] : block.trim().split('\n'),
    );
    expect(values.filter((value) => !isJson(value))).toEqual([]);
  });

  it('has rules and Alertmanager configurations that load', () => {
    for (const block of blocksOf(page, 'yaml')) {
      if (/^- (alert|record):/m.test(block)) expect(() => loadRules(block)).not.toThrow();
      if (/^route:/m.test(block)) expect(() => loadConfiguration(block)).not.toThrow();
    }
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function loadRules(block: string) {
  const rules = block.replace(/^(?=.)/gm, '      ');
  return parseRuleFile(`groups:\n  - name: shown\n    rules:\n${rules}`, {
    file: 'page.yml',
    checkTemplate: (text, name) => ruleTemplates.check(text, name),
  });
}

function loadConfiguration(block: string) {
  return parseAlertmanagerConfig(block, {
    file: 'page.yml',
    clock: systemClock,
    readSecretFile: (path) =>
      path.includes('slack') ? 'https://hooks.slack.com/services/T/B/x' : '0'.repeat(32),
  });
}
