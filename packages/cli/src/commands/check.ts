import { readFileSync } from 'node:fs';
import { formatProblem, parseAlertmanagerConfig, parseRuleFile, ruleTemplates } from '@kotoba/alerting';
import { errorMessage, systemClock } from '@kotoba/core';
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { VerdictError } from '../verdict-error.ts';

/** `kotoba check rules FILE…` and `kotoba check config FILE…`. */
export function checkCommand(program: Command, terminal: Terminal): void {
  const check = program.command('check').description('check files without using them');
  check
    .command('rules')
    .description('check rule files, of Prometheus or with our own fields')
    .argument('<files...>', 'rule files')
    .action((files: string[]) =>
      checkAll(files, terminal, (text, file) => {
        const { groups, warnings } = parseRuleFile(text, {
          file,
          checkTemplate: (template, name) => ruleTemplates.check(template, name),
        });
        for (const warning of warnings) terminal.out(`  warning: ${formatProblem(warning)}`);
        return `${groups.reduce((total, { rules }) => total + rules.length, 0)} rules found`;
      }),
    );
  check
    .command('config')
    .description('check Alertmanager configurations: routes, receivers, inhibitions, time intervals')
    .argument('<files...>', 'configurations')
    .action((files: string[]) =>
      checkAll(files, terminal, (text, file) => {
        const { receivers } = parseAlertmanagerConfig(text, { file, clock: systemClock });
        return `${receivers.size} receivers found`;
      }),
    );
}

/** Checks each file, and tells of all that is wrong. @throws {VerdictError} when something is */
function checkAll(
  files: readonly string[],
  terminal: Terminal,
  check: (text: string, file: string) => string,
): void {
  let failed = 0;
  for (const file of files) {
    terminal.out(`Checking ${file}`);
    try {
      terminal.out(`  SUCCESS: ${check(readFileSync(file, 'utf8'), file)}`);
    } catch (error) {
      failed++;
      terminal.error('  FAILED:');
      for (const line of errorMessage(error).split('\n')) terminal.error(`    ${line}`);
    }
  }
  if (failed > 0) throw new VerdictError();
}
