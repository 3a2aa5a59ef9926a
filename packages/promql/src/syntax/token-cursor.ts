import type { PositionRange } from './ast.ts';
import { Lexer, type Token } from './lexer.ts';
import { ParseError } from './parse-error.ts';
import { quoteString } from './quote-string.ts';

/** Reads tokens one after the other, with one of lookahead. */
export class TokenCursor {
  readonly query: string;
  readonly #lexer: Lexer;
  #current: Token;
  #following: Token | undefined;
  #lastEnd = 0;

  /** @throws {ParseError} when the text does not start with a token */
  constructor(query: string) {
    this.query = query;
    this.#lexer = new Lexer(query);
    this.#current = this.#lexer.next();
  }

  get current(): Token {
    return this.#current;
  }

  /** Where the token taken last ended. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** The token after the current one. */
  peek(): Token {
    this.#following ??= this.#lexer.next();
    return this.#following;
  }

  /** The current token, stepping past it. */
  take(): Token {
    const token = this.#current;
    this.#current = this.#following ?? this.#lexer.next();
    this.#following = undefined;
    this.#lastEnd = token.end;
    return token;
  }

  isSymbol(text: string): boolean {
    return this.#current.type === 'symbol' && this.#current.text === text;
  }

  /** The current word in lower case, or `''` when the token is no word. */
  get keyword(): string {
    return this.#current.type === 'word' ? this.#current.text.toLowerCase() : '';
  }

  nextIsSymbol(text: string): boolean {
    const next = this.peek();
    return next.type === 'symbol' && next.text === text;
  }

  /** Steps past `text` if it is there. */
  takeSymbol(text: string): Token | undefined {
    return this.isSymbol(text) ? this.take() : undefined;
  }

  /** Steps past `text`, which has to be there. */
  expectSymbol(text: string, context: string, expected = `"${text}"`): Token {
    return this.takeSymbol(text) ?? this.unexpected(context, expected);
  }

  /** Fails at the current token. */
  unexpected(context: string, expected: string): never {
    const where = context === '' ? '' : ` in ${context}`;
    const wanted = expected === '' ? '' : `, expected ${expected}`;
    this.fail(this.#current, `unexpected ${describe(this.#current)}${where}${wanted}`);
  }

  fail(position: PositionRange, reason: string): never {
    throw new ParseError(this.query, { start: position.start, end: position.end }, reason);
  }
}

function describe(token: Token): string {
  switch (token.type) {
    case 'end':
      return 'end of input';
    case 'word':
      return `identifier ${quoteString(token.text)}`;
    case 'symbol':
      return `"${token.text}"`;
    default:
      return `${token.type} ${quoteString(token.text)}`;
  }
}
