import { describe, expect, it } from '@jest/globals';
import { equalMatcher, isStaleNaN, Labels, type SeriesSamples } from '@kotoba/core';
import { createMatcher, MemorySeriesSource } from '@kotoba/promql';
import { MemoryHistory } from './memory-history.ts';

const EVER = { startMillis: 0, endMillis: 1e15 };
const a = Labels.from({ __name__: 'a', host: 'h' });
const b = Labels.from({ __name__: 'b', host: 'h' });

describe('a history in memory', () => {
  it('gives back what was written, stale markers bit for bit', async () => {
    const history = new MemoryHistory();
    for (let i = 0; i < 50; i++) history.appendSamples('t', i, [{ labels: a, value: i }]);
    history.appendSamples('t', 50, [{ labels: a, value: undefined }]);
    const [series] = await history.select([equalMatcher('__name__', 'a')], EVER);
    expect([...series!.timestamps]).toEqual(Array.from({ length: 51 }, (_, i) => i));
    expect([...series!.values].slice(0, 50)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(isStaleNaN(series!.values, 50)).toBe(true);
  });

  it('replaces a sample of the same time', async () => {
    const history = new MemoryHistory();
    history.appendSamples('t', 1, [{ labels: a, value: undefined }]);
    history.appendSamples('t', 1, [{ labels: a, value: 7 }]);
    const [series] = await history.select([equalMatcher('__name__', 'a')], EVER);
    expect([...series!.values]).toEqual([7]);
  });

  it('hides the series beneath that it writes itself, and shows the others', async () => {
    const beneath = [a, b].map(
      (labels): SeriesSamples => ({ labels, timestamps: Float64Array.of(1), values: Float64Array.of(1) }),
    );
    const history = new MemoryHistory(new MemorySeriesSource(beneath));
    history.appendSamples('t', 2, [{ labels: a, value: 5 }]);
    const found = await history.select([createMatcher('__name__', '=~', 'a|b')], EVER);
    expect(found.map(({ labels, values }) => [labels.metricName, [...values]]).sort()).toEqual([
      ['a', [5]],
      ['b', [1]],
    ]);
    expect(await history.labelNames([], EVER)).toEqual(['__name__', 'host']);
    expect(await history.labelValues('__name__', [], EVER)).toEqual(['a', 'b']);
  });
});
