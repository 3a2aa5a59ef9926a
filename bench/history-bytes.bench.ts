import { Labels, type SeriesSamples } from '@kotoba/core';
import { type BenchCase, benchCase } from './measure.ts';
import {
  baselineSeries,
  histogramSeries,
  normal,
  poissonCounter,
  randoms,
  START_MILLIS,
  STEP_MILLIS,
  STEPS,
} from './promql/baseline.ts';
import { storeOf } from './promql/baseline-store.ts';
import { prometheusChunkBytes } from './promql/prometheus-peer.ts';

export const unit = 'bytes a sample';

const SERIES = 500;
const timestamps = Float64Array.from({ length: STEPS }, (_, step) => START_MILLIS + step * STEP_MILLIS);

function shaped(metric: string, column: (random: () => number) => Float64Array): SeriesSamples[] {
  const random = randoms(2);
  return Array.from({ length: SERIES }, (_, i) => ({
    labels: Labels.from({ __name__: metric, instance: `host-${i}:9100` }),
    timestamps,
    values: column(random),
  }));
}

/** Starts somewhere and moves by one up or down in two steps of five. */
function slowGauge(random: () => number): Float64Array {
  let value = Math.floor(50 + 100 * random());
  return timestamps.map(() => {
    const draw = random();
    if (draw < 0.2) value++;
    else if (draw < 0.4) value--;
    return value;
  });
}

/** Moves by a normally distributed amount, kept to thirty binary places. */
function randomWalk(random: () => number): Float64Array {
  let value = 100;
  return timestamps.map(() => {
    value += normal(random);
    return Math.round(value * 2 ** 30) / 2 ** 30;
  });
}

const SHAPES: Record<string, () => SeriesSamples[]> = {
  'Poisson counter': () => shaped('events_total', (random) => poissonCounter(random, STEPS)),
  histogram: () => {
    const random = randoms(3);
    return Array.from({ length: 40 }, (_, i) => histogramSeries(i, timestamps, random)).flat();
  },
  'slow integer gauge': () => shaped('items', slowGauge),
  'float random walk': () => shaped('level', randomWalk),
  'baseline: 1,000 counters, 200 histograms': baselineSeries,
};

/**
 * Six hours of each shape at 15 s. Ours is all a history counts: columns, block headers, timestamps, labels and index;
 * Prometheus' is its chunks alone.
 */
export default function bench(): BenchCase[] {
  return Object.entries(SHAPES).map(([shape, make]) => {
    const series = make();
    const { bytes, samples } = storeOf(series).stats();
    return benchCase(shape, bytes / samples, prometheusChunkBytes(series) / samples, 'Prometheus');
  });
}
