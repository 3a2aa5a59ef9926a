import { escapedByte } from './decode-bytes.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

const SPECIAL =
  /[\p{Cc}\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"\\]|[\ud800-\udfff](?![\udc00-\udfff])/gu;

/** A string literal in double quotes that the lexer reads back to the same text, escaped as Go's `%q` does. */
export function quoteString(text: string): string {
  const escaped = text.replace(SPECIAL, (character) => {
    const known = ESCAPES[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0)!;
    const byte = code < 0x80 ? code : escapedByte(code);
    return byte === undefined
      ? `\\u${code.toString(16).padStart(4, '0')}`
      : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}
