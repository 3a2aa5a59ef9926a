import type { CommandNode, OperandNode, ParsedTemplate, PipelineNode, TemplateNode } from './ast.ts';
import { type Token, tokenize } from './lexer.ts';
import { placeAt, TemplateError } from './template-error.ts';
import { unquote } from './unquote.ts';

const MOST_DEPTH = 100;
const MOST_LENGTH = 1_000_000;
const BLOCKS = ['if', 'with', 'range'] as const;

/**
 * Reads a template of Go's text/template.
 * @param functions whether it may call a function of this name
 * @param variables with their dollar signs: those it may speak of from the start
 * @throws {TemplateError} KOTOBA_ALERTING_INVALID_TEMPLATE
 */
export function parseTemplate(
  text: string,
  name: string,
  functions: (name: string) => boolean,
  variables: readonly string[] = [],
): ParsedTemplate {
  if (text.length > MOST_LENGTH)
    throw new TemplateError(
      name,
      { line: 1, column: 1 },
      `expected at most ${MOST_LENGTH} characters, got ${text.length}`,
    );
  return new TemplateParser(text, name, functions, variables).parse();
}

class TemplateParser {
  readonly #text: string;
  readonly #name: string;
  readonly #functions: (name: string) => boolean;
  readonly #tokens: readonly Token[];
  readonly #defined = new Map<string, readonly TemplateNode[]>();
  #at = 0;
  #depth = 0;
  #ranges = 0;
  #variables: string[];

  constructor(
    text: string,
    name: string,
    functions: (name: string) => boolean,
    variables: readonly string[],
  ) {
    this.#text = text;
    this.#name = name;
    this.#functions = functions;
    this.#variables = ['$', ...variables];
    this.#tokens = tokenize(text, name);
  }

  parse(): ParsedTemplate {
    const { nodes, ended } = this.#list();
    if (ended !== 'end of text') this.#fail(this.#tokens[this.#at - 1]!, `unexpected {{${ended}}}`);
    return { name: this.#name, text: this.#text, nodes, defined: this.#defined };
  }

  /** Nodes up to an `end`, an `else`, or the end of the text. */
  #list(): { nodes: TemplateNode[]; ended: string; token: Token } {
    if (++this.#depth > MOST_DEPTH) this.#fail(this.#peek(), 'nested too deeply');
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#next();
      if (token.type === 'end') {
        this.#depth--;
        return { nodes, ended: 'end of text', token };
      }
      if (token.type === 'text') {
        nodes.push({ type: 'text', text: token.text, offset: token.offset });
        continue;
      }
      const word = this.#peekWord();
      if (word === 'end' || word === 'else') {
        const ended = this.#nextWord();
        this.#depth--;
        return { nodes, ended: ended.text, token: ended };
      }
      const node = this.#action(word);
      if (node !== undefined) nodes.push(node);
    }
  }

  #action(word: string | undefined): TemplateNode | undefined {
    const { offset } = this.#peek();
    const block = BLOCKS.find((one) => one === word);
    if (block !== undefined) return this.#block(block);
    if (word === 'define') return this.#define();
    if (word === 'block') return this.#blockDefinition();
    if (word === 'template') return this.#templateCall();
    if (word === 'break' || word === 'continue') {
      const token = this.#nextWord();
      if (this.#ranges === 0) this.#fail(token, `{{${word}}} outside {{range}}`);
      this.#close(word);
      return { type: word, offset };
    }
    const pipeline = this.#pipeline('command');
    this.#close('command');
    return { type: 'action', pipeline, offset };
  }

