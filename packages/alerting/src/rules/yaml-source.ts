import type { Alias, Document, Node, Scalar } from 'yaml';
import type { RuleProblem } from './rule-problem.ts';
import { yaml } from './yaml.ts';

/** One entry of a mapping, its value resolved from an alias where it is one. */
export interface YamlEntry {
  readonly name: string;
  readonly key: Node;
  readonly value: Node | null;
}

/** A YAML text with the place of everything in it, and what is wrong with it so far. */
export class YamlSource {
  readonly file: string;
  readonly problems: RuleProblem[] = [];
  readonly warnings: RuleProblem[] = [];
  readonly #text: string;
  readonly #lines = new (yaml().LineCounter)();
  readonly #document: Document.Parsed | undefined;
  /** What each alias stands for. */
  readonly #targets = new Map<Alias, Node>();

  constructor(text: string, file: string) {
    this.file = file;
    this.#text = text;
    // YAML 1.2's core schema for plain values, yet with merge keys, as Prometheus reads them.
    const documents = yaml().parseAllDocuments(text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      merge: true,
      uniqueKeys: true,
      logLevel: 'silent',
    });
    const [first, second] = Array.isArray(documents) ? documents : [];
    this.#document = first;
    for (const error of first?.errors ?? []) this.problemAt(error.pos[0], firstLine(error.message));
    const isMore = second?.contents && !(yaml().isScalar(second.contents) && second.contents.value === null);
    if (isMore) this.problemAt(second.range[0], 'expected one YAML document, got several');
    if (first !== undefined) this.#findAnchors(first);
  }

  /** What the document holds; null when it is empty. */
  get root(): Node | null {
    return this.#document?.contents ?? null;
  }

  /** Notes a problem at a node's beginning, or further in. */
  problem(node: Node | null | undefined, message: string, within?: { line: number; column: number }): void {
    this.problems.push({ file: this.file, message, ...this.placeOf(node, within) });
  }

  warning(node: Node | null | undefined, message: string): void {
    this.warnings.push({ file: this.file, message, ...this.placeOf(node) });
  }

  /** Notes a problem at an offset in the text. */
  problemAt(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push({ file: this.file, line, column: col, message });
  }

  /**
   * Where a node begins, or where a place within the text of a scalar stands in the file. Of scalars that are folded over
   * several lines only the beginning is known.
   */
  placeOf(
    node: Node | null | undefined,
    within?: { line: number; column: number },
  ): { readonly line: number; readonly column: number } {
    const range = node?.range;
    if (node === null || node === undefined || !range) return { line: 1, column: 1 };
    const start = this.#lines.linePos(range[0]);
    const begin = { line: start.line, column: start.col };
    if (within === undefined || !yaml().isScalar(node)) return begin;
    if (node.type === 'BLOCK_LITERAL') return this.#withinBlock(node, begin.line, within);
    const isOneLine = !this.#text.slice(range[0], range[1]).includes('\n');
    if (!isOneLine || node.type === 'BLOCK_FOLDED') return begin;
    const quote = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? 1 : 0;
    return { line: begin.line, column: begin.column + quote + within.column - 1 };
  }

  /** A node, or what its alias stands for. */
  resolve(node: unknown): Node | null {
    if (yaml().isAlias(node)) return this.#targets.get(node) ?? null;
    return (node as Node | null | undefined) ?? null;
  }

  /** The entries of a mapping; those merged into it by `<<` come last, and only where it has none of that name. */
  entries(node: Node | null, what: string, merging: readonly Node[] = []): YamlEntry[] {
    if (node !== null && merging.includes(node)) {
      this.problem(node, 'expected a mapping that is not merged into itself');
      return [];
    }
    if (!yaml().isMap(node)) {
      this.problem(node, `expected ${what} as a mapping, got ${describe(node)}`);
      return [];
    }
    const entries = new Map<string, YamlEntry>();
    const merged: YamlEntry[] = [];
    for (const pair of node.items) {
      const key = pair.key as Node;
      const value = this.resolve(pair.value);
      const name = yaml().isScalar(key) ? String(key.value ?? '') : '';
      if (yaml().isScalar(key) && (typeof key.value === 'symbol' || key.source === '<<')) {
        const sources = yaml().isSeq(value) ? value.items.map((item) => this.resolve(item)) : [value];
        for (const source of sources)
          merged.push(...this.entries(source, 'a merged value', [...merging, node]));
      } else entries.set(name, { name, key, value });
    }
    for (const entry of merged) if (!entries.has(entry.name)) entries.set(entry.name, entry);
    return [...entries.values()];
  }

  /** The items of a list. */
  items(node: Node | null, what: string): (Node | null)[] {
    if (node === null || (yaml().isScalar(node) && node.value === null)) return [];
    if (yaml().isSeq(node)) return node.items.map((item) => this.resolve(item));
    this.problem(node, `expected ${what} as a list, got ${describe(node)}`);
    return [];
  }

  /** The text of a scalar: as it was written where it is plain, so that `yes` and `0x10` stay what they are. */
  text(node: Node | null, what: string): string | undefined {
    if (yaml().isScalar(node) && typeof node.value !== 'symbol') {
      if (typeof node.value === 'string') return node.value;
      if (node.value === null) return '';
      return node.source ?? String(node.value);
    }
    this.problem(node, `expected ${what} as text, got ${describe(node)}`);
    return undefined;
  }

  /** An alias stands for the latest anchor of its name before it. */
  #findAnchors(document: Document.Parsed): void {
    const anchors = new Map<string, Node>();
    yaml().visit(document, {
      Alias: (_key, alias) => {
        const target = anchors.get(alias.source);
        if (target !== undefined) this.#targets.set(alias, target);
        else
          this.problem(
            alias,
            `expected an anchor &${alias.source} before the alias *${alias.source}, got none`,
          );
      },
      Value: (_key, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }

  #withinBlock(
    node: Scalar,
    headLine: number,
    within: { line: number; column: number },
  ): { line: number; column: number } {
    const line = headLine + within.line;
    const content = String(node.value).split('\n')[within.line - 1] ?? '';
    const written = this.#text.split('\n')[line - 1] ?? '';
    return { line, column: Math.max(written.trimEnd().length - content.trimEnd().length, 0) + within.column };
  }
}

/** What a node is, in words. */
export function describe(node: Node | null): string {
  if (yaml().isMap(node)) return 'a mapping';
  if (yaml().isSeq(node)) return 'a list';
  if (yaml().isScalar(node) && node.value !== null) return JSON.stringify(node.source ?? node.value);
  return 'nothing';
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
