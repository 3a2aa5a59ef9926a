import { readFileSync } from 'node:fs';
import { type BacktestResult, backtest, parseRuleFile, ruleTemplates } from '@kotoba/alerting';
import { formatDuration, KotobaError, parseDuration } from '@kotoba/core';
import type { Command } from 'commander';
import { HttpSeriesSource } from '../http-series-source.ts';
import { serviceOf, withService } from '../service-options.ts';
import type { Terminal } from '../terminal.ts';

/** `kotoba backtest FILE…`: when rules would have fired on the history of a running service. */
export function backtestCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('backtest')
    .description('say when the rules of a file would have fired on the history of a running service')
    .argument('<files...>', 'rule files')
    .option('--from <time>', 'RFC 3339, or a duration before the end such as 6h', '1h')
    .option('--to <time>', 'RFC 3339 (default: now)');
  withService(command).action(async (files: string[], options: Record<string, string>) => {
    const to = options.to === undefined ? Date.now() : timeOf(options.to);
    const from = /[-:T]/.test(options.from!) ? timeOf(options.from!) : to - parseDuration(options.from!);
    const source = new HttpSeriesSource(serviceOf(options, terminal.environment));
    for (const file of files) {
      const { groups } = parseRuleFile(readFileSync(file, 'utf8'), {
        file,
        checkTemplate: (text, name) => ruleTemplates.check(text, name),
      });
      for (const group of groups) {
        terminal.out(`${group.name}:`);
        for (const line of describe(await backtest(group, from, to, { source }))) terminal.out(`  ${line}`);
      }
    }
  });
}

function timeOf(text: string): number {
  const millis = Date.parse(text);
  if (Number.isNaN(millis))
    throw new KotobaError(
      'KOTOBA_CLI_USAGE',
      `expected a time such as 2026-01-02T03:04:05Z, got ${JSON.stringify(text)}`,
    );
  return millis;
}

function describe({ firings, evaluations, failures, firstFailure, firingMillis }: BacktestResult): string[] {
  const lines = firings.map(({ alertname, labels, firedAtMillis, resolvedAtMillis }) => {
    const end = resolvedAtMillis === undefined ? 'still firing' : `to ${time(resolvedAtMillis)}`;
    return `${alertname}${labels.without('alertname')} fired ${time(firedAtMillis)} ${end}`;
  });
  const firing =
    firings.length === 0
      ? 'would not have fired'
      : `${firings.length} alerts, firing for ${formatDuration(firingMillis)}`;
  lines.push(`${firing}, in ${evaluations} evaluations`);
  if (failures > 0) lines.push(`${failures} evaluations failed, the first with: ${firstFailure}`);
  return lines;
}

function time(millis: number): string {
  return new Date(millis).toISOString();
}
