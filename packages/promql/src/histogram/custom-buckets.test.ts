import { expect, it } from '@jest/globals';
import { mapToBounds, sameBounds, sharedBounds } from './custom-buckets.ts';

it('bounds are the same when all are', () => {
  expect(sameBounds([1, 2], [1, 2])).toBe(true);
  expect(sameBounds([], [])).toBe(true);
  expect(sameBounds([1, 2], [1])).toBe(false);
  expect(sameBounds([1, 2], [1, 3])).toBe(false);
});

it('shared are the bounds both have', () => {
  expect(sharedBounds([1, 2, 5], [0, 2, 5, 7])).toEqual([2, 5]);
  expect(sharedBounds([1], [2])).toEqual([]);
});

it('buckets go into the first that ends where they do or after, those after the last bound into the one without an end', () => {
  // (…,1] (1,2] (2,5] (5,…) into (…,2] (2,5] (5,…).
  expect(mapToBounds({ indexes: [0, 1, 2, 3], counts: [1, 2, 4, 8] }, [1, 2, 5], [2, 5])).toEqual({
    indexes: [0, 1, 2],
    counts: [3, 4, 8],
  });
  expect(mapToBounds({ indexes: [1, 2], counts: [1, 2] }, [1, 2], [])).toEqual({ indexes: [0], counts: [3] });
});
