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
