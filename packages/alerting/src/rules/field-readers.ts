import { KotobaError, parseDuration } from '@kotoba/core';
import type { Node } from 'yaml';
import { yaml } from './yaml.ts';
import { describe, type YamlEntry, type YamlSource } from './yaml-source.ts';

/** The entries of one mapping by name, and the mapping itself. */
export interface Fields {
  readonly node: Node | null;
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

/** Reads a mapping whose names are all known; others are problems. */
export function readFields(
  source: YamlSource,
  node: Node | null,
  what: string,
  known: readonly string[],
): Fields {
  const entries = new Map<string, YamlEntry>();
  for (const entry of source.entries(node, what)) {
    if (known.includes(entry.name)) entries.set(entry.name, entry);
    else source.problem(entry.key, `unknown field "${entry.name}" in ${what}; known are ${known.join(', ')}`);
  }
  return { node, entries };
}

/** A field's text; undefined when it is absent, null or no text. */
export function readText(source: YamlSource, fields: Fields, name: string): string | undefined {
  const entry = fields.entries.get(name);
  return entry === undefined || isNull(entry.value) ? undefined : source.text(entry.value, `"${name}"`);
}

/** Whether there is nothing: YAML's `~`, `null`, or a name with nothing after it. */
export function isNull(node: Node | null): boolean {
  return node === null || (yaml().isScalar(node) && node.value === null);
}

/** A field's duration in milliseconds. */
export function readDuration(source: YamlSource, fields: Fields, name: string): number | undefined {
  const text = readText(source, fields, name);
  if (text === undefined) return undefined;
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof KotobaError)) throw error;
    source.problem(fields.entries.get(name)!.value, `"${name}": ${error.message}`);
    return undefined;
  }
}

/** A field's number, which may have to be whole. */
export function readNumber(
  source: YamlSource,
  fields: Fields,
  name: string,
  kind: 'number' | 'whole number',
): number | undefined {
  const entry = fields.entries.get(name);
  if (entry === undefined || isNull(entry.value)) return undefined;
  const value = yaml().isScalar(entry.value) ? entry.value.value : undefined;
  const isFit = typeof value === 'number' && (kind === 'number' || Number.isInteger(value));
  if (isFit) return value;
  source.problem(entry.value, `expected "${name}" as a ${kind}, got ${describe(entry.value)}`);
  return undefined;
}

/** A field's text, one of a few. */
export function readChoice<T extends string>(
  source: YamlSource,
  fields: Fields,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = readText(source, fields, name);
  if (text === undefined) return undefined;
  const choice = choices.find((one) => one === text);
  if (choice === undefined) {
    const { value } = fields.entries.get(name)!;
    source.problem(value, `expected "${name}" as one of ${choices.join(', ')}, got ${JSON.stringify(text)}`);
  }
  return choice;
}

/** The texts of a mapping such as `labels`, with their nodes. */
export function readTexts(
  source: YamlSource,
  fields: Fields,
  name: string,
): { readonly name: string; readonly text: string; readonly key: Node; readonly value: Node | null }[] {
  const entry = fields.entries.get(name);
  if (entry === undefined || isNull(entry.value)) return [];
  return source.entries(entry.value, `"${name}"`).flatMap((item) => {
    const text = source.text(item.value, `"${item.name}"`);
    return text === undefined ? [] : [{ name: item.name, text, key: item.key, value: item.value }];
  });
}

/** A record that takes any name, `__proto__` too. */
export function emptyRecord(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
