import { expect, it } from '@jest/globals';
import { parseStartTimestamps } from './start-timestamps.ts';

it('reads offsets, runs, repetitions and gaps', () => {
  expect(parseStartTimestamps('_ -30s 0-1mx2 1ms+2msx1 *x1 _x2 5sx1')).toEqual([
    ...[undefined, -30_000, 0, -60_000, -120_000, 1, 3, 3, 3],
    ...[undefined, undefined, 5_000, 5_000],
  ]);
});

it('refuses what is none', () => {
  expect(() => parseStartTimestamps('-1m1s')).toThrow(
    'expected a start timestamp such as -30s, -1m-1mx2 or _, got -1m1s',
  );
});
