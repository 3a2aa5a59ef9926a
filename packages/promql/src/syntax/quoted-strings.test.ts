import { describe, expect, it } from '@jest/globals';
import { formatPosition } from './format-position.ts';
import { parseNumber } from './parse-number.ts';
import { quoteString } from './quote-string.ts';
import { unquoteString } from './unquote-string.ts';

const fail = (reason: string): never => {
  throw new Error(reason);
};

describe('unquoteString', () => {
  it.each([
    ['"plain"', 'plain'],
    ['"a\\tb\\n\\\\\\""', 'a\tb\n\\"'],
    ["'it\\'s'", "it's"],
    ['`raw \\n`', 'raw \\n'],
    ['"\\x41\\101\\u00e9\\U0001F600"', 'AAé😀'],
    ['"\\xc3\\xa9"', 'é'],
  ])('%s', (quoted, text) => {
    expect(unquoteString(quoted, fail)).toBe(text);
  });

  it.each([
    ['"\\q"', "unknown escape sequence '\\q'"],
    ['"\\\'"', "unknown escape sequence '\\''"],
    ['"\\ud800"', 'escape sequence is an invalid Unicode code point'],
    ['"\\U00110000"', 'escape sequence is an invalid Unicode code point'],
    ['"\\777"', 'escape sequence is an invalid Unicode code point'],
  ])('refuses %s', (quoted, reason) => {
    expect(() => unquoteString(quoted, fail)).toThrow(reason);
  });
});

describe('quoteString', () => {
  it.each([
    ['plain', '"plain"'],
    ['é😀', '"é😀"'],
    ['say "no"\\', '"say \\"no\\"\\\\"'],
    ['\u0000\u007f', '"\\x00\\x7f"'],
    ['\u200b', '"\\u200b"'],
  ])('%j', (text, quoted) => {
    expect(quoteString(text)).toBe(quoted);
    expect(unquoteString(quoted, fail)).toBe(text);
  });

  it('gives bytes that are no UTF-8 back as they came', () => {
    expect(quoteString(unquoteString('"a\\xffb"', fail))).toBe('"a\\xffb"');
  });
});

it.each([
  ['1_000.5', 1000.5],
  ['0x1F', 31],
  ['0X_1f', 31],
  ['017', 15],
  ['1e3', 1000],
  ['.5', 0.5],
  ['iNf', Infinity],
  ['NAN', Number.NaN],
])('the number %s is %d', (text, expected) => {
  expect(parseNumber(text)).toBe(expected);
});

it.each([
  ['abc', 0, '1:1'],
  ['abc', 2, '1:3'],
  ['é+b', 1, '1:3'],
  ['a\nbc\nd', 3, '2:2'],
  ['a\nbc\nd', 5, '3:1'],
  ['abc', 99, '1:4'],
  ['', 0, 'unknown position'],
])('in %j place %d is %s', (query, start, expected) => {
  expect(formatPosition(query, { start, end: start + 1 })).toBe(expected);
});
