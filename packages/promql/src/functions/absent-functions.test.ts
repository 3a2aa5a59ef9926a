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

describe('absence', () => {
  it.each([
    ['absent(m)', []],
    ['absent(n{a="1", b=~"2", c!="3"})', ['{a="1"} 1']],
    ['absent(n{a="1", a="1"})', ['{} 1']],
    ['absent((n{a="1"}))', ['{a="1"} 1']],
    ['absent(sum(n{a="1"}))', ['{} 1']],
    ['absent_over_time(m[5m])', []],
    ['absent_over_time(n{a="1"}[5m])', ['{a="1"} 1']],
    ['absent_over_time(n{a="1"}[5m:1m])', ['{} 1']],
  ])('%s gives %j', async (query, expected) => {
    expect(await lines(query)).toEqual(expected);
  });

  it('is decided step by step', async () => {
    const { value } = await createEngine().range('absent(m{zone="a"})', 0, 600_000, 300_000, source);
    expect(Array.from(value.series[0]!.timestamps)).toEqual([300_000, 600_000]);
  });
});
