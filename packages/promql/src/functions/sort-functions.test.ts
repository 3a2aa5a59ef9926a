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

describe('sorting', () => {
  const values = async (query: string) => (await lines(query)).map((line) => line.split(' ').at(-1));

  it('is by value, NaN last either way', async () => {
    expect(await values('sort(m)')).toEqual(['1', '2', '3', 'NaN']);
    expect(await values('sort_desc(m)')).toEqual(['3', '2', '1', 'NaN']);
  });

  it('is by labels in natural order, then by all labels', async () => {
    expect(await values('sort_by_label(m{zone!=""}, "host")')).toEqual(['3', '2', '1']);
    expect(await values('sort_by_label_desc(m{zone!=""}, "host")')).toEqual(['1', '2', '3']);
    expect(await values('sort_by_label(m{zone!=""}, "zone", "host")')).toEqual(['3', '2', '1']);
  });

  it('is told of as pointless in a range query', async () => {
    const { warnings } = await createEngine().range('sort(m)', 0, 1000, 1000, source);
    expect(warnings).toEqual([
      'PromQL warning: sort is ineffective for range queries since results are always ordered by labels (1:1)',
    ]);
  });
});
