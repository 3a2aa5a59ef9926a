import { PromqlError } from '../errors.ts';
import { DEFAULT_MAX_DEPTH, type ParserOptions } from './parser-options.ts';
import { TokenCursor } from './token-cursor.ts';

/** What all parts of the parser share: the tokens, the options, and how deep the tree has become. */
export class ParserState {
  readonly cursor: TokenCursor;
  readonly options: ParserOptions;
  readonly #maxDepth: number;
  readonly #depths = new Map<object, number>();
  #nesting = 0;

  constructor(query: string, options: ParserOptions) {
    this.cursor = new TokenCursor(query);
    this.options = options;
    this.#maxDepth = options.maxDepth ?? DEFAULT_MAX_DEPTH;
  }

  /** Runs one level deeper. @throws {PromqlError} PROMQL_TOO_DEEP */
  nested<T>(parse: () => T): T {
    if (++this.#nesting > this.#maxDepth) this.#tooDeep();
    const result = parse();
    this.#nesting--;
    return result;
  }

  /** Notes a node's depth: a long chain of operators is a deep tree too. @throws {PromqlError} PROMQL_TOO_DEEP */
  track<T extends object>(node: T, children: readonly object[]): T {
    let depth = 0;
    for (const child of children) depth = Math.max(depth, this.#depths.get(child) ?? 0);
    if (depth + 1 > this.#maxDepth) this.#tooDeep();
    this.#depths.set(node, depth + 1);
    return node;
  }

  #tooDeep(): never {
    throw new PromqlError(
      'PROMQL_TOO_DEEP',
      `expression nests more than ${this.#maxDepth} levels deep, the most allowed`,
    );
  }
}
