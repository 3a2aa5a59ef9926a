import { errorMessage, type Matcher } from '@kotoba/core';
import { PromqlError } from '../errors.ts';
import { quoteString } from './quote-string.ts';
import { type RE2JS, re2 } from './re2.ts';

const LITERAL = /^[^\\.+*?()|[\]{}^$]*$/;
const CACHE_LIMIT = 1_000;
const cache = new Map<string, (value: string) => boolean>();

/**
 * A condition on a label. Regular expressions are RE2, anchored at both ends, `.` matching newlines too.
 * @throws {PromqlError} PROMQL_PARSE_ERROR when the regular expression is invalid
 */
export function createMatcher(name: string, op: Matcher['op'], value: string): Matcher {
  switch (op) {
    case '=':
      return { name, op, value, matches: (other) => other === value };
    case '!=':
      return { name, op, value, matches: (other) => other !== value };
    case '=~':
      return { name, op, value, matches: compilePattern(value) };
    case '!~': {
      const matches = compilePattern(value);
      return { name, op, value, matches: (other) => !matches(other) };
    }
  }
}

/** A matcher as PromQL writes it. */
export function formatMatcher(matcher: Matcher): string {
  const name = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(matcher.name) ? matcher.name : quoteString(matcher.name);
  return `${name}${matcher.op}${quoteString(matcher.value)}`;
}

function compilePattern(pattern: string): (value: string) => boolean {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  const compiled = simplePattern(pattern) ?? fullPattern(pattern);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(pattern, compiled);
  return compiled;
}

/** Patterns that need no engine: a literal, alternatives of literals, and a literal before or after `.*` or `.+`. */
function simplePattern(pattern: string): ((value: string) => boolean) | undefined {
  if (pattern === '' || LITERAL.test(pattern)) return (value) => value === pattern;
  if (pattern === '.*') return () => true;
  if (pattern === '.+') return (value) => value !== '';
  const inner = /^\(([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  const alternatives = inner.split('|');
  if (alternatives.every((alternative) => LITERAL.test(alternative))) {
    const set = new Set(alternatives);
    return (value) => set.has(value);
  }
  const prefix = /^(.*)\.([*+])$/s.exec(pattern);
  if (prefix !== null && LITERAL.test(prefix[1]!)) {
    const [, literal, repeat] = prefix as unknown as [string, string, string];
    const least = literal.length + (repeat === '+' ? 1 : 0);
    return (value) => value.length >= least && value.startsWith(literal);
  }
  const suffix = /^\.([*+])(.*)$/s.exec(pattern);
  if (suffix !== null && LITERAL.test(suffix[2]!)) {
    const [, repeat, literal] = suffix as unknown as [string, string, string];
    const least = literal.length + (repeat === '+' ? 1 : 0);
    return (value) => value.length >= least && value.endsWith(literal);
  }
  return undefined;
}

function fullPattern(pattern: string): (value: string) => boolean {
  const compiled = compileDotAll(pattern);
  return (value) => compiled.matcher(value).matches();
}

function compileDotAll(pattern: string): RE2JS {
  try {
    return re2().compile(pattern, re2().DOTALL);
  } catch (error) {
    // The flag shows up in the message as text nobody wrote.
    const reason = errorMessage(error).replace('`(?s)', '`');
    throw new PromqlError('PROMQL_PARSE_ERROR', reason, { cause: error });
  }
}
