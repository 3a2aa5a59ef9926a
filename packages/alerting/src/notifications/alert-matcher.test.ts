import { describe, expect, it } from '@jest/globals';
import { formatAlertMatchers, parseAlertMatcher, parseAlertMatchers, sortMatchers } from './alert-matcher.ts';

describe('parseAlertMatcher', () => {
  it.each([
    ['a=b', 'a', '=', 'b'],
    ['a = "b c"', 'a', '=', 'b c'],
    ['a!=""', 'a', '!=', ''],
    ['a=', 'a', '=', ''],
    ['a=~"x|y"', 'a', '=~', 'x|y'],
    ['a!~x.*', 'a', '!~', 'x.*'],
    ['a="x\\"y\\\\z\\n"', 'a', '=', 'x"y\\z\n'],
    ['a="\\d"', 'a', '=', '\\d'],
    ['job:x=1', 'job:x', '=', '1'],
    ['"any name"=b', 'any name', '=', 'b'],
    ['1a=b', '1a', '=', 'b'],
    ['größe!~"x\\u00e4"', 'größe', '!~', 'xä'],
    ['"a"="\\xc3\\xa4\\101"', 'a', '=', 'äA'],
    ['a="\\t"', 'a', '=', '\\t'],
  ])('reads %s', (text, name, op, value) => {
    expect(parseAlertMatcher(text)).toMatchObject({ name, op, value });
  });

  it.each([
    '',
    'a',
    'a="b',
    'a=b"c',
    'a="b"c"',
    '=b',
    'a=~"("',
    '{a=b}',
    'a=b,c=d',
    '"a"="\\xff"',
    '"a"=b c',
  ])('refuses %j', (text) => {
    expect(() => parseAlertMatcher(text)).toThrow();
  });
});

describe('parseAlertMatchers', () => {
  it('reads several, braces or not, commas within quotes belonging to the value', () => {
    for (const text of ['{a="1,2", b!=c,}', 'a="1,2",b!=c'])
      expect(formatAlertMatchers(parseAlertMatchers(text))).toBe('{a="1,2",b!="c"}');
  });

  it.each([
    ['{a=b', '{a="b"}'],
    ['a=b}', '{a="b"}'],
    ['', '{}'],
    ['{}', '{}'],
    ['{"a b"=c,}', '{a b="c"}'],
  ])('reads %j as Alertmanager does', (text, expected) => {
    expect(formatAlertMatchers(parseAlertMatchers(text))).toBe(expected);
  });

  it.each([',a=b', 'a=b,,c=d', ' {a=b} x', '{"a b"=c', '"a b"=c}', '{"a"=b}}'])('refuses %j', (text) => {
    expect(() => parseAlertMatchers(text)).toThrow();
  });

  it('refuses an open quote', () => {
    expect(() => parseAlertMatchers('{a="1}')).toThrow('unescaped double quote');
  });
});

it('puts equal sets of matchers in one order', () => {
  const format = (text: string) => formatAlertMatchers(sortMatchers(parseAlertMatchers(text)));
  expect(format('b=1,a=~"x",a="x"')).toBe('{a="x",a=~"x",b="1"}');
  expect(format('a=x,b=1,a=~x')).toBe('{a="x",a=~"x",b="1"}');
});
