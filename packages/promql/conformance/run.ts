import { readFileSync } from 'node:fs';
import { type CaseResult, runScript } from './run-script.ts';

const USAGE = 'usage: npm run conformance -- FILE… [--quiet]';

/** Runs the scripts named and answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const files = args.filter((arg) => !arg.startsWith('--'));
  if (files.length === 0 || args.some((arg) => arg.startsWith('--') && arg !== '--quiet')) {
    console.error(USAGE);
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const results = await run(file);
    const failures = results.filter(({ failure }) => failure !== undefined);
    if (!args.includes('--quiet'))
      for (const { line, query, failure } of failures)
        console.log(`${file}:${line} ${query}\n    ${failure}`);
    console.log(`${file}: ${results.length - failures.length} passed, ${failures.length} failed`);
    failed += failures.length;
    passed += results.length - failures.length;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function run(file: string): Promise<readonly CaseResult[]> {
  try {
    return await runScript(readFileSync(file, 'utf8'));
  } catch (error) {
    return [
      { line: 0, query: '', failure: `cannot be run: ${error instanceof Error ? error.message : error}` },
    ];
  }
}

process.exitCode = await main(process.argv.slice(2));
