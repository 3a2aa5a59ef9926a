import type { Matcher } from '@kotoba/core';

/** A matcher as it is written. */
export type Condition = Pick<Matcher, 'name' | 'op' | 'value'>;

const MATCHER =
  /^[\t\n\f\r ]*([a-zA-Z_:][a-zA-Z0-9_:]*)[\t\n\f\r ]*(=~|=|!=|!~)[\t\n\f\r ]*([\s\S]*?)[\t\n\f\r ]*$/;

/**
 * Conditions in the classic notation, quotes around values being optional.
 * Source: prometheus/alertmanager `pkg/labels/parse.go`.
 * @throws {Error} with what was expected
 */
export function parseClassicMatchers(text: string): Condition[] {
  return splitAtCommas(text.replace(/^\{/, '').replace(/\}$/, '')).map(parseOne);
}

function splitAtCommas(inner: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let escaped = false;
  for (const character of inner) {
    if (character === ',' && !quoted) {
      parts.push(part);
      part = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = character === '\\' && !escaped;
    part += character;
  }
  return part.trim() === '' ? parts : [...parts, part];
}

function parseOne(text: string): Condition {
  const match = MATCHER.exec(text);
  if (match === null) throw new Error(`bad matcher format: ${text}`);
  const [, name, op, raw] = match as unknown as [string, string, Matcher['op'], string];
  return { name, op, value: unquote(raw, text) };
}

function unquote(raw: string, text: string): string {
  const opened = raw.startsWith('"');
  const body = opened ? raw.slice(1) : raw;
  let value = '';
  let escaped = false;
  let closed = false;
  for (let i = 0; i < body.length; i++) {
    const character = body[i]!;
    if (escaped) {
      escaped = false;
      if (character === 'n') value += '\n';
      else if (character === '"' || character === '\\') value += character;
      // What is no escape stays as it was written.
      else value += `\\${character}`;
    } else if (character === '\\') {
      if (i === body.length - 1) value += '\\';
      else escaped = true;
    } else if (character === '"') {
      if (!opened || i < body.length - 1)
        throw new Error(`matcher value contains unescaped double quote: ${text}`);
      closed = true;
    } else value += character;
  }
  if (opened && !closed) throw new Error(`matcher value contains unescaped double quote: ${text}`);
  return value;
}
