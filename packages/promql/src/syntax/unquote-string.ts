import { decodeBytes } from './decode-bytes.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};
const ESCAPE = /\\(?:([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]?))/g;

/**
 * The value of a quoted string, with Go's escapes. `\377` and `\xff` stand for bytes: see {@link decodeBytes}.
 */
export function unquoteString(quoted: string, fail: (reason: string) => never): string {
  const quote = quoted[0]!;
  const body = quoted.slice(1, -1);
  if (quote === '`' || !body.includes('\\')) return body;
  let text = '';
  let bytes: number[] = [];
  let last = 0;
  const flush = () => {
    if (bytes.length > 0) text += decodeBytes(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const match of body.matchAll(ESCAPE)) {
    const plain = body.slice(last, match.index);
    if (plain !== '') flush();
    text += plain;
    last = match.index + match[0].length;
    const [, octal, hex, short, long, other] = match;
    if (octal !== undefined || hex !== undefined) {
      const byte = octal === undefined ? Number.parseInt(hex!, 16) : Number.parseInt(octal, 8);
      if (byte > 255) fail('escape sequence is an invalid Unicode code point');
      bytes.push(byte);
      continue;
    }
    flush();
    text +=
      short === undefined && long === undefined
        ? simple(other!, quote, fail)
        : codePoint(short ?? long!, fail);
  }
  flush();
  return text + body.slice(last);
}

function simple(character: string, quote: string, fail: (reason: string) => never): string {
  const value = character === quote ? quote : SIMPLE[character];
  if (value === undefined) {
    fail(character === '' ? 'escape sequence not terminated' : `unknown escape sequence '\\${character}'`);
  }
  return value;
}

function codePoint(hex: string, fail: (reason: string) => never): string {
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
    fail('escape sequence is an invalid Unicode code point');
  }
  return String.fromCodePoint(code);
}