  #block(type: (typeof BLOCKS)[number]): TemplateNode {
    const { offset } = this.#nextWord();
    const known = this.#variables.length;
    const pipeline = this.#pipeline(type);
    this.#close(type);
    if (type === 'range') this.#ranges++;
    const { nodes, ended, token } = this.#list();
    if (type === 'range') this.#ranges--;
    const otherwise = ended === 'else' ? this.#else(type) : [];
    if (ended === 'end of text') this.#fail(token, `unexpected EOF, expected {{end}} of {{${type}}}`);
    if (ended === 'end') this.#close('end');
    this.#variables.length = known;
    return { type, pipeline, body: nodes, otherwise, offset };
  }

  /** `else`, `else if …` or `else with …`, which end with the same `end`. */
  #else(type: (typeof BLOCKS)[number]): TemplateNode[] {
    const word = this.#peekWord();
    if (word === 'if' || (word === 'with' && type === 'with')) return [this.#block(word)];
    this.#close('else');
    const { nodes, ended, token } = this.#list();
    if (ended !== 'end')
      this.#fail(token, `expected end; found ${ended === 'else' ? '{{else}}' : 'the end of the text'}`);
    this.#close('end');
    return nodes;
  }

  #define(): undefined {
    const token = this.#nextWord();
    if (this.#depth > 1) this.#fail(token, 'unexpected {{define}} inside another block');
    const name = this.#quotedName('define');
    this.#close('define');
    this.#defined.set(name, this.#separately(token));
    return undefined;
  }

  #blockDefinition(): TemplateNode {
    const token = this.#nextWord();
    const name = this.#quotedName('block');
    const pipeline = this.#pipeline('block');
    this.#close('block');
    this.#defined.set(name, this.#separately(token));
    return { type: 'template', name, pipeline, offset: token.offset };
  }

  /** The body of a template of its own, which sees no variables but `$`. */
  #separately(begin: Token): readonly TemplateNode[] {
    const [variables, ranges] = [this.#variables, this.#ranges];
    [this.#variables, this.#ranges] = [['$'], 0];
    const { nodes, ended } = this.#list();
    if (ended !== 'end') this.#fail(begin, `expected {{end}} of {{${begin.text}}}, got ${ended}`);
    this.#close('end');
    [this.#variables, this.#ranges] = [variables, ranges];
    return nodes;
  }

  #templateCall(): TemplateNode {
    const { offset } = this.#nextWord();
    const name = this.#quotedName('template');
    this.#skipSpace();
    const pipeline = this.#peek().type === 'close' ? undefined : this.#pipeline('template');
    this.#close('template');
    return { type: 'template', name, pipeline, offset };
  }

  #quotedName(context: string): string {
    this.#skipSpace();
    const token = this.#next();
    if (token.type !== 'string') this.#unexpected(token, `${context} clause`);
    return unquote(token.text) ?? this.#fail(token, `invalid syntax: ${token.text}`);
  }

  #pipeline(context: string): PipelineNode {
    if (++this.#depth > MOST_DEPTH) this.#fail(this.#peek(), 'nested too deeply');
    this.#skipSpace();
    const { offset } = this.#peek();
    const { variables, isAssignment } = this.#declaration(context);
    const commands: CommandNode[] = [];
    do commands.push(this.#command(context, commands.length === 0));
    while (this.#takeSymbol('|'));
    if (!isAssignment) this.#variables.push(...variables);
    this.#depth--;
    return { variables, isAssignment, commands, offset };
  }

  /** `$x :=`, `$x =`, and with `range` also `$i, $x :=`. */
  #declaration(context: string): { variables: string[]; isAssignment: boolean } {
    const start = this.#at;
    const variables: string[] = [];
    while (this.#peek().type === 'variable' && this.#peek().text !== '$') {
      variables.push(this.#next().text);
      this.#skipSpace();
      if (this.#isSymbol(':=') || this.#isSymbol('=')) {
        const isAssignment = this.#next().text === '=';
        if (isAssignment) for (const name of variables) this.#mustKnow(name, start);
        this.#skipSpace();
        return { variables, isAssignment };
      }
      if (context !== 'range' || variables.length > 1 || !this.#takeSymbol(',')) break;
    }
    this.#at = start;
    return { variables: [], isAssignment: false };
  }

  #command(context: string, isFirst: boolean): CommandNode {
    this.#skipSpace();
    const { offset } = this.#peek();
    const operands: OperandNode[] = [];
    for (;;) {
      const token = this.#peek();
      if (token.type === 'close' || token.type === 'end' || this.#isSymbol('|') || this.#isSymbol(')')) break;
      operands.push(this.#operand(context));
      if (this.#peek().type === 'space') this.#next();
      else if (!['close', 'end'].includes(this.#peek().type) && !this.#isSymbol('|') && !this.#isSymbol(')'))
        this.#unexpected(this.#peek(), 'operand');
    }
    if (operands.length === 0)
      this.#fail(this.#peek(), isFirst ? `missing value for ${context}` : 'empty command');
    const [first] = operands;
    if (!isFirst && first!.type === 'literal')
      this.#fail(this.#tokens[this.#at]!, `non executable command in pipeline stage: a constant`);
    if (operands.length > 1 && first!.type === 'literal')
      this.#fail(this.#tokens[this.#at]!, 'can’t give argument to a constant');
    return { operands, offset };
  }

  #operand(context: string): OperandNode {
    const token = this.#next();
    const { offset } = token;
    switch (token.type) {
      case 'identifier':
        return this.#identifier(token);
      case 'variable':
        this.#mustKnow(token.text, this.#at - 1);
        return { type: 'variable', name: token.text, fields: this.#fields(), offset };
      case 'field':
        return { type: 'field', fields: [token.text.slice(1), ...this.#fields()], offset };
      case 'dot':
        return { type: 'field', fields: [], offset };
      case 'number':
        return {
          type: 'literal',
          value: numberOf(token.text) ?? this.#fail(token, `bad number syntax: ${token.text}`),
          offset,
        };
      case 'string':
        return {
          type: 'literal',
          value: unquote(token.text) ?? this.#fail(token, `invalid syntax: ${token.text}`),
          offset,
        };
      case 'character':
        return { type: 'literal', value: this.#character(token), offset };
      default:
        if (token.text !== '(') return this.#unexpected(token, context);
    }
    const pipeline = this.#pipeline('parenthesized pipeline');
    this.#skipSpace();
    if (!this.#takeSymbol(')')) this.#unexpected(this.#peek(), 'parenthesized pipeline');
    return { type: 'paren', pipeline, fields: this.#fields(), offset };
  }

  #identifier(token: Token): OperandNode {
    const { text, offset } = token;
    if (text === 'true' || text === 'false') return { type: 'literal', value: text === 'true', offset };
    if (text === 'nil') return { type: 'literal', value: null, offset };
    if (!this.#functions(text)) this.#fail(token, `function ${JSON.stringify(text)} not defined`);
    return { type: 'function', name: text, offset };
  }

  #character(token: Token): bigint {
    const text = unquote(token.text);
    if (text === undefined || [...text].length !== 1)
      this.#fail(token, `malformed character constant: ${token.text}`);
    return BigInt(text!.codePointAt(0)!);
  }

  #fields(): string[] {
    const fields: string[] = [];
    while (this.#peek().type === 'field') fields.push(this.#next().text.slice(1));
    return fields;
  }

  #mustKnow(name: string, at: number): void {
    if (!this.#variables.includes(name))
      this.#fail(this.#tokens[at]!, `undefined variable ${JSON.stringify(name)}`);
  }

  #close(context: string): void {
    this.#skipSpace();
    const token = this.#next();
    if (token.type !== 'close') this.#unexpected(token, context);
  }

  #peekWord(): string | undefined {
    let at = this.#at;
    if (this.#tokens[at]!.type === 'space') at++;
    const token = this.#tokens[at]!;
    return token.type === 'identifier' ? token.text : undefined;
  }

  #nextWord(): Token {
    this.#skipSpace();
    return this.#next();
  }

  #isSymbol(text: string): boolean {
    const { type, text: found } = this.#peek();
    return type === 'symbol' && found === text;
  }

  #takeSymbol(text: string): boolean {
    this.#skipSpace();
    if (!this.#isSymbol(text)) return false;
    this.#next();
    this.#skipSpace();
    return true;
  }

  #skipSpace(): void {
    if (this.#peek().type === 'space') this.#at++;
  }

  #peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #unexpected(token: Token, context: string): never {
    const found =
      token.type === 'end' ? 'EOF' : token.type === 'space' ? 'space' : JSON.stringify(token.text);
    return this.#fail(token, `unexpected ${found} in ${context}`);
  }

  #fail(token: Token, reason: string): never {
    throw new TemplateError(this.#name, placeAt(this.#text, token.offset), reason);
  }
}

/** Whole numbers are Go's int, those with a point or an exponent its float64. */
function numberOf(text: string): number | bigint | undefined {
  const plain = text.replaceAll('_', '');
  if (/[.eE]/.test(plain) && !/^[+-]?0[xX]/.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign, digits] = /^([+-]?)(.*)$/.exec(plain)!;
  try {
    const octal = /^0[0-7]+$/.test(digits!) ? `0o${digits!.slice(1)}` : digits!;
    const value = BigInt(octal);
    if (value > 0x7fff_ffff_ffff_ffffn) return undefined;
    return sign === '-' ? -value : value;
  } catch {
    return undefined;
  }
}
