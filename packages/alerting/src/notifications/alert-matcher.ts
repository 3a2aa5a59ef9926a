import type { Matcher } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';

const MATCHER = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*((?:.|\n|\r)*?)\s*$/;

/**
 * One condition in Alertmanager's notation: `severity="critical"`, `team=~"a|b"`, the quotes being optional.
 * Source: prometheus/alertmanager `pkg/labels/parse.go`.
 * @throws {Error} with what was expected
 */
export function parseAlertMatcher(text: string): Matcher {
  const match = MATCHER.exec(text);
  if (match === null) throw new Error(`bad matcher format: ${text}`);
  const [, name, op, raw] = match as unknown as [string, string, Matcher['op'], string];
  return createMatcher(name, op, unquote(raw, text));
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

/**
 * Conditions that must all hold: `{a="b", c!="d"}`, braces optional.
 * @throws {Error} with what was expected
 */
export function parseAlertMatchers(text: string): Matcher[] {
  const inner = text.trim().replace(/^\{/, '').replace(/\}$/, '');
  return splitAtCommas(inner, text).map(parseAlertMatcher);
}

function splitAtCommas(inner: string, text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let escaped = false;
  for (const character of inner) {
    if (character === ',' && !quoted) {
      if (part.trim() !== '') parts.push(part);
      part = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = !escaped && character === '\\';
    part += character;
  }
  if (quoted) throw new Error(`matcher value contains unescaped double quote: ${text}`);
  if (part.trim() !== '') parts.push(part);
  return parts;
}

/** Conditions in a fixed order, so that equal sets read alike: by name, then operator, then value. */
export function sortMatchers(matchers: readonly Matcher[]): Matcher[] {
  const order = ['=', '!=', '=~', '!~'];
  return [...matchers].sort((a, b) => {
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    if (a.value !== b.value) return a.value < b.value ? -1 : 1;
    return order.indexOf(a.op) - order.indexOf(b.op);
  });
}

/** `{a="b",c=~"d"}`, as Alertmanager's route keys have it. */
export function formatAlertMatchers(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ name, op, value }) => `${name}${op}${quote(value)}`).join(',')}}`;
}

function quote(value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
