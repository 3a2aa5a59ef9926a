import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseRuleFile, parseRuleTests, type RuleGroup, ruleTemplates, runRuleTests } from '@kotoba/alerting';
import { errorMessage } from '@kotoba/core';
import type { Command } from 'commander';
import { filesMatching } from '../files-matching.ts';
import type { Terminal } from '../terminal.ts';
import { VerdictError } from '../verdict-error.ts';

/** `kotoba test rules FILE…`: promtool's tests of rules. */
export function testCommand(program: Command, terminal: Terminal): void {
  program
    .command('test')
    .description('test files')
    .command('rules')
    .description('run tests of rules, in the format of promtool')
    .argument('<files...>', 'test files')
    .option('--run <pattern>', 'only tests whose name matches this regular expression')
    .action(async (files: string[], { run }: { run?: string }) => {
      let failed = 0;
      for (const file of files) {
        terminal.out(`Unit Testing: ${file}`);
        const failures = await failuresOf(file, run === undefined ? undefined : new RegExp(run));
        if (failures.length === 0) terminal.out('  SUCCESS');
        else {
          failed++;
          terminal.error('  FAILED:');
          for (const failure of failures) terminal.error(failure.replaceAll(/^/gm, '    '));
        }
      }
      if (failed > 0) throw new VerdictError();
    });
}

async function failuresOf(file: string, wanted: RegExp | undefined): Promise<string[]> {
  try {
    const all = parseRuleTests(readFileSync(file, 'utf8'), file);
    const tests =
      wanted === undefined ? all : { ...all, tests: all.tests.filter(({ name }) => wanted.test(name)) };
    const groups = tests.ruleFiles.flatMap((pattern) => readRules(resolve(dirname(file), pattern)));
    const failures = await runRuleTests(tests, groups, { templates: ruleTemplates });
    return failures.map(({ test, place, message }) => {
      const name = test === '' ? '' : `name: ${test},\n`;
      return `${name}${file}:${place.line}:${place.column}: ${message}`;
    });
  } catch (error) {
    return [errorMessage(error)];
  }
}

function readRules(pattern: string): RuleGroup[] {
  return filesMatching(pattern).flatMap((file) => [
    ...parseRuleFile(readFileSync(file, 'utf8'), {
      file,
      checkTemplate: (text, name) => ruleTemplates.check(text, name),
    }).groups,
  ]);
}
