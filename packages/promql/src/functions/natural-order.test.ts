import { expect, it } from '@jest/globals';
import { compareNaturally } from './natural-order.ts';

it.each([
  ['a2', 'a10'],
  ['2', '10'],
  ['a', 'a1'],
  ['a1b2', 'a1b10'],
  ['9', 'a'],
  ['99999999999999999999', 'a'],
  ['10000000000000000000', '9999999999999999999'],
])('%s comes before %s', (first, second) => {
  expect(compareNaturally(first, second)).toBe(-1);
  expect(compareNaturally(second, first)).toBe(1);
});
