import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { LabelCover } from './label-cover.ts';

const coverOf = (...sets: Record<string, string>[]) =>
  LabelCover.of(
    sets.map((record) => ({ labels: Labels.from(record) })),
    () => undefined,
  );

describe('label sets', () => {
  it('are found by all or some of their labels, whatever the metric is named', async () => {
    const cover = await coverOf({ __name__: 'x', host: 'a', zone: 'n' }, { host: 'b' });
    expect(cover.hasAllOf(Labels.from({ __name__: 'y', host: 'a', zone: 'n' }))).toBe(true);
    expect(cover.hasAllOf(Labels.from({ zone: 'n' }))).toBe(true);
    expect(cover.hasAllOf(Labels.EMPTY)).toBe(true);
    expect(cover.hasAllOf(Labels.from({ host: 'b', zone: 'n' }))).toBe(false);
    expect(cover.hasAllOf(Labels.from({ host: 'c' }))).toBe(false);
  });

  it('are found within larger ones', async () => {
    const cover = await coverOf({ __name__: 'x', host: 'a' }, { zone: 'n', rack: '1' });
    expect(cover.hasPartOf(Labels.from({ host: 'a', zone: 's' }))).toBe(true);
    expect(cover.hasPartOf(Labels.from({ zone: 'n', rack: '1', host: 'b' }))).toBe(true);
    expect(cover.hasPartOf(Labels.from({ zone: 'n', host: 'b' }))).toBe(false);
  });

  it('without labels are part of everything, and none is part of nothing', async () => {
    expect((await coverOf({ __name__: 'x' })).hasPartOf(Labels.from({ host: 'a' }))).toBe(true);
    const none = await coverOf();
    expect(none.isEmpty).toBe(true);
    expect(none.hasPartOf(Labels.from({ host: 'a' }))).toBe(false);
    expect(none.hasAllOf(Labels.EMPTY)).toBe(false);
  });
});
