import { Labels, type SeriesSamples } from '@kotoba/core';

/** Distance of two samples. */
const STEP_SECONDS = 15;
/** Samples of a series without gaps: an hour. */
const COUNT = 240;

/**
 * The first sample, in unix seconds. All samples lie 4 s after a multiple of 15 s, so that no sample stands at the edge of
 * a window that ends 7 s after one, nor at a step of a subquery: Prometheus 2 counts samples at the left edge, 3 does not.
 */
export const FIRST_SECONDS = 1_700_006_400 + 4;
/** The last sample. */
export const LAST_SECONDS = FIRST_SECONDS + (COUNT - 1) * STEP_SECONDS;

/** Uniform numbers in 0 … 1 that are the same at every run (mulberry32). */
export function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Value = (index: number) => number;

/** Counters with resets, gauges of both signs, values that are no numbers, histograms, gaps, late starts and early ends. */
export function differentialSeries(): SeriesSamples[] {
  const random = randoms(7);
  const series: SeriesSamples[] = [];
  const add = (
    record: Record<string, string>,
    value: Value,
    isKept: (index: number) => boolean = () => true,
  ) => {
    const indexes = Array.from({ length: COUNT }, (_, index) => index).filter(isKept);
    series.push({
      labels: Labels.from(record),
      timestamps: Float64Array.from(indexes, (index) => (FIRST_SECONDS + index * STEP_SECONDS) * 1_000),
      values: Float64Array.from(indexes, value),
    });
  };
  for (const job of ['api', 'db', 'web']) {
    for (const instance of ['a', 'b', 'c']) {
      for (const code of ['200', '500']) {
        const labels = { __name__: 'requests_total', job, instance, code };
        add(labels, counter(random, instance === 'b'), gaps(job, instance));
      }
    }
  }
  for (const instance of ['a', 'b', 'c'])
    for (const room of ['north', 'south'])
      add(
        { __name__: 'temperature', instance, room },
        wave(random),
        instance === 'c' ? everyThird : undefined,
      );
  for (const job of ['api', 'db', 'web']) add({ __name__: 'limits', job }, () => 50 + 25 * job.length);
  for (const kind of ['nan', 'inf', 'mixed']) add({ __name__: 'odd', kind }, odd(kind, random));
  for (const job of ['api', 'db']) addHistogram(job, add, random);
  return series;
}

function counter(random: () => number, resets: boolean): Value {
  let total = 100_000 + Math.floor(random() * 1_000);
  return () => {
    total =
      resets && random() < 0.02 ? 60_000 + Math.floor(random() * 100) : total + Math.floor(random() * 40);
    return total;
  };
}

function wave(random: () => number): Value {
  const phase = random() * 6;
  return (index) => 20 * Math.sin(index / 17 + phase) + random();
}

function odd(kind: string, random: () => number): Value {
  return (index) => {
    if (kind !== 'inf' && index % 7 === 3) return Number.NaN;
    if (kind !== 'nan' && index % 11 === 5) return Number.POSITIVE_INFINITY;
    if (kind === 'mixed' && index % 13 === 6) return Number.NEGATIVE_INFINITY;
    return Math.round(random() * 100) / 8;
  };
}

/** One job's series end early, one's begin late, one instance is away for more than the lookback, another loses samples. */
function gaps(job: string, instance: string): (index: number) => boolean {
  if (instance === 'c') return (index) => index % 9 !== 4;
  if (job === 'db' && instance === 'a') return (index) => index < 90 || index > 125;
  if (job === 'web' && instance === 'a') return (index) => index < 170;
  if (job === 'web' && instance === 'b') return (index) => index > 60;
  return () => true;
}

function everyThird(index: number): boolean {
  return index % 3 === 0;
}

function addHistogram(
  job: string,
  add: (labels: Record<string, string>, value: Value) => void,
  random: () => number,
): void {
  const bounds = ['0.1', '0.5', '1', '5', '+Inf'];
  const growth = Array.from({ length: COUNT }, () => bounds.map(() => Math.floor(random() * 9)));
  bounds.forEach((le, bucket) => {
    let total = 10_000 * (bucket + 1);
    add({ __name__: 'latency_bucket', job, le }, (index) => {
      for (let below = 0; below <= bucket; below++) total += growth[index]![below]!;
      return total;
    });
  });
}
