import { describe, expect, it } from '@jest/globals';
import { EARLIEST_MILLIS, LATEST_MILLIS, parseApiDuration, parseTime } from './parse-time.ts';

describe('parseTime', () => {
  it.each([
    ['0', 0],
    ['123', 123_000],
    ['123.4', 123_400],
    ['1.5436935e+09', 1_543_693_500_000],
    ['1443695465.7814', 1_443_695_465_781],
    ['1543578564.705', 1_543_578_564_705],
    ['-0.5', -500],
    ['2015-06-03T13:21:58.555Z', 1_433_337_718_555],
    ['2015-06-03T14:21:58.555999+01:00', 1_433_337_718_555],
    ['1970-01-01T00:00:00Z', 0],
    ['-292273086-05-16T16:47:06Z', EARLIEST_MILLIS],
    ['292277025-08-18T07:12:54.999999999Z', LATEST_MILLIS],
  ])('reads %s', (text, millis) => {
    expect(parseTime(text)).toBe(millis);
  });

  it.each([
    '',
    'abc',
    '30s',
    'NaN',
    '1e30',
    '2015-06-03',
    '2015-06-03 13:21:58Z',
    '2015-06-03T13:21:58',
    '2015-13-03T13:21:58Z',
    '2015-06-31T13:21:58Z',
    '2015-06-03T24:00:00Z',
  ])('refuses %j', (text) => {
    expect(() => parseTime(text)).toThrow(`cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  });
});

describe('parseApiDuration', () => {
  it.each([
    ['123', 123_000],
    ['0.0015', 1],
    ['1.1', 1_100],
    ['123.333', 123_333],
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['-1', -1_000],
  ])('reads %s', (text, millis) => {
    expect(parseApiDuration(text)).toBe(millis);
  });

  it.each(['', '-5m', '1x', 'Inf'])('refuses %j', (text) => {
    expect(() => parseApiDuration(text)).toThrow(`cannot parse ${JSON.stringify(text)} to a valid duration`);
  });

  it('says when it is longer than a duration can be', () => {
    expect(() => parseApiDuration('1e10')).toThrow(
      'cannot parse "1e10" to a valid duration. It overflows int64',
    );
  });
});
