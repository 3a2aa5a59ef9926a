import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptPackage, findProgram, howToGet, isProgramName, type ProgramName } from './support/programs.ts';

interface Suite {
  readonly name: string;
  readonly file: string;
  readonly missing: readonly ProgramName[];
}

const SUFFIX = '.e2e.ts';
const ROOT = join(import.meta.dirname, '..');

/** The programs named by a suite's `@needs` line, for example `@needs prometheus chromium`. */
function neededPrograms(file: string): ProgramName[] {
  const line = /@needs[ \t]+(.+?)[ \t]*(?:\*\/)?$/m.exec(readFileSync(file, 'utf8'))?.[1];
  return (line?.split(/[\s,]+/) ?? []).map((name) => {
    if (!isProgramName(name)) throw new Error(`${file}: @needs names '${name}', which no table lists`);
    return name;
  });
}

function findSuites(): Suite[] {
  return readdirSync(import.meta.dirname)
    .filter((entry) => entry.endsWith(SUFFIX))
    .sort()
    .map((entry) => {
      const file = join(import.meta.dirname, entry);
      return {
        name: entry.slice(0, -SUFFIX.length),
        file,
        missing: neededPrograms(file).filter((program) => findProgram(program) === undefined),
      };
    });
}

/** Runs jest over the given suites and answers its exit code. */
function runJest(files: readonly string[], flags: readonly string[]): Promise<number> {
  const args = ['--experimental-vm-modules', '--no-warnings', join(ROOT, 'node_modules/jest/bin/jest.js')];
  const child = spawn(
    process.execPath,
    [
      ...args,
      '--config',
      join(import.meta.dirname, 'jest.config.ts'),
      ...flags,
      '--runTestsByPath',
      ...files,
    ],
    { stdio: 'inherit', cwd: ROOT },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/**
 * Runs what the arguments ask for and answers the exit code. Arguments are suites' names, none for all of them; flags go
 * to jest, save `--missing-packages`, which prints the Debian packages this machine lacks and runs nothing.
 */
async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const flags = args.filter((arg) => arg.startsWith('-'));
  const suites = findSuites();
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(`no suite '${unknown.join("', '")}'; there are ${suites.map((s) => s.name).join(', ')}`);
    return 2;
  }
  if (flags.includes('--missing-packages')) {
    const packages = suites
      .flatMap((suite) => suite.missing.map(aptPackage))
      .filter((name) => name !== undefined);
    console.log([...new Set(packages)].join(' '));
    return 0;
  }
  const chosen = names.length > 0 ? suites.filter((suite) => names.includes(suite.name)) : suites;
  const lacking = chosen.filter((suite) => suite.missing.length > 0);
  for (const { name, missing } of lacking) {
    console.error(`skipped: ${name} – this machine lacks ${missing.join(', ')}`);
  }
  for (const program of new Set(lacking.flatMap((suite) => suite.missing))) {
    console.error(`  ${program}: ${howToGet(program)}`);
  }
  const runnable = chosen.filter((suite) => suite.missing.length === 0).map((suite) => suite.file);
  const code = runnable.length > 0 ? await runJest(runnable, flags) : 0;
  if (lacking.length === 0) return code;
  console.error(`${lacking.length} of ${chosen.length} suites skipped, see above`);
  return process.env.CI === 'true' ? 1 : code;
}

process.exitCode = await main(process.argv.slice(2));
