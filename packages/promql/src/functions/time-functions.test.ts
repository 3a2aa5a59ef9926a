import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';

const one = (labels: Record<string, string>, value: number) => ({
  labels: Labels.from(labels),
  timestamps: Float64Array.of(0),
  values: Float64Array.of(value),
});

const source = new MemorySeriesSource([
  one({ __name__: 'm', host: 'web-2.example', zone: 'a' }, 3),
  one({ __name__: 'm', host: 'web-10.example', zone: 'b' }, 1),
  one({ __name__: 'm', host: 'db\n1' }, Number.NaN),
  one({ __name__: 'm', host: 'web-2.example', zone: 'b' }, 2),
]);

async function lines(query: string): Promise<string[]> {
  const engine = createEngine({ enableExperimentalFunctions: true });
  const { value } = await engine.instant(query, 0, source);
  if (value.type !== 'vector') throw new Error(`${query} gave a ${value.type}`);
  return value.samples.map(({ labels, value: sample }) => `${labels} ${sample}`);
}

describe('instants', () => {
  it.each([
    ['timestamp(m{zone="a"})', 0],
    ['hour(vector(1136239445))', 22],
    ['minute(vector(1136239445))', 4],
    ['day_of_week(vector(1136239445))', 1],
    ['day_of_month(vector(1136239445))', 2],
    ['day_of_year(vector(1136239445))', 2],
    ['days_in_month(vector(1136239445))', 31],
    ['month(vector(1136239445))', 1],
    ['year(vector(1136239445))', 2006],
    ['year()', 1970],
    ['year(vector(NaN))', Number.NaN],
  ])('%s is %d', async (query, expected) => {
    expect((await lines(query)).map((line) => line.split(' ').at(-1))).toEqual([String(expected)]);
  });

  it('of samples are their own, of other expressions the one evaluated', async () => {
    const at = async (query: string) => {
      const { value } = await createEngine().instant(query, 60_000, source);
      return value.type === 'vector' && value.samples[0]!.value;
    };
    expect(await at('timestamp(m)')).toBe(0);
    expect(await at('timestamp(m + 0)')).toBe(60);
    expect(await at('timestamp(timestamp(m))')).toBe(60);
  });
});
