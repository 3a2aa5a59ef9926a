import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BenchCase, benchCase, median } from './measure.ts';

export const unit = 'ms, MiB';

const ROUNDS = 15;
const MIB = 1_048_576;

interface Cost {
  readonly millis: number;
  readonly call: number;
  readonly bytes: number;
}

/**
 * A process that has called `registerKotobaInstrumentation()` beside one that has a bare MeterProvider with a Prometheus
 * exporter, from the beginning of the process until both can be scraped: of what is installed from the packages,
 * so of compiled files.
 */
export default async function bench(): Promise<BenchCase[]> {
  execFileSync('npm', ['run', '-s', 'build'], { stdio: 'ignore' });
  const costs = { ours: [] as Cost[], peer: [] as Cost[] };
  start('kotoba.ts');
  start('bare.ts');
  for (let round = 0; round < ROUNDS; round++) {
    costs.ours.push(start('kotoba.ts'));
    costs.peer.push(start('bare.ts'));
  }
  const of = (side: readonly Cost[], figure: keyof Cost, divisor: number) =>
    median(side.map((cost) => cost[figure])) / divisor;
  const [millis, peerMillis] = [of(costs.ours, 'millis', 1), of(costs.peer, 'millis', 1)];
  const [mib, peerMib] = [of(costs.ours, 'bytes', MIB), of(costs.peer, 'bytes', MIB)];
  console.error(
    `above a bare MeterProvider: ${(millis - peerMillis).toFixed(0)} ms, ${(mib - peerMib).toFixed(1)} MiB`,
  );
  return [
    benchCase(
      'the call alone, ms',
      of(costs.ours, 'call', 1),
      of(costs.peer, 'call', 1),
      'bare MeterProvider',
    ),
    benchCase('process until it can be scraped, ms', millis, peerMillis, 'bare MeterProvider'),
    benchCase('memory, MiB', mib, peerMib, 'bare MeterProvider'),
  ];
}

function start(program: string): Cost {
  const path = fileURLToPath(new URL(`startup/${program}`, import.meta.url));
  const said = execFileSync(process.execPath, ['--no-warnings', '--expose-gc', path], {
    encoding: 'utf8',
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = said.split('\n').find((text) => text.startsWith('{"millis"'));
  if (line === undefined)
    throw new Error(`expected ${program} to report its cost, got ${JSON.stringify(said)}`);
  return JSON.parse(line) as Cost;
}
