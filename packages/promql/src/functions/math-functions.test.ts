import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';

const source = new MemorySeriesSource([
  {
    labels: Labels.from({ __name__: 'm', i: '1' }),
    timestamps: Float64Array.of(0),
    values: Float64Array.of(-2.5),
  },
]);

async function of(query: string): Promise<number | undefined> {
  const { value } = await createEngine({ enableExperimentalFunctions: true }).instant(query, 0, source);
  if (value.type === 'scalar') return value.value;
  if (value.type !== 'vector') throw new Error(`${query} gave a ${value.type}`);
  return value.samples[0]?.value;
}

describe('functions of each float', () => {
  it.each([
    ['abs(m)', 2.5],
    ['ceil(m)', -2],
    ['floor(m)', -3],
    ['sgn(m)', -1],
    ['sgn(m * 0)', -0],
    ['exp(m * 0)', 1],
    ['ln(vector(0))', Number.NEGATIVE_INFINITY],
    ['log2(vector(8))', 3],
    ['log10(vector(1000))', 3],
    ['sqrt(m)', Number.NaN],
    ['deg(vector(pi()))', 180],
    ['rad(vector(180))', Math.PI],
    ['atanh(vector(1))', Number.POSITIVE_INFINITY],
  ])('%s is %d', async (query, expected) => {
    expect(await of(query)).toBe(expected);
  });

  it('drop the metric name and keep the labels', async () => {
    const { value } = await createEngine().instant('abs(m)', 0, source);
    expect(value.type === 'vector' && value.samples.map(({ labels }) => String(labels))).toEqual(['{i="1"}']);
  });
});

describe('rounding and clamping', () => {
  it.each([
    ['round(m)', -2],
    ['round(vector(2.5))', 3],
    ['round(vector(2.4), 0.5)', 2.5],
    ['clamp(m, -1, 1)', -1],
    ['clamp(m, 1, -1)', undefined],
    ['clamp(m, 0, NaN)', Number.NaN],
    ['clamp_min(m, 0)', 0],
    ['clamp_max(m, -3)', -3],
    ['clamp_max(vector(NaN), 1)', Number.NaN],
    ['clamp_min(vector(NaN), Inf)', Number.POSITIVE_INFINITY],
  ])('%s is %d', async (query, expected) => {
    expect(await of(query)).toBe(expected);
  });
});

describe('scalars', () => {
  it.each([
    ['min_of(1, 2)', 1],
    ['max_of(1, NaN)', Number.NaN],
    ['max_of(Inf, NaN)', Number.POSITIVE_INFINITY],
    ['min_of(NaN, -Inf)', Number.NEGATIVE_INFINITY],
    ['scalar(m)', -2.5],
    ['scalar(nothing)', Number.NaN],
    ['step()', 0],
    ['range()', 0],
  ])('%s is %d', async (query, expected) => {
    expect(await of(query)).toBe(expected);
  });

  it('of the query stay the same inside subqueries', async () => {
    const engine = createEngine({ enableExperimentalFunctions: true });
    const { value } = await engine.range(
      'vector(end() - start() + step() * 1000 + range())',
      0,
      20_000,
      10_000,
      source,
    );
    expect(Array.from(value.series[0]!.values)).toEqual([10_040, 10_040, 10_040]);
  });
});
