import { expect, it } from '@jest/globals';
import { goQuote } from './go-quote.ts';

// What Go's strconv.Quote answers.
it.each([
  ['plain text', '"plain text"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['\u0007\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['\u0000\u007f', '"\\x00\\x7f"'],
  ['üml😀', '"üml😀"'],
  ['\u00a0\u2028\u{e0001}', '"\\u00a0\\u2028\\U000e0001"'],
])('quotes %j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
