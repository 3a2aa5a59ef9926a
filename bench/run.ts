import { readdirSync } from 'node:fs';
import type { BenchCase } from './measure.ts';

/** What a file `bench/NAME.bench.ts` exports. */
interface Benchmark {
  readonly unit: string;
  readonly default: () => Promise<BenchCase[]>;
}

interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly cases: readonly BenchCase[];
}

const SUFFIX = '.bench.ts';
const USAGE = 'usage: npm run -s bench -- NAME [--json] | all [--json] | --list';

function available(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

async function run(name: string): Promise<BenchResult> {
  const file = new URL(`./${name}${SUFFIX}`, import.meta.url);
  const benchmark = (await import(file.href)) as Benchmark;
  return { name, unit: benchmark.unit, cases: await benchmark.default() };
}

function table({ name, unit, cases }: BenchResult): string {
  const rows = [
    [`${name} (${unit})`, 'ours', 'peer', 'ours ÷ peer', 'beside'],
    ...cases.map((line) => [
      line.case,
      String(line.ours),
      String(line.peer),
      String(line.ratio),
      line.peerName,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isFigure = (column: number) => column >= 1 && column <= 3;
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isFigure(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Runs what the arguments ask for and answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const names = available();
  const json = args.includes('--json');
  const unknownFlag = args.find((arg) => arg.startsWith('-') && arg !== '--json' && arg !== '--list');
  const [name, ...rest] = args.filter((arg) => !arg.startsWith('-'));
  if (args.includes('--list')) {
    console.log(json ? JSON.stringify({ benchmarks: names }) : names.join('\n'));
    return 0;
  }
  const known = name === 'all' || names.includes(name ?? '');
  if (unknownFlag !== undefined || rest.length > 0 || !known) {
    const complaint = unknownFlag ?? (name === undefined || known ? undefined : `no benchmark '${name}'`);
    console.error([complaint, USAGE, `available: ${names.join(', ')}`].filter(Boolean).join('\n'));
    return 2;
  }
  if (name !== 'all') {
    const result = await run(name!);
    console.log(json ? JSON.stringify(result) : table(result));
    return 0;
  }
  const results: BenchResult[] = [];
  for (const each of names) {
    const result = await run(each);
    results.push(result);
    if (!json) console.log(`${table(result)}\n`);
  }
  if (json) console.log(JSON.stringify({ benchmarks: results }));
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
