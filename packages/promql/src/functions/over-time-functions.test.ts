import { describe, expect, it } from '@jest/globals';
import { Labels, type SeriesSamples } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';

const SECOND = 1000;
const WINDOW = 60 * SECOND;
const STEP = 7 * SECOND;
const END = 600 * SECOND;

type Reference = (values: readonly number[], times: readonly number[]) => number;

/** Values at uneven times, the same at every run. */
function samples(value: (i: number) => number): SeriesSamples {
  const times: number[] = [];
  for (let time = 13 * SECOND; time < END; time += ((time * 7) % 19) * SECOND + SECOND) times.push(time);
  return {
    labels: Labels.from({ __name__: 'm' }),
    timestamps: Float64Array.from(times),
    values: Float64Array.from(times, (_, i) => value(i)),
  };
}

const SHAPES: Record<string, SeriesSamples> = {
  integers: samples((i) => ((i * 7919) % 101) - 50),
  fractions: samples((i) => Math.sin(i) * 1e3 + i / 7),
  'fractions of very different size': samples((i) => (i % 3 === 0 ? 1e16 : 0.1 * i) * (i % 2 === 0 ? 1 : -1)),
  'equal values in a row': samples((i) => Math.floor(i / 4) % 3),
  'some NaN': samples((i) => (i % 4 === 1 || (i > 20 && i < 40) ? Number.NaN : (i * 31) % 17)),
  infinities: samples((i) => (i % 9 === 4 ? Number.POSITIVE_INFINITY : i)),
  'integers too large to add exactly': samples((i) => 2 ** 52 + i * 2 + (i % 3)),
};

/** Kahan's sum, as Prometheus has it. */
function sumAndLoss(values: readonly number[]): [number, number] {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const total = sum + value;
    if (Math.abs(total) === Number.POSITIVE_INFINITY) lost = 0;
    else lost += Math.abs(sum) >= Math.abs(value) ? sum - total + value : value - total + sum;
    sum = total;
  }
  return [sum, lost];
}

function compensated(values: readonly number[]): number {
  const [sum, lost] = sumAndLoss(values);
  return Math.abs(sum) === Number.POSITIVE_INFINITY ? sum : sum + lost;
}

const extreme = (values: readonly number[], isBetter: (a: number, b: number) => boolean) =>
  values.reduce((best, value) => (isBetter(value, best) || Number.isNaN(best) ? value : best));

const REFERENCES: Record<string, Reference> = {
  sum: compensated,
  min: (values) => extreme(values, (a, b) => a < b),
  max: (values) => extreme(values, (a, b) => a > b),
  count: (values) => values.length,
  present: () => 1,
  first: (values) => values[0]!,
  last: (values) => values.at(-1)!,
  ts_of_first: (_, times) => times[0]!,
  ts_of_last: (_, times) => times.at(-1)!,
  ts_of_max: (values, times) => {
    const best = extreme(values, (a, b) => a >= b);
    return times[Number.isNaN(best) ? values.length - 1 : values.lastIndexOf(best)]!;
  },
  ts_of_min: (values, times) => {
    const best = extreme(values, (a, b) => a <= b);
    return times[Number.isNaN(best) ? values.length - 1 : values.lastIndexOf(best)]!;
  },
};

/** What `reference` gives for each step on its own. */
function expected({ timestamps, values }: SeriesSamples, reference: Reference): [number, number][] {
  const result: [number, number][] = [];
  for (let time = 0; time <= END; time += STEP) {
    const inside = [...timestamps.keys()].filter(
      (i) => timestamps[i]! > time - WINDOW && timestamps[i]! <= time,
    );
    if (inside.length === 0) continue;
    const pick = (from: Float64Array, unit: number) => inside.map((i) => from[i]! / unit);
    result.push([time, reference(pick(values, 1), pick(timestamps, SECOND))]);
  }
  return result;
}

async function evaluated(query: string, series: SeriesSamples): Promise<[number, number][]> {
  const engine = createEngine({ enableExperimentalFunctions: true });
  const { value } = await engine.range(query, 0, END, STEP, new MemorySeriesSource([series]));
  const [only] = value.series;
  return Array.from(only!.values, (one, i) => [only!.timestamps[i]!, one]);
}

describe.each(Object.entries(SHAPES))('over %s', (_, series) => {
  it.each(Object.entries(REFERENCES))(
    '%s_over_time slides to what each window holds',
    async (name, reference) => {
      expect(await evaluated(`${name}_over_time(m[1m])`, series)).toEqual(expected(series, reference));
    },
  );

  it('avg_over_time is the sum over the count, as exact as the sum', async () => {
    const actual = await evaluated('avg_over_time(m[1m])', series);
    const wanted = expected(series, (values) => {
      const [sum, lost] = sumAndLoss(values);
      return sum / values.length + lost / values.length;
    });
    expect(actual).toEqual(wanted);
  });
});

it('averages what would overflow as a sum', async () => {
  const series = samples(() => 1.7e308);
  const values = (await evaluated('avg_over_time(m[1m])', series)).map(([, value]) => value);
  expect(Math.max(...values)).toBeCloseTo(1.7e308, -296);
  expect(Math.min(...values)).toBeGreaterThan(1.69e308);
});

describe('spread', () => {
  const series: SeriesSamples = {
    labels: Labels.from({ __name__: 'm', i: '1' }),
    timestamps: Float64Array.of(10_000, 20_000, 30_000, 40_000, 50_000),
    values: Float64Array.of(4, 8, 0, 2, 6),
  };

  it.each([
    ['stdvar_over_time(m[1m])', 8],
    ['stddev_over_time(m[1m])', Math.sqrt(8)],
    ['quantile_over_time(0.5, m[1m])', 4],
    ['quantile_over_time(0.9, m[1m])', 7.2],
    ['quantile_over_time(0.5, m[25s])', 4],
    ['mad_over_time(m[1m])', 2],
  ])('%s is %d', async (query, wanted) => {
    const engine = createEngine({ enableExperimentalFunctions: true });
    const { value } = await engine.instant(query, 60_000, new MemorySeriesSource([series]));
    expect(value.type === 'vector' && value.samples[0]!.value).toBeCloseTo(wanted, 12);
  });

  it('warns of a quantile that is none', async () => {
    const result = await createEngine().instant(
      'quantile_over_time(1.5, m[1m])',
      60_000,
      new MemorySeriesSource([series]),
    );
    expect(result.value.type === 'vector' && result.value.samples[0]!.value).toBe(Number.POSITIVE_INFINITY);
    expect(result.warnings).toEqual([
      'PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:20)',
    ]);
  });

  it('keeps the name of single samples and drops it otherwise', async () => {
    const source = new MemorySeriesSource([series]);
    const labels = async (query: string) => {
      const { value } = await createEngine().instant(query, 60_000, source);
      return value.type === 'vector' && String(value.samples[0]!.labels);
    };
    expect(await labels('last_over_time(m[1m])')).toBe('m{i="1"}');
    expect(await labels('max_over_time(m[1m])')).toBe('{i="1"}');
  });
});
