import { ParseError } from './parse-error.ts';
import { quoteString } from './quote-string.ts';
import { unquoteString } from './unquote-string.ts';

/** What kind of word a token is. Keywords are words too: the parser knows from the context. */
export type TokenType = 'end' | 'word' | 'number' | 'duration' | 'string' | 'symbol';

/** One token of the text; `start` and `end` are UTF-16 offsets. */
export interface Token {
  readonly type: TokenType;
  /** As written; of a string its unescaped value. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const SPACE = /(?:[ \t\r\n]+|#[^\r\n]*)+/y;
const WORD = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const PLAIN_WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const DURATION = /[0-9]+(?:ms|[smhdwy])(?:[0-9]+(?:ms|[smhdw]))*(?![A-Za-z0-9_])/y;
const NUMBER =
  /(?:0[xX]_?[0-9a-fA-F](?:_?[0-9a-fA-F])*|(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?)(?![A-Za-z0-9_.])/y;
const NUMBER_START = /\.?[0-9][A-Za-z0-9_.]*/y;
const SYMBOL = /==|=~|!=|!~|<=|<\/|>=|>\/|[-+*/%^=<>(){}[\],:@]/y;

/** Turns text into tokens, one at a time, so that the first error in the text is the one reported. */
export class Lexer {
  readonly query: string;
  #offset = 0;
  #parenDepth = 0;
  #braceOpen = false;
  #bracketOpen = false;

  constructor(query: string) {
    this.query = query;
  }

  /** The next token; `end` for ever once the text is used up. @throws {ParseError} */
  next(): Token {
    this.#match(SPACE);
    const start = this.#offset;
    if (start >= this.query.length) return this.#end();
    const character = this.query[start]!;
    if (character === '"' || character === "'" || character === '`') return this.#string(character);
    if (/[0-9]/.test(character) || (character === '.' && /[0-9]/.test(this.query[start + 1] ?? ''))) {
      return this.#number();
    }
    const separators = this.#braceOpen || this.#bracketOpen;
    const word = this.#match(separators ? PLAIN_WORD : WORD);
    if (word !== undefined) return { type: 'word', text: word, start, end: this.#offset };
    return this.#symbol();
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const text = pattern.exec(this.query)?.[0];
    if (text !== undefined) this.#offset += text.length;
    return text;
  }

  #fail(start: number, reason: string): never {
    throw new ParseError(this.query, { start, end: this.query.length }, reason);
  }

  #end(): Token {
    const start = this.query.length;
    if (this.#braceOpen) this.#fail(start, 'unexpected end of input inside braces');
    if (this.#parenDepth !== 0) this.#fail(start, 'unclosed left parenthesis');
    if (this.#bracketOpen) this.#fail(start, 'unclosed left bracket');
    return { type: 'end', text: '', start, end: start };
  }

  #string(quote: string): Token {
    const start = this.#offset;
    let end = start + 1;
    for (; this.query[end] !== quote; end++) {
      const character = this.query[end];
      if (character === undefined || (character === '\n' && quote !== '`')) {
        this.#fail(start, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string');
      }
      if (character === '\\' && quote !== '`') end++;
    }
    end++;
    this.#offset = end;
    const text = unquoteString(this.query.slice(start, end), (reason) => this.#fail(start, reason));
    return { type: 'string', text, start, end };
  }

  #number(): Token {
    const start = this.#offset;
    const duration = this.#match(DURATION);
    if (duration !== undefined) return { type: 'duration', text: duration, start, end: this.#offset };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { type: 'number', text: number, start, end: this.#offset };
    const bad = this.#match(NUMBER_START) ?? '';
    return this.#fail(start, `bad number or duration syntax: ${quoteString(bad)}`);
  }

  #symbol(): Token {
    const start = this.#offset;
    const text = this.#match(SYMBOL);
    if (text === undefined) {
      const character = String.fromCodePoint(this.query.codePointAt(start)!);
      const where = this.#braceOpen ? ' inside braces' : '';
      this.#fail(start, `unexpected character${where}: '${character}'`);
    }
    this.#track(text, start);
    return { type: 'symbol', text, start, end: this.#offset };
  }

  #track(symbol: string, start: number): void {
    if (this.#braceOpen) {
      if (symbol === '{') this.#fail(start, "unexpected left brace '{'");
      if (symbol === '}') this.#braceOpen = false;
      return;
    }
    if (symbol === '(') this.#parenDepth++;
    else if (symbol === ')' && --this.#parenDepth < 0) this.#fail(start, "unexpected right parenthesis ')'");
    else if (symbol === '{') this.#braceOpen = true;
    else if (symbol === '}') this.#fail(start, "unexpected character: '}'");
    else if (symbol === '[') {
      if (this.#bracketOpen) this.#fail(start, "unexpected left bracket '['");
      this.#bracketOpen = true;
    } else if (symbol === ']') {
      if (!this.#bracketOpen) this.#fail(start, "unexpected right bracket ']'");
      this.#bracketOpen = false;
    }
  }
}
