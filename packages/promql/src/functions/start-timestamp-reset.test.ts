import { expect, it } from '@jest/globals';
import { isStartTimestampOverlap, isStartTimestampReset } from './start-timestamp-reset.ts';

it.each([
  // [previous start, previous time, start, time, reset, overlap]
  ['an unknown start says nothing', 10, 100, 0, 200, false, false],
  ['the same start goes on', 10, 100, 10, 200, false, false],
  ['a start between both samples is a reset', 10, 100, 150, 200, true, false],
  ['a start after an unknown one is a reset too', 0, 100, 150, 200, true, false],
  ['a start at the sample before is a delta when that one started earlier', 10, 100, 100, 200, true, false],
  ['a start at the sample before means nothing when that start is unknown', 0, 100, 100, 200, false, false],
  [
    'a start at the sample before means nothing when that start was as late',
    100,
    100,
    100,
    200,
    false,
    false,
  ],
  ['a start at the sample itself is unknown', 10, 100, 200, 200, false, false],
  ['a start after the sample is unknown', 10, 100, 250, 200, false, false],
  ['another start before the sample ahead contradicts it', 10, 100, 50, 200, false, true],
])('%s', (_, previousStart, previousTime, start, time, isReset, isOverlap) => {
  expect(isStartTimestampReset(previousStart, previousTime, start, time)).toBe(isReset);
  expect(isStartTimestampOverlap(previousStart, previousTime, start)).toBe(isOverlap);
});
