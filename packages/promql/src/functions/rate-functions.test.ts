import { describe, expect, it } from '@jest/globals';
import { Labels, type SeriesSamples } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';
import type { EngineOptions } from '../options.ts';

const SECOND = 1000;

function series(name: string, values: readonly (number | null)[], starts?: readonly number[]): SeriesSamples {
  const kept = values.flatMap((value, i) => (value === null ? [] : [i]));
  return {
    labels: Labels.from({ __name__: name }),
    timestamps: Float64Array.from(kept, (i) => i * 15 * SECOND),
    values: Float64Array.from(kept, (i) => values[i]!),
    ...(starts !== undefined && { startTimestamps: Float64Array.from(kept, (i) => starts[i]! * SECOND) }),
  };
}

async function run(
  query: string,
  seconds: number,
  all: readonly SeriesSamples[],
  options: EngineOptions = {},
) {
  const engine = createEngine({
    enableExperimentalFunctions: true,
    enableExtendedRangeSelectors: true,
    ...options,
  });
  const { value, infos, warnings } = await engine.instant(
    query,
    seconds * SECOND,
    new MemorySeriesSource(all),
  );
  return { value: value.type === 'vector' ? value.samples[0]?.value : undefined, infos, warnings };
}

describe('rate, increase and delta', () => {
  // Samples at 0, 15, 30, 45 and 60 s.
  const steady = series('a_total', [100, 115, 130, 145, 160]);

  it.each([
    ['rate(a_total[1m])', 60, 1],
    ['increase(a_total[1m])', 60, 60],
    ['delta(a_total[1m])', 60, 60],
    ['increase(a_total[1m])', 67, 60],
    // Nothing more comes for longer than 1.1 distances: half a distance is added to each side.
    ['increase(a_total[2m])', 100, 75],
    ['rate(a_total[15s])', 60, undefined],
  ])('%s at %d s is %d', async (query, at, expected) => {
    const { value } = await run(query, at, [steady]);
    if (expected === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 12);
  });

  it('do not extend a counter below zero', async () => {
    // From 2 at 30 s to 32 at 60 s: it was zero 2 s before.
    const young = series('b_total', [null, null, 2, 17, 32]);
    expect((await run('increase(b_total[1m])', 60, [young])).value).toBeCloseTo(32, 12);
    expect((await run('delta(b_total[1m])', 60, [young])).value).toBeCloseTo(37.5, 12);
  });

  it('put back what resets took away', async () => {
    const reset = series('c_total', [100, 110, 5, 10, 2]);
    expect((await run('delta(c_total[61s])', 60, [reset])).value).toBeCloseTo((-98 * 61) / 60, 12);
    expect((await run('increase(c_total[61s])', 60, [reset])).value).toBeCloseTo((22 * 61) / 60, 12);
  });

  it('give the same at every step of a range query as at that instant', async () => {
    const jumping = series(
      'd_total',
      Array.from({ length: 80 }, (_, i) => (i % 11 === 7 ? null : ((i * 37) % 23) + i / 3)),
    );
    const source = new MemorySeriesSource([jumping]);
    const engine = createEngine({ enableExtendedRangeSelectors: true });
    for (const query of [
      ...['rate(d_total[2m])', 'delta(d_total[2m])', 'irate(d_total[2m])', 'idelta(d_total[2m])'],
      ...[
        'changes(d_total[2m])',
        'resets(d_total[2m])',
        'deriv(d_total[2m])',
        'predict_linear(d_total[2m], 60)',
      ],
      ...['rate(d_total[2m] smoothed)', 'rate(d_total[2m] anchored)', 'resets(d_total[2m] anchored)'],
    ]) {
      const { value } = await engine.range(query, 0, 1300 * SECOND, 23 * SECOND, source);
      const steps: number[] = [];
      const wanted: number[] = [];
      for (let at = 0; at <= 1300; at += 23) {
        const { value: alone } = await run(query, at, [jumping]);
        if (alone === undefined) continue;
        steps.push(at * SECOND);
        wanted.push(alone);
      }
      expect([query, Array.from(value.series[0]!.timestamps)]).toEqual([query, steps]);
      expect(Array.from(value.series[0]!.values)).toEqual(wanted);
    }
  });

  it('tell of a metric that may be no counter', async () => {
    const gauge = series('temperature', [1, 2, 3]);
    expect((await run('rate(temperature[1m])', 30, [gauge])).infos).toEqual([
      'PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "temperature" (1:6)',
    ]);
    expect(
      (await run('rate(temperature[1m])', 30, [gauge], { enableTypeAndUnitLabels: true })).infos,
    ).toEqual([
      'PromQL info: metric might not be a counter, __type__ label is not set to "counter" or "histogram", got "": "temperature" (1:6)',
    ]);
    expect((await run('delta(temperature[1m])', 30, [gauge])).infos).toEqual([]);
    expect((await run('rate(temperature[1m])', 0, [gauge])).infos).toEqual([]);
  });
});

