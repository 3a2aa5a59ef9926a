import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, SeriesTranslator, systemClock } from '@kotoba/core';
import { HistoryReader, HistoryStore, openJournal, type PersistentJournal } from '@kotoba/history';
import { catalog, createMetrics } from '@kotoba/metrics';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type MetricProducer } from '@opentelemetry/sdk-metrics';
import { type BenchCase, benchCase, interleaved, longestBlockOf, millisecondsOf } from './measure.ts';

export const unit = 'ms';

const HISTOGRAMS = 1_000;
/** Seven bounds: eight buckets, a sum and a count make ten series a histogram. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

/** One way to collect 10,000 series, and to change each of them before. */
interface Side {
  move(): void;
  collect(): Promise<unknown>;
}

function labelsOf(histogram: number): { service: string; route: string } {
  return { service: `service-${Math.floor(histogram / 40)}`, route: `/api/resource-${histogram % 40}` };
}

function moving(record: (histogram: number, value: number) => void): () => void {
  let turn = 0;
  return () => {
    turn++;
    for (let i = 0; i < HISTOGRAMS; i++) record(i, ((i * 37 + turn * 11) % 1_500) / 1_000);
  };
}

/** The time of the app, on which a collection takes place every 15 s whenever it is asked for. */
class CollectionClock implements Clock {
  #collections = 0;
  readonly monotonic = () => systemClock.monotonic();
  readonly setTimeout: Clock['setTimeout'] = (run, millis) => systemClock.setTimeout(run, millis);
  readonly setInterval: Clock['setInterval'] = () => ({ cancel: () => {} });
  readonly now = () => 1_700_000_000_000 + 15_000 * this.#collections++;
}

function kotoba(journal?: PersistentJournal): Side & { readonly store: HistoryStore } {
  const metrics = createMetrics({ system: false });
  const definition = {
    ...catalog.dbQueryLatency,
    name: 'latency',
    labels: ['service', 'route'],
    boundaries: BOUNDARIES,
  };
  const histogram = metrics.histogram<string>(definition);
  const reader = new HistoryReader([metrics.producer as MetricProducer]);
  new MeterProvider({ readers: [reader] });
  const clock = new CollectionClock();
  const store = new HistoryStore({ clock, ...(journal && { journal }) });
  reader.start({
    store,
    translator: new SeriesTranslator(),
    clock,
    observer: { onCollected: () => {}, onFailed: fail, onSkipped: () => {} },
    collectionIntervalMillis: 15_000,
  });
  return {
    store,
    move: moving((i, value) => histogram.record(value, labelsOf(i))),
    collect: () => reader.collectNow(),
  };
}

function fail(_seconds: number, error: unknown): never {
  throw error;
}

function exporter(): Side {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  const histogram = meter.createHistogram('latency', { advice: { explicitBucketBoundaries: BOUNDARIES } });
  return {
    move: moving((i, value) => histogram.record(value, labelsOf(i))),
    collect: async () => serializer.serialize((await reader.collect()).resourceMetrics),
  };
}

/** Long enough for the compression of what 10,000 series collected in 120 collections. */
const SEALING_MILLIS = 4_000;
const PEER = 'exporter-prometheus';

async function collections(name: string, ours: Side, peer: Side): Promise<BenchCase[]> {
  const timed = (side: Side, round: typeof millisecondsOf) => () => {
    side.move();
    return round(side.collect)();
  };
  const rounds = { rounds: 31, warmupRounds: 10 };
  const cases: BenchCase[] = [];
  for (const [what, round] of [
    ['time', millisecondsOf],
    ['longest block', longestBlockOf],
  ] as const) {
    const cost = await interleaved({ ours: timed(ours, round), peer: timed(peer, round) }, rounds);
    cases.push(benchCase(`${name}: ${what}`, cost.ours, cost.peer, PEER));
  }
  return cases;
}

/**
 * What one collection of 10,000 series into the history costs the app's event loop, beside a scrape of as many by the
 * official exporter; and the longest block while 120 collections are compressed.
 */
export default async function bench(): Promise<BenchCase[]> {
  const directory = mkdtempSync(join(tmpdir(), 'kotoba-bench-'));
  const { journal } = await openJournal({ directory, clock: systemClock });
  try {
    const inMemory = kotoba();
    const peer = exporter();
    const cases = await collections('10,000 series', inMemory, peer);
    cases.push(...(await collections('10,000 series, kept on disk', kotoba(journal), peer)));
    while (inMemory.store.stats().samples < 119 * HISTOGRAMS * 10) {
      inMemory.move();
      await inMemory.collect();
    }
    const before = inMemory.store.stats().chunks;
    const sealing = await longestBlockOf(async () => {
      inMemory.move();
      await inMemory.collect();
      inMemory.move();
      await inMemory.collect();
      await sleep(SEALING_MILLIS);
    })();
    if (inMemory.store.stats().chunks === before)
      throw new Error('expected a block to be compressed meanwhile');
    const scraping = await longestBlockOf(peer.collect)();
    cases.push(
      benchCase('10,000 series: longest block while 120 collections are compressed', sealing, scraping, PEER),
    );
    return cases;
  } finally {
    await journal.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
