import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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

  it.each([
    '',
    '1',
    '30m1h',
    '1.5h',
    '-1s',
    '1s ',
    '1x',
    '1s1s',
    'ms',
    '1s2',
    '٣s',
    '1e3s',
    '+1s',
    '293y',
    '99999999999999999999ms',
  ])('refuses %j and says what it expected', (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({
        code: 'KOTOBA_INVALID_DURATION',
        message: expect.stringContaining(JSON.stringify(text)),
      }),
    );
  });
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
    [0.4, '0s'],
    [-0.4, '0s'],
    [1_499.6, '1s500ms'],
    [365 * 86_400_000, '1y'],
    [366 * 86_400_000, '366d'],
  ])('prints %d as %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });

  it('prints what parseDuration reads back as the same time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_000_000_000_000 }), (millis) => {
        expect(parseDuration(formatDuration(millis))).toBe(millis);
      }),
    );
  });
});
