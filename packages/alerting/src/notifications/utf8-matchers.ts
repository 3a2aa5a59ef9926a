import type { Matcher } from '@kotoba/core';
import type { Condition } from './classic-matchers.ts';

interface Token {
  readonly kind: '{' | '}' | ',' | 'operator' | 'text' | 'end';
  readonly text: string;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
};
const RESERVED = /[\s{}!=~,\\"'`]/u;

/**
 * Conditions whose names may hold any character: those with reserved ones in quotes.
 * Source: prometheus/alertmanager `matcher/parse`.
 * @throws {Error} with what was expected
 */
export function parseUtf8Matchers(text: string): Condition[] {
  const tokens = tokenize(text);
  let at = 0;
  const next = () => tokens[at++] ?? END;
  const peek = () => tokens[at] ?? END;
  const expectText = (what: string) => {
    const token = next();
    if (token.kind !== 'text') throw new Error(`expected ${what}, got ${token.text}: ${text}`);
    return token.text;
  };
  const conditions: Condition[] = [];
  const opened = peek().kind === '{';
  if (opened) next();
  while (peek().kind !== 'end' && peek().kind !== '}') {
    const name = expectText('a label name');
    const operator = next();
    if (operator.kind !== 'operator') throw new Error(`expected =, !=, =~ or !~ after ${name}: ${text}`);
    conditions.push({ name, op: operator.text as Matcher['op'], value: expectText('a value') });
    if (peek().kind !== ',') break;
    next();
  }
  if (opened && next().kind !== '}') throw new Error(`expected a comma or a closing brace: ${text}`);
  if (next().kind !== 'end') throw new Error(`expected a comma or the end: ${text}`);
  return conditions;
}

const END: Token = { kind: 'end', text: 'the end' };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const characters = [...text];
  for (let i = 0; i < characters.length; ) {
    const character = characters[i]!;
    if (/\s/u.test(character)) i++;
    else if (character === '{' || character === '}' || character === ',') {
      tokens.push({ kind: character, text: character });
      i++;
    } else if (character === '"') {
      const end = endOfQuoted(characters, i, text);
      tokens.push({ kind: 'text', text: unquote(characters.slice(i + 1, end), text) });
      i = end + 1;
    } else if (character === '=' || character === '!') {
      const two = character + (characters[i + 1] ?? '');
      const isTwo = two === '=~' || two === '!=' || two === '!~';
      if (!isTwo && character === '!') throw new Error(`expected != or !~: ${text}`);
      tokens.push({ kind: 'operator', text: isTwo ? two : character });
      i += isTwo ? 2 : 1;
    } else {
      let end = i;
      while (end < characters.length && !RESERVED.test(characters[end]!)) end++;
      if (end === i) throw new Error(`unexpected ${character}: ${text}`);
      tokens.push({ kind: 'text', text: characters.slice(i, end).join('') });
      i = end;
    }
  }
  return tokens;
}

function endOfQuoted(characters: readonly string[], start: number, text: string): number {
  for (let i = start + 1; i < characters.length; i++) {
    if (characters[i] === '\\') i++;
    else if (characters[i] === '"') return i;
  }
  throw new Error(`expected a closing quote: ${text}`);
}

/** Source: Go's `strconv.Unquote`. */
function unquote(characters: readonly string[], text: string): string {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const source = characters.join('');
  const pieces =
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))|([^\\\n])/gu;
  let read = 0;
  for (const piece of source.matchAll(pieces)) {
    const [whole, hex, short, long, octal, simple, plain] = piece;
    if (piece.index !== read) break;
    read += whole.length;
    const byte = hex === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(hex, 16);
    const code = Number.parseInt(short ?? long ?? '', 16);
    const single = plain ?? SIMPLE_ESCAPES[simple ?? ''];
    if (byte >= 0 && byte < 256) bytes.push(byte);
    else if (code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000))
      bytes.push(...encoder.encode(String.fromCodePoint(code)));
    else if (single !== undefined) bytes.push(...encoder.encode(single));
    else throw new Error(`unknown escape ${whole}: ${text}`);
  }
  if (read !== source.length) throw new Error(`a quoted text cannot hold a line break: ${text}`);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
