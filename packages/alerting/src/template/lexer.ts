import { placeAt, TemplateError } from './template-error.ts';

/** A part of a template's text. */
export interface Token {
  readonly type:
    | 'text'
    | 'open'
    | 'close'
    | 'space'
    | 'identifier'
    | 'variable'
    | 'field'
    | 'dot'
    | 'number'
    | 'string'
    | 'character'
    | 'symbol'
    | 'end';
  /** As it was written; of a text without what a dash trimmed. */
  readonly text: string;
  readonly offset: number;
}

const PATTERNS: readonly (readonly [Token['type'], RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|`[^`]*`/y],
  ['character', /'(?:[^'\\\n]|\\.)+'/y],
  [
    'number',
    /[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)(?![\p{L}_])/uy,
  ],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['identifier', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['symbol', /:=|[=|(),]/y],
];

/** With a dash, it also takes away the space that follows. */
const CLOSE = /[ \t\r\n]+-\}\}|\}\}/y;

/** Parts a template into tokens. @throws {TemplateError} */
export function tokenize(text: string, name: string): Token[] {
  const tokens: Token[] = [];
  const fail = (offset: number, reason: string): never => {
    throw new TemplateError(name, placeAt(text, offset), reason);
  };
  let trimNext = false;
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    const end = open < 0 ? text.length : open;
    const trimBefore = open >= 0 && /^-[ \t\r\n]/.test(text.slice(open + 2, open + 4));
    pushText(tokens, text.slice(at, end), at, trimNext, trimBefore);
    trimNext = false;
    if (open < 0) break;
    // Go takes the dash and one space for the marker.
    at = open + 2 + (trimBefore ? 2 : 0);
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at);
      if (end < 0) fail(open, 'unclosed comment');
      const close = closeAt(text, end + 2) ?? fail(open, 'comment ends before closing delimiter');
      ({ at, trimNext } = close);
      continue;
    }
    tokens.push({ type: 'open', text: '{{', offset: open });
    ({ at, trimNext } = action(text, at, tokens, open, fail));
  }
  tokens.push({ type: 'end', text: '', offset: text.length });
  return tokens;
}

function pushText(tokens: Token[], raw: string, offset: number, trimStart: boolean, trimEnd: boolean): void {
  let text = trimStart ? raw.replace(/^[ \t\r\n]+/, '') : raw;
  if (trimEnd) text = text.replace(/[ \t\r\n]+$/, '');
  if (text !== '') tokens.push({ type: 'text', text, offset });
}

/** The closing delimiter at a place, if it is there. */
function closeAt(text: string, at: number): { at: number; trimNext: boolean } | undefined {
  CLOSE.lastIndex = at;
  const found = CLOSE.exec(text);
  return found === null ? undefined : { at: CLOSE.lastIndex, trimNext: found[0].length > 2 };
}

/** The tokens up to the closing delimiter, and where the text goes on. */
function action(
  text: string,
  start: number,
  tokens: Token[],
  open: number,
  fail: (offset: number, reason: string) => never,
): { at: number; trimNext: boolean } {
  let at = start;
  let depth = 0;
  while (at < text.length) {
    const close = closeAt(text, at);
    if (close !== undefined) {
      if (depth > 0) fail(at, 'unclosed left paren');
      tokens.push({ type: 'close', text: '}}', offset: at });
      return close;
    }
    const token = nextToken(text, at);
    if (token === undefined) {
      if (/["'`]/.test(text[at]!))
        fail(at, text[at] === "'" ? 'unterminated character constant' : 'unterminated quoted string');
      fail(at, `unexpected ${JSON.stringify(text[at])} in command`);
    }
    if (token!.text === '(') depth++;
    if (token!.text === ')' && --depth < 0) fail(at, 'unexpected right paren');
    tokens.push(token!);
    at += token!.text.length;
  }
  return fail(open, 'unclosed action');
}

function nextToken(text: string, at: number): Token | undefined {
  for (const [type, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return { type, text: found[0], offset: at };
  }
  return undefined;
}
