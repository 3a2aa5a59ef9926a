import { Labels, type SeriesSamples } from '@kotoba/core';

/** The bounds of the baseline's histograms, `+Inf` included: 12 buckets. */
const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];

/** Distance of two collections. */
export const STEP_MILLIS = 15_000;
/** Collections in the baseline: 6 h. */
export const STEPS = 1_440;
/** The first collection, on a whole two-hour block of Prometheus'. */
export const START_MILLIS = 1_700_006_400_000;
/** The last collection. */
export const END_MILLIS = START_MILLIS + (STEPS - 1) * STEP_MILLIS;

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

/** Draws from a Poisson distribution: events of a step at a mean rate. Source: Knuth, TAOCP 2, 3.4.1. */
function poisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let events = -1;
  for (let product = 1; product > limit; product *= random()) events++;
  return events;
}

/** A standard normal draw. Source: Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Events of a counter in one step, on average. */
const EVENTS_A_STEP = 12;
/** Observations of a histogram in one step, on average. */
const OBSERVATIONS_A_STEP = 20;

/** 1,000 counters (10 jobs of 100 instances) and 200 histograms of 12 buckets, every 15 s for 6 h: 5.47 M samples. */
export function baselineSeries(): SeriesSamples[] {
  const timestamps = Float64Array.from({ length: STEPS }, (_, step) => START_MILLIS + step * STEP_MILLIS);
  const random = randoms(1);
  const series: SeriesSamples[] = [];
  for (let job = 0; job < 10; job++) {
    for (let instance = 0; instance < 100; instance++) {
      const labels = Labels.from({
        __name__: 'm_total',
        job: `job-${job}`,
        instance: `host-${instance}:9100`,
      });
      series.push({ labels, timestamps, values: poissonCounter(random, STEPS) });
    }
  }
  for (let histogram = 0; histogram < 200; histogram++)
    series.push(...histogramSeries(histogram, timestamps, random));
  return series;
}

/** A counter of events that come at random at a constant mean rate. */
export function poissonCounter(random: () => number, steps: number): Float64Array {
  const values = new Float64Array(steps);
  let total = 0;
  for (let step = 0; step < steps; step++) {
    total += poisson(random, EVENTS_A_STEP);
    values[step] = total;
  }
  return values;
}

/** Latencies around 0.1 s, log-normally distributed: classic buckets, sum and count. */
export function histogramSeries(
  histogram: number,
  timestamps: Float64Array,
  random: () => number,
): SeriesSamples[] {
  const own = { job: `job-${histogram % 10}`, instance: `host-${Math.floor(histogram / 10)}:9100` };
  const columns = BOUNDS.map(() => new Float64Array(STEPS));
  const sums = new Float64Array(STEPS);
  const counts = BOUNDS.map(() => 0);
  const bounds = BOUNDS.map((bound) => Number(bound.replace('Inf', 'Infinity')));
  let sum = 0;
  for (let step = 0; step < STEPS; step++) {
    for (let left = poisson(random, OBSERVATIONS_A_STEP); left > 0; left--) {
      const seconds = 0.1 * Math.exp(1.2 * normal(random));
      sum += seconds;
      bounds.forEach((bound, bucket) => {
        if (seconds <= bound) counts[bucket]!++;
      });
    }
    sums[step] = sum;
    counts.forEach((count, bucket) => {
      columns[bucket]![step] = count;
    });
  }
  const series = (name: string, values: Float64Array, extra: Record<string, string> = {}): SeriesSamples => ({
    labels: Labels.from({ __name__: name, ...own, ...extra }),
    timestamps,
    values,
  });
  return [
    ...BOUNDS.map((le, bucket) => series('h_bucket', columns[bucket]!, { le })),
    series('h_sum', sums),
    series('h_count', columns.at(-1)!.slice()),
  ];
}