describe('anchored and smoothed ranges', () => {
  const counter = series('a_total', [0, 10, 20, 5, 15, 25]);

  it.each([
    // From the sample at 15 s (10) to the one at 60 s (15), with a reset from 20 to 5 between.
    ['increase(a_total[40s] anchored)', 62, 25],
    ['delta(a_total[40s] anchored)', 62, 5],
    // At 22.5 s the line is at 15, at 67.5 s at 20.
    ['increase(a_total[45s] smoothed)', 67.5, 25],
    ['delta(a_total[45s] smoothed)', 67.5, 5],
    ['rate(a_total[45s] smoothed)', 67.5, 25 / 45],
    // Between 30 s and 45 s the counter began anew: it rises from zero to 5.
    ['increase(a_total[15s] smoothed)', 37.5, 5 + 2.5],
    ['changes(a_total[40s] anchored)', 62, 3],
    ['resets(a_total[40s] anchored)', 62, 1],
    ['resets(a_total[10s] anchored)', 100, undefined],
  ])('%s at %d s is %d', async (query, at, expected) => {
    const { value } = await run(query, at, [counter]);
    if (expected === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 12);
  });
});

describe('start timestamps', () => {
  const options = { enableStartTimestamps: true };

  it('show a reset that values hide', async () => {
    const counter = series('a_total', [10, 20, 30, 40, 50], [-60, -60, 20, 20, 20]);
    expect((await run('resets(a_total[2m])', 60, [counter], options)).value).toBe(1);
    expect((await run('resets(a_total[2m])', 60, [counter])).value).toBe(0);
    expect((await run('irate(a_total[2m])', 30, [counter], options)).value).toBe(2);
    expect((await run('irate(a_total[2m])', 30, [counter])).value).toBeCloseTo(10 / 15, 12);
    expect((await run('increase(a_total[1m])', 60, [counter], options)).value).toBeCloseTo(
      (50 * 60) / 45,
      12,
    );
    expect((await run('increase(a_total[1m])', 60, [counter])).value).toBeCloseTo(40, 12);
  });

  it('make a single sample enough when its counter began inside the range', async () => {
    const counter = series('b_total', [null, null, 6], [0, 0, 10]);
    expect((await run('increase(b_total[1m])', 30, [counter], options)).value).toBe(6);
    expect((await run('increase(b_total[1m])', 30, [counter])).value).toBeUndefined();
    expect((await run('increase(b_total[20s])', 30, [counter], options)).value).toBeUndefined();
  });

  it('warn when they contradict one another', async () => {
    const counter = series('c_total', [1, 2, 3], [-10, -5, -5]);
    expect((await run('rate(c_total[1m])', 30, [counter], options)).warnings).toEqual([
      'PromQL warning: sample has start time that overlaps with previous sample timestamp for metric "c_total" (1:6)',
    ]);
    expect((await run('rate(c_total[20s])', 30, [counter], options)).warnings).toEqual([]);
  });

  it('are answered for selectors', async () => {
    const counter = series('d_total', [1, 2], [-10, 0]);
    expect((await run('start_timestamp(d_total)', 0, [counter], options)).value).toBe(-10);
    expect((await run('start_timestamp(d_total)', 15, [counter], options)).value).toBe(0);
    expect((await run('start_timestamp(d_total)', 15, [counter])).value).toBeUndefined();
    expect((await run('start_timestamp(d_total + 1)', 15, [counter], options)).value).toBeUndefined();
  });
});

describe('changes and resets', () => {
  it('count between neighbours inside the window', async () => {
    const jumping = series('m', [1, 1, 2, 0, Number.NaN, Number.NaN, 3]);
    expect((await run('changes(m[2m])', 90, [jumping])).value).toBe(4);
    expect((await run('changes(m[1m])', 90, [jumping])).value).toBe(2);
    expect((await run('resets(m[2m])', 90, [jumping])).value).toBe(1);
    expect((await run('resets(m[15s])', 90, [jumping])).value).toBe(0);
  });
});

describe('regression', () => {
  const line = series('m', [1, 2, 3, 4, 5]);

  it.each([
    ['deriv(m[2m])', 60, 1 / 15],
    ['predict_linear(m[2m], 15)', 60, 6],
    ['predict_linear(m[2m], 0)', 75, 6],
    ['predict_linear(m[2m] offset 15s, 0)', 75, 6],
    ['deriv(m[10s])', 60, undefined],
    ['double_exponential_smoothing(m[2m], 0.5, 0.5)', 60, 5],
  ])('%s at %d s is %d', async (query, at, expected) => {
    const { value } = await run(query, at, [line]);
    if (expected === undefined) expect(value).toBeUndefined();
    else expect(value).toBeCloseTo(expected, 12);
  });

  it('finds no slope in what never changes, and none in infinity', async () => {
    const flat = series('m', [7, 7, 7]);
    expect((await run('deriv(m[2m])', 60, [flat])).value).toBe(0);
    expect((await run('predict_linear(m[2m], 9)', 60, [flat])).value).toBe(7);
    const infinite = series('m', [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect((await run('deriv(m[2m])', 60, [infinite])).value).toBeNaN();
  });

  it('refuses factors that do not lie between 0 and 1', async () => {
    await expect(run('double_exponential_smoothing(m[2m], 1, 0.5)', 60, [line])).rejects.toThrow(
      'invalid smoothing factor. Expected: 0 < sf < 1, got: 1.000000',
    );
    await expect(run('double_exponential_smoothing(m[2m], 0.5, -Inf)', 60, [line])).rejects.toThrow(
      'invalid trend factor. Expected: 0 < tf < 1, got: -Inf',
    );
  });
});
