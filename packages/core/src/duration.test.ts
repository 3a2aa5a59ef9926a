import { describe, expect, it } from '@jest/globals';
import { formatDuration, parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['1y2w3d4h5m6s7ms', 31_536_000_000 + 1_209_600_000 + 259_200_000 + 14_400_000 + 300_000 + 6_007],
    ['250ms', 250],
  ])('reads %s', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  it.each(['', '1', '30m1h', '1.5h', '-1s', '1s ', '1x', '1s1s'])(
    'refuses %j and says what it expected',
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        expect.objectContaining({
          code: 'KOTOBA_INVALID_DURATION',
          message: expect.stringContaining(JSON.stringify(text)),
        }),
      );
    },
  );
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [5_400_000, '1h30m'],
    [604_800_000, '1w'],
    [691_200_000, '8d'],
    [1, '1ms'],
    [-60_000, '-1m'],
  ])('prints %d as %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});
