import { expect, it } from '@jest/globals';
import { Labels, systemClock } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';
import { inSlices } from './in-slices.ts';

/** `count` windows of `length` samples each. */
const windows = (count: number, length: number) => ({
  first: new Int32Array(count),
  end: new Int32Array(count).fill(length),
});

it('covers every step once, in order, whether or not there are pauses', async () => {
  for (const pause of [undefined, Promise.resolve()]) {
    const steps: number[] = [];
    await inSlices({ breathe: () => pause }, windows(103, 9_000), (from, to) => {
      expect(to - from).toBeLessThanOrEqual(5);
      for (let step = from; step < to; step++) steps.push(step);
    });
    expect(steps).toEqual(Array.from({ length: 103 }, (_, step) => step));
  }
});

it('does not pause for little', () => {
  let slices = 0;
  const done = inSlices({ breathe: () => Promise.resolve() }, windows(1_000, 20), () => slices++);
  expect([done, slices]).toEqual([undefined, 1]);
});

const SAMPLES = 5_000;
const long = new MemorySeriesSource([
  {
    labels: Labels.from({ __name__: 'm_total' }),
    timestamps: Float64Array.from({ length: SAMPLES }, (_, i) => i * 1_000),
    values: Float64Array.from({ length: SAMPLES }, (_, i) => (i % 2) + Math.sin(i)),
  },
]);

it.each([
  'stddev_over_time(m_total[5000s])',
  'sum_over_time(m_total[5000s])',
  'quantile_over_time(0.5, m_total[5000s])',
  'mad_over_time(m_total[5000s])',
  'predict_linear(m_total[5000s], 1)',
  'double_exponential_smoothing(m_total[5000s], 0.5, 0.5)',
  'rate(m_total[5000s])',
  'rate(m_total[5000s] smoothed)',
])('%s over one long series ends when its time is over', async (query) => {
  const engine = createEngine({
    timeoutMillis: 20,
    enableExperimentalFunctions: true,
    enableExtendedRangeSelectors: true,
  });
  const started = systemClock.monotonic();
  await expect(engine.range(query, 0, 4_000_000, 250, long)).rejects.toMatchObject({
    code: 'PROMQL_TIMEOUT',
  });
  expect(systemClock.monotonic() - started).toBeLessThan(2_000);
});
