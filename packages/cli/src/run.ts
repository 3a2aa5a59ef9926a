import { errorMessage, KotobaError } from '@kotoba/core';
import { Command, CommanderError } from 'commander';
import { alertsCommand } from './commands/alerts.ts';
import { backtestCommand } from './commands/backtest.ts';
import { checkCommand } from './commands/check.ts';
import { dashboardsCommand } from './commands/dashboards.ts';
import { explainCommand } from './commands/explain.ts';
import { queryCommand } from './commands/query.ts';
import { testCommand } from './commands/test.ts';
import { EXIT, type ExitCode, type Terminal } from './terminal.ts';
import { VerdictError } from './verdict-error.ts';

/** Runs one command line, without the program's own name; answers how it ended. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exit: ExitCode = EXIT.ok;
  const program = new Command('kotoba')
    .description('Kotoba monitoring: rules, alerts, queries and dashboards')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.error(text.trimEnd()),
    });
  checkCommand(program, terminal);
  testCommand(program, terminal);
  backtestCommand(program, terminal);
  alertsCommand(program, terminal);
  queryCommand(program, terminal);
  explainCommand(program, terminal);
  dashboardsCommand(program, terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    exit = exitOf(error, terminal);
  }
  return exit;
}

function exitOf(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof VerdictError) return EXIT.failed;
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const lead = error instanceof KotobaError ? `${error.code}: ` : '';
  terminal.error(`${lead}${errorMessage(error)}`);
  return EXIT.usage;
}
