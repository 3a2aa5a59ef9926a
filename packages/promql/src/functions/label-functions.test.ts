import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { createEngine } from '../engine/engine.ts';
import { MemorySeriesSource } from '../memory-source.ts';
import type { EngineOptions } from '../options.ts';

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

async function lines(query: string, options: EngineOptions = {}): Promise<string[]> {
  const engine = createEngine({ enableExperimentalFunctions: true, ...options });
  const { value } = await engine.instant(query, 0, source);
  if (value.type !== 'vector') throw new Error(`${query} gave a ${value.type}`);
  return value.samples.map(({ labels, value: sample }) => `${labels} ${sample}`);
}

describe('label_replace', () => {
  it('replaces where the whole value matches and leaves the rest alone', async () => {
    expect(await lines('label_replace(m, "kind", "$k-$2", "host", "(?P<k>\\\\w+)-(\\\\d+).*")')).toEqual([
      'm{host="web-2.example", kind="web-2", zone="a"} 3',
      'm{host="web-10.example", kind="web-10", zone="b"} 1',
      'm{host="db\\n1"} NaN',
      'm{host="web-2.example", kind="web-2", zone="b"} 2',
    ]);
    expect(await lines('label_replace(m{zone="a"}, "host", "", "host", ".*")')).toEqual(['m{zone="a"} 3']);
    expect(await lines('label_replace(m{zone=""}, "host", "$1", "host", "db.(.)")')).toEqual([
      'm{host="1"} NaN',
    ]);
    expect(await lines('label_replace(m{zone="a"}, "x", "$1$9", "nothing", "(.*)z?")')).toEqual([
      'm{host="web-2.example", zone="a"} 3',
    ]);
  });

  it('refuses what makes no sense', async () => {
    await expect(lines('label_replace(m, "x", "", "host", "(")')).rejects.toThrow(
      'invalid regular expression in label_replace(): (',
    );
    await expect(lines('label_replace(m, "", "", "host", ".*")')).rejects.toThrow(
      'invalid destination label name in label_replace(): ',
    );
    await expect(lines('label_replace(m, "host", "same", "host", ".*")')).rejects.toThrow(
      'vector cannot contain metrics with the same labelset',
    );
  });

  it('can give a name that stays', async () => {
    const query = 'label_replace(rate(m[5m]) or abs(m{zone="a"}), "__name__", "n", "zone", ".*")';
    expect(await lines(query)).toEqual(['n{host="web-2.example", zone="a"} 3']);
    expect(await lines(query, { enableDelayedNameRemoval: true })).toEqual([
      'n{host="web-2.example", zone="a"} 3',
    ]);
  });
});

describe('label_join', () => {
  it('joins the values of labels, absent ones as nothing', async () => {
    expect(await lines('label_join(m{zone!="b"}, "all", "/", "zone", "host", "nothing")')).toEqual([
      'm{all="a/web-2.example/", host="web-2.example", zone="a"} 3',
      'm{all="/db\\n1/", host="db\\n1"} NaN',
    ]);
    expect(await lines('label_join(m{zone="a"}, "zone", "/")')).toEqual(['m{host="web-2.example"} 3']);
  });

  it('refuses labels without a name', async () => {
    await expect(lines('label_join(m, "x", "", "")')).rejects.toThrow('invalid source label name');
    await expect(lines('label_join(m, "", "", "host")')).rejects.toThrow('invalid destination label name');
    await expect(lines('label_join(m, "\\xff", "", "host")')).rejects.toThrow(
      'invalid destination label name',
    );
    await expect(lines('count_values("a\\xc5z", m)')).rejects.toThrow('invalid label name "a\\xc5z"');
  });
});
