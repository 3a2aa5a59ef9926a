import { expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { hashLabels } from './hash-labels.ts';

const hashes = Array.from({ length: 1000 }, (_, i) =>
  hashLabels(Labels.from({ instance: `host-${i}:9090` })),
);

it('every label set has one place of its own, however it was put together', () => {
  expect(hashLabels(Labels.from({ a: '1', b: '2' }))).toBe(hashLabels(Labels.from({ b: '2', a: '1' })));
  expect(new Set(hashes).size).toBe(1000);
});

it('places are spread evenly over 0 to 1', () => {
  expect(hashes.every((hash) => hash >= 0 && hash < 1)).toBe(true);
  const tenths = Array.from(
    { length: 10 },
    (_, i) => hashes.filter((hash) => Math.floor(hash * 10) === i).length,
  );
  // A hundred each; by chance (binomial, σ ≈ 9.5) none is further off than five σ.
  for (const count of tenths) expect(Math.abs(count - 100)).toBeLessThan(48);
});
