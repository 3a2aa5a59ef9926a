import { SeriesTranslator, systemClock } from '@kotoba/core';
import { ScrapeReader, Scraper } from '@kotoba/http';
import { catalog, createMetrics } from '@kotoba/metrics';
import type { Meter } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, type MetricProducer, type MetricReader } from '@opentelemetry/sdk-metrics';
import { Histogram, Registry } from '@prometheus-io/client';
import { type BenchCase, benchCase, interleaved, longestBlockOf, millisecondsOf } from './measure.ts';

export const unit = 'ms';

/** Seven bounds: eight buckets, a sum and a count make ten series a histogram. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1];

/** One way to hold the histograms and to answer a scrape of them. */
interface Side {
  record(histogram: number, value: number): void;
  scrape(): Promise<unknown>;
}

/** Labels of the n-th histogram: forty routes of as many services as it takes. */
function labelsOf(histogram: number): { service: string; route: string } {
  return { service: `service-${Math.floor(histogram / 40)}`, route: `/api/resource-${histogram % 40}` };
}

function scraperOf(reader: MetricReader): Scraper {
  const observer = { onCollected: () => {}, onFailed: fail, onLeftOut: () => {} };
  return new Scraper({ reader, translator: new SeriesTranslator(), clock: systemClock, observer });
}

function fail(_seconds: number, error: unknown): never {
  throw error;
}

/** Histograms recorded through Kotoba, which reach the reader through its producer. */
function kotoba(): Side {
  const metrics = createMetrics({ system: false });
  const definition = {
    ...catalog.dbQueryLatency,
    name: 'latency',
    labels: ['service', 'route'],
    boundaries: BOUNDARIES,
  };
  const histogram = metrics.histogram<string>(definition);
  const reader = new ScrapeReader([metrics.producer as MetricProducer]);
  new MeterProvider({ readers: [reader] });
  const scraper = scraperOf(reader);
  return {
    record: (index, value) => histogram.record(value, labelsOf(index)),
    scrape: async () => (await scraper.scrape()).as('text'),
  };
}

function recorderIn(meter: Meter): Side['record'] {
  const histogram = meter.createHistogram('latency', { advice: { explicitBucketBoundaries: BOUNDARIES } });
  return (index, value) => histogram.record(value, labelsOf(index));
}

/** Plain OpenTelemetry histograms, served by our endpoint. */
function kotobaOverPlain(): Side {
  const reader = new ScrapeReader();
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  const scraper = scraperOf(reader);
  return { record: recorderIn(meter), scrape: async () => (await scraper.scrape()).as('text') };
}

/** The same histograms, as the official exporter collects and serialises them. */
function exporter(): Side {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
  const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);
  return {
    record: recorderIn(meter),
    scrape: async () => Buffer.from(serializer.serialize((await reader.collect()).resourceMetrics)),
  };
}

function prometheusClient(): Side {
  const registry = new Registry();
  const histogram = new Histogram({
    name: 'latency',
    help: 'latency',
    labelNames: ['service', 'route'],
    buckets: BOUNDARIES,
    registers: [registry],
  });
  return {
    record: (index, value) => histogram.observe(labelsOf(index), value),
    scrape: async () => Buffer.from(await registry.metrics()),
  };
}

/** Answers the scrape of a side whose every histogram has moved since the scrape before. */
function filled(side: Side, histograms: number): { move(): void; scrape: Side['scrape'] } {
  const move = () => {
    for (let index = 0; index < histograms; index++) side.record(index, ((index * 37) % 1_500) / 1_000);
  };
  move();
  return { move, scrape: side.scrape };
}

export default async function bench(): Promise<BenchCase[]> {
  const cases: BenchCase[] = [];
  for (const histograms of [100, 1_000]) {
    const series = `${(histograms * 10).toLocaleString('en')} series`;
    const ours: ReadonlyArray<readonly [string, Side]> = [
      ['recorded through Kotoba', kotoba()],
      ['plain OpenTelemetry instruments', kotobaOverPlain()],
    ];
    const peers: ReadonlyArray<readonly [string, Side]> = [
      ['exporter-prometheus', exporter()],
      ['@prometheus-io/client', prometheusClient()],
    ];
    for (const [how, side] of ours) {
      for (const [peerName, peer] of peers) {
        const mine = filled(side, histograms);
        const theirs = filled(peer, histograms);
        const timed = (what: ReturnType<typeof filled>, round: typeof millisecondsOf) => () => {
          what.move();
          return round(what.scrape)();
        };
        const rounds = { rounds: 25, warmupRounds: 10 };
        const time = await interleaved(
          { ours: timed(mine, millisecondsOf), peer: timed(theirs, millisecondsOf) },
          rounds,
        );
        cases.push(benchCase(`${series}, ${how}: time`, time.ours, time.peer, peerName));
        const block = await interleaved(
          { ours: timed(mine, longestBlockOf), peer: timed(theirs, longestBlockOf) },
          rounds,
        );
        cases.push(benchCase(`${series}, ${how}: longest block`, block.ours, block.peer, peerName));
      }
    }
  }
  return cases;
}
