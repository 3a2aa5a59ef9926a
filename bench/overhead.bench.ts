import { fileURLToPath } from 'node:url';
import { ChildProgram } from '../e2e/support/child-program.ts';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { type BenchCase, benchCase, median } from './measure.ts';
import { Load } from './overhead/load.ts';

export const unit = 'ms; µs at full load';

const ROUNDS = 7;
const STEADY_SECONDS = 16;
const FULL_SECONDS = 4;
/** About a third of what the service can do. */
const REQUESTS_PER_SECOND = 600;
const SCRAPE_EVERY_MILLIS = 5_000;

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly delay: number;
  readonly full: number;
}

interface Service {
  readonly load: Load;
  readonly metrics: string | undefined;
  readonly figures: Figures[];
}

/**
 * A service on SQLite under load with everything on – metrics, history on disk, health checks, all built-in rules every 15 s,
 * a scrape every 5 s – beside the same service without. A round is longer than the collection interval, so each has one.
 */
export default async function bench(): Promise<BenchCase[]> {
  const cleanup = new Cleanup();
  try {
    const [ours, peer] = [await start('monitored', cleanup), await start('bare', cleanup)];
    for (const service of [ours, peer]) await service.load.full(3);
    for (let round = 0; round < ROUNDS; round++)
      for (const service of round % 2 === 0 ? [ours, peer] : [peer, ours]) await measure(service);
    const of = (figure: keyof Figures): [number, number] => [
      median(ours.figures.map((one) => one[figure])),
      median(peer.figures.map((one) => one[figure])),
    ];
    const line = (name: string, figure: keyof Figures) => benchCase(name, ...of(figure), 'no monitoring');
    const [p99, bareP99] = of('p99');
    const [full, bareFull] = of('full');
    console.error(
      `p99 ${(p99 - bareP99).toFixed(2)} ms more, throughput ${((1 - bareFull / full) * 100).toFixed(1)} % less`,
    );
    return [
      line(`latency p50 at ${REQUESTS_PER_SECOND} requests/s, ms`, 'p50'),
      line(`latency p99 at ${REQUESTS_PER_SECOND} requests/s, ms`, 'p99'),
      line('event-loop delay p99, ms', 'delay'),
      line('a request at full load, µs', 'full'),
    ];
  } finally {
    await cleanup.run();
  }
}

async function start(kind: 'monitored' | 'bare', cleanup: Cleanup): Promise<Service> {
  const program = new ChildProgram({
    command: process.execPath,
    args: [
      '--conditions=kotoba-source',
      '--no-warnings',
      fileURLToPath(new URL('overhead/app.ts', import.meta.url)),
      kind,
    ],
    cleanup,
  });
  const said = await program.ready(() => /^\{"port".*$/m.exec(program.stdout)?.[0]);
  const { port, metrics } = JSON.parse(said) as { port: number; metrics?: string };
  const load = new Load(port);
  cleanup.add(() => load.close());
  return { load, metrics, figures: [] };
}

async function measure({ load, metrics, figures }: Service): Promise<void> {
  await load.request('/delay');
  const scraping =
    metrics === undefined
      ? undefined
      : setInterval(() => void fetch(metrics).then((answer) => answer.arrayBuffer()), SCRAPE_EVERY_MILLIS);
  const latencies = (await load.steady(REQUESTS_PER_SECOND, STEADY_SECONDS)).sort((a, b) => a - b);
  clearInterval(scraping);
  const { p99: delay } = JSON.parse(await load.request('/delay')) as { p99: number };
  const full = await load.full(FULL_SECONDS);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)]!;
  figures.push({ p50: at(0.5), p99: at(0.99), delay, full });
}
