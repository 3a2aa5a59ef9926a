import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '../parse-query.ts';
import { decodeBytes, escapedByte, isLabelName } from './decode-bytes.ts';
import { printExpression } from './print.ts';

describe('decodeBytes', () => {
  it('reads UTF-8 as it is meant', () => {
    expect(decodeBytes(new TextEncoder().encode('aé€😀\uFEFF'))).toBe('aé€😀\uFEFF');
  });

  it.each([
    [[0xff], '\udcff'],
    [[0x61, 0xc5, 0x7a], 'a\udcc5z'],
    [[0xc0, 0x80], '\udcc0\udc80'],
    [[0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    [[0xf0, 0x9f, 0x98], '\udcf0\udc9f\udc98'],
  ])('keeps the bytes %j apart', (bytes, text) => {
    expect(decodeBytes(Uint8Array.from(bytes))).toBe(text);
    expect([...text].flatMap((unit) => escapedByte(unit.charCodeAt(0)) ?? [])).toEqual(
      bytes.filter((byte) => byte > 0x7f),
    );
    expect(isLabelName(text)).toBe(false);
  });
});

it('prints such bytes as they were written', () => {
  expect(printExpression(parseQuery('"a\\xc5z\\xc3\\xa9"'))).toBe('"a\\xc5zé"');
});

it.each(['sum by ("\\xff") (m)', 'm + on ("a\\xc5") n'])('%s is refused', (query) => {
  expect(() => parseQuery(query)).toThrow(/invalid label name for grouping: "a?\\x(ff|c5)"/);
});
