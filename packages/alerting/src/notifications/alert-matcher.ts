import type { Matcher } from '@kotoba/core';
import { createMatcher } from '@kotoba/promql';
import { type Condition, parseClassicMatchers } from './classic-matchers.ts';
import { parseUtf8Matchers } from './utf8-matchers.ts';

/**
 * One condition in Alertmanager's notation: `severity="critical"`, `team=~"a|b"`, `"any name"!=x`.
 * Source: prometheus/alertmanager `matcher/compat`, with its fallback to the classic notation.
 * @throws {Error} with what was expected
 */
export function parseAlertMatcher(text: string): Matcher {
  if (text.startsWith('{') || text.endsWith('}')) throw new Error(`bad matcher format: ${text}`);
  const matchers = parseAlertMatchers(text);
  if (matchers.length !== 1) throw new Error(`expected one matcher, got ${matchers.length}: ${text}`);
  return matchers[0]!;
}

/**
 * Conditions that must all hold: `{a="b", c!="d"}`, braces optional. Where the notation for names of any characters and the
 * classic one read a text differently, the classic one counts, as in Alertmanager.
 * @throws {Error} with what was expected
 */
export function parseAlertMatchers(text: string): Matcher[] {
  const classic = attempt(() => parseClassicMatchers(text));
  const modern = attempt(() => parseUtf8Matchers(text));
  if ('conditions' in classic) return classic.conditions.map(compile);
  if ('conditions' in modern) return modern.conditions.map(compile);
  throw classic.error;
}

function compile({ name, op, value }: Condition): Matcher {
  return createMatcher(name, op, value);
}

function attempt(
  parse: () => Condition[],
): { readonly conditions: Condition[] } | { readonly error: unknown } {
  try {
    return { conditions: parse() };
  } catch (error) {
    return { error };
  }
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
