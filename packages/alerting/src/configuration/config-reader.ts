import { KotobaError, parseDuration } from '@kotoba/core';
import type { Node } from 'yaml';
import { yaml } from '../rules/yaml.ts';
import type { YamlEntry, YamlSource } from '../rules/yaml-source.ts';

/** What may stand in a mapping, by name; the text says why a field Alertmanager has is not taken. */
export type KnownFields = Readonly<Record<string, true | string>>;

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/**
 * Reads one mapping of a configuration and notes what is wrong with it. No value reaches a message unless its reader lets
 * it, since any of them may be a secret.
 */
export class ConfigReader {
  readonly node: Node | null;
  readonly source: YamlSource;
  readonly #entries = new Map<string, YamlEntry>();

  constructor(source: YamlSource, node: Node | null, what: string, known: KnownFields) {
    this.source = source;
    this.node = node;
    if (node === null || isNull(node)) return;
    if (!yaml().isMap(node)) {
      source.problem(node, `expected ${what} as a mapping, got ${kindOf(node)}`);
      return;
    }
    for (const entry of source.entries(node, what)) {
      const verdict = Object.hasOwn(known, entry.name) ? known[entry.name] : undefined;
      if (verdict === true) this.#entries.set(entry.name, entry);
      else if (verdict === undefined)
        source.problem(entry.key, `unknown field ${shown(entry.name)} in ${what}`);
      else source.problem(entry.key, `"${entry.name}" is not supported: ${verdict}`);
    }
  }

  /** Whether the field stands there with a value. */
  has(name: string): boolean {
    const value = this.#entries.get(name)?.value;
    return value !== undefined && value !== null && !isNull(value);
  }

  /** A field's node; null when it is absent. */
  get(name: string): Node | null {
    return this.has(name) ? this.#entries.get(name)!.value : null;
  }

  /** Notes a problem at a field, or at the mapping when the field is absent. */
  problem(name: string | undefined, message: string): void {
    const entry = name === undefined ? undefined : this.#entries.get(name);
    this.source.problem(entry?.value ?? entry?.key ?? this.node, message);
  }

  /** A field's text; undefined when it is absent, empty or no text. */
  text(name: string): string | undefined {
    const node = this.get(name);
    if (node === null) return undefined;
    if (!yaml().isScalar(node)) {
      this.problem(name, `expected "${name}" as text, got ${kindOf(node)}`);
      return undefined;
    }
    return this.source.text(node, `"${name}"`) || undefined;
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const node = this.get(name);
    // In quotes it is a text.
    const isPlain = yaml().isScalar(node) && node.type === 'PLAIN';
    if (isPlain && TRUE.test(text)) return true;
    if (!isPlain || !FALSE.test(text)) this.problem(name, `expected "${name}" as true or false`);
    return false;
  }

  /** A whole number of at least 0. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    this.problem(name, `expected "${name}" as a whole number of at least 0`);
    return undefined;
  }

  /** Milliseconds. */
  duration(name: string, { zero = true } = {}): number | undefined {
    const text = this.text(name) ?? (yaml().isScalar(this.get(name)) ? '' : undefined);
    if (text === undefined) return undefined;
    try {
      const millis = parseDuration(text);
      if (millis === 0 && !zero) this.problem(name, `expected "${name}" to be longer than 0`);
      return millis;
    } catch (error) {
      if (!(error instanceof KotobaError)) throw error;
      this.problem(name, `"${name}": ${error.message}`);
      return undefined;
    }
  }

  /** The items of a field that is a list. */
  list(name: string): (Node | null)[] {
    const node = this.get(name);
    if (node === null) return [];
    if (yaml().isSeq(node)) return this.source.items(node, `"${name}"`);
    this.problem(name, `expected "${name}" as a list, got ${kindOf(node)}`);
    return [];
  }

  /** The texts of a field that is a list of them, each with its place. */
  texts(name: string): { readonly text: string; readonly node: Node | null }[] {
    return this.list(name).flatMap((node) => {
      if (yaml().isScalar(node)) return [{ text: this.source.text(node, `"${name}"`) ?? '', node }];
      this.source.problem(node, `expected the items of "${name}" as text, got ${kindOf(node)}`);
      return [];
    });
  }

  /** The entries of a field that maps names to texts. */
  mapping(
    name: string,
  ): { readonly name: string; readonly text: string; readonly key: Node; readonly value: Node | null }[] {
    const node = this.get(name);
    if (node === null) return [];
    if (!yaml().isMap(node)) {
      this.problem(name, `expected "${name}" as a mapping, got ${kindOf(node)}`);
      return [];
    }
    return this.source.entries(node, `"${name}"`).flatMap(({ name: key, key: keyNode, value }) => {
      if (yaml().isScalar(value))
        return [{ name: key, text: this.source.text(value, `"${key}"`) ?? '', key: keyNode, value }];
      this.source.problem(value ?? keyNode, `expected "${key}" as text, got ${kindOf(value)}`);
      return [];
    });
  }
}

/** A field's name; what is none may be a secret that slipped into its place. */
function shown(name: string): string {
  return /^[a-zA-Z_][\w-]{0,50}$/.test(name) ? `"${name}"` : '(its name is not shown)';
}

function isNull(node: Node): boolean {
  return yaml().isScalar(node) && node.value === null;
}

function kindOf(node: Node | null): string {
  if (yaml().isMap(node)) return 'a mapping';
  if (yaml().isSeq(node)) return 'a list';
  return node === null || isNull(node) ? 'nothing' : 'a single value';
}
