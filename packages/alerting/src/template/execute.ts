import { errorMessage } from '@kotoba/core';
import type { CommandNode, OperandNode, ParsedTemplate, PipelineNode, TemplateNode } from './ast.ts';
import type { GoFunctions } from './go-functions.ts';
import { GoMap, GoStruct, type GoValue, isTrue, typeOf } from './go-value.ts';
import { printValue } from './print-value.ts';
import { placeAt, TemplateError } from './template-error.ts';

const MOST_CHARACTERS = 1_000_000;
const MOST_STEPS = 200_000;
const MOST_DEPTH = 100;
const MOST_RANGE = 100_000n;

/** Thrown through a template that cannot go on yet; passed on as it is. */
export class Interruption extends Error {}

class LoopControl {
  readonly kind: 'break' | 'continue';

  constructor(kind: 'break' | 'continue') {
    this.kind = kind;
  }
}

/** What a template is filled in with. */
export interface ExecutionOptions {
  readonly functions: GoFunctions;
  /** The dot. */
  readonly data: GoValue;
  /** Variables that are there from the start, with their dollar signs. */
  readonly variables: Readonly<Record<string, GoValue>>;
}

/**
 * Fills a template in. What it writes, how long it takes and how deeply it calls itself is bounded.
 * Source: Go's `text/template/exec.go`.
 * @throws {TemplateError} KOTOBA_ALERTING_INVALID_TEMPLATE
 */
export function executeTemplate(template: ParsedTemplate, options: ExecutionOptions): string {
  return new Execution(template, options).run();
}

class Execution {
  readonly #template: ParsedTemplate;
  readonly #options: ExecutionOptions;
  #output = '';
  #steps = 0;
  #depth = 0;
  #variables: { name: string; value: GoValue }[];

  constructor(template: ParsedTemplate, options: ExecutionOptions) {
    this.#template = template;
    this.#options = options;
    this.#variables = [{ name: '$', value: options.data }];
    for (const [name, value] of Object.entries(options.variables)) this.#variables.push({ name, value });
  }

  run(): string {
    this.#list(this.#template.nodes, this.#options.data);
    return this.#output;
  }

  #list(nodes: readonly TemplateNode[], dot: GoValue): void {
    for (const node of nodes) this.#node(node, dot);
  }

  #node(node: TemplateNode, dot: GoValue): void {
    this.#step(node.offset);
    switch (node.type) {
      case 'text':
        this.#write(node.text, node.offset);
        return;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0)
          this.#write(value === null ? '<no value>' : printValue(value), node.offset);
        return;
      }
      case 'template':
        this.#call(node, dot);
        return;
      case 'break':
      case 'continue':
        throw new LoopControl(node.type);
      case 'range':
        this.#range(node, dot);
        return;
      default:
        this.#branch(node, dot);
    }
  }

  #branch(node: Extract<TemplateNode, { type: 'if' | 'with' | 'range' }>, dot: GoValue): void {
    const known = this.#variables.length;
    const value = this.#pipeline(node.pipeline, dot);
    if (isTrue(value)) this.#list(node.body, node.type === 'with' ? value : dot);
    else this.#list(node.otherwise, dot);
    this.#variables.length = known;
  }

  #range(node: Extract<TemplateNode, { type: 'if' | 'with' | 'range' }>, dot: GoValue): void {
    const known = this.#variables.length;
    const { variables, isAssignment } = node.pipeline;
    const over = this.#pipeline({ ...node.pipeline, variables: [] }, dot);
    const entries = this.#entries(over, node);
    for (const [key, value] of entries) {
      this.#step(node.offset);
      const values = variables.length === 1 ? [value] : [key, value];
      variables.forEach((name, i) => {
        if (isAssignment) this.#assign(name, values[i]!);
        else this.#variables.push({ name, value: values[i]! });
      });
      const ended = this.#iteration(node.body, value);
      this.#variables.length = known;
      if (ended) break;
    }
    if (entries.length === 0) this.#list(node.otherwise, dot);
    this.#variables.length = known;
  }

  /** Answers whether the loop was left. */
  #iteration(body: readonly TemplateNode[], dot: GoValue): boolean {
    try {
      this.#list(body, dot);
      return false;
    } catch (error) {
      if (!(error instanceof LoopControl)) throw error;
      return error.kind === 'break';
    }
  }

  #entries(over: GoValue, node: TemplateNode): readonly (readonly [GoValue, GoValue])[] {
    if (Array.isArray(over)) return over.map((value, i) => [BigInt(i), value] as const);
    if (over instanceof GoMap) return over.keys.map((key) => [key, over.get(key)] as const);
    if (typeof over === 'bigint') {
      if (over > MOST_RANGE) this.#fail(node.offset, `range over more than ${MOST_RANGE}`);
      return Array.from({ length: Math.max(0, Number(over)) }, (_, i) => [BigInt(i), BigInt(i)] as const);
    }
    if (over === null) return [];
    return this.#fail(node.offset, `range can't iterate over ${printValue(over)}`);
  }

  #call(node: Extract<TemplateNode, { type: 'template' }>, dot: GoValue): void {
    const nodes = this.#template.defined.get(node.name);
    if (nodes === undefined) this.#fail(node.offset, `template ${JSON.stringify(node.name)} not defined`);
    if (++this.#depth > MOST_DEPTH) this.#fail(node.offset, 'exceeded maximum template depth');
    const data = node.pipeline === undefined ? null : this.#pipeline(node.pipeline, dot);
    const variables = this.#variables;
    this.#variables = [{ name: '$', value: data }];
    this.#list(nodes!, data);
    this.#variables = variables;
    this.#depth--;
  }

  #pipeline({ commands, variables, isAssignment }: PipelineNode, dot: GoValue): GoValue {
    let value: GoValue = null;
    commands.forEach((command, i) => {
      value = this.#command(command, dot, i === 0 ? undefined : { value });
    });
    for (const name of variables) {
      if (isAssignment) this.#assign(name, value);
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #assign(name: string, value: GoValue): void {
    this.#variables.findLast((one) => one.name === name)!.value = value;
  }

  #command({ operands }: CommandNode, dot: GoValue, piped: { value: GoValue } | undefined): GoValue {
    const [first, ...rest] = operands;
    this.#step(first!.offset);
    if (first!.type === 'function') return this.#function(first!.name, first!.offset, rest, dot, piped);
    if (rest.length > 0 || piped !== undefined)
      this.#fail(first!.offset, 'can’t give argument to non-function');
    return this.#operand(first!, dot);
  }

  #function(
    name: string,
    offset: number,
    operands: readonly OperandNode[],
    dot: GoValue,
    piped: { value: GoValue } | undefined,
  ): GoValue {
    if (name === 'and' || name === 'or') return this.#shortCircuit(name, operands, dot, piped, offset);
    const args = operands.map((operand) => this.#operand(operand, dot));
    if (piped !== undefined) args.push(piped.value);
    const known = this.#options.functions.get(name)!;
    if (args.length < known.least || args.length > known.most)
      this.#fail(
        offset,
        `wrong number of args for ${name}: want ${known.least === known.most ? known.least : `at least ${known.least}`} got ${args.length}`,
      );
    try {
      return known.call(...args);
    } catch (error) {
      if (error instanceof Interruption || error instanceof TemplateError) throw error;
      return this.#fail(offset, `error calling ${name}: ${errorMessage(error)}`, error);
    }
  }

  /** The first argument that decides; those behind it are not looked at. */
  #shortCircuit(
    name: 'and' | 'or',
    operands: readonly OperandNode[],
    dot: GoValue,
    piped: { value: GoValue } | undefined,
    offset: number,
  ): GoValue {
    if (operands.length === 0 && piped === undefined)
      this.#fail(offset, `wrong number of args for ${name}: want at least 1 got 0`);
    let value: GoValue = null;
    for (const operand of operands) {
      value = this.#operand(operand, dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped === undefined ? value : piped.value;
  }

  #operand(node: OperandNode, dot: GoValue): GoValue {
    switch (node.type) {
      case 'literal':
        return node.value;
      case 'field':
        return this.#fields(dot, node.fields, node.offset);
      case 'variable': {
        const { value } = this.#variables.findLast(({ name }) => name === node.name)!;
        return this.#fields(value, node.fields, node.offset);
      }
      case 'paren':
        return this.#fields(this.#pipeline(node.pipeline, dot), node.fields, node.offset);
      case 'function':
        return this.#function(node.name, node.offset, [], dot, undefined);
    }
  }

  #fields(start: GoValue, fields: readonly string[], offset: number): GoValue {
    let value = start;
    for (const field of fields) {
      if (value instanceof GoMap) value = value.get(field);
      else if (value instanceof GoStruct && Object.hasOwn(value.fields, field)) value = value.fields[field]!;
      else if (value === null) this.#fail(offset, `nil data; no entry for key ${JSON.stringify(field)}`);
      else this.#fail(offset, `can't evaluate field ${field} in type ${typeOf(value)}`);
    }
    return value;
  }

  #write(text: string, offset: number): void {
    if (this.#output.length + text.length > MOST_CHARACTERS)
      this.#fail(offset, `more than ${MOST_CHARACTERS} characters written`);
    this.#output += text;
  }

  #step(offset: number): void {
    if (++this.#steps > MOST_STEPS) this.#fail(offset, `more than ${MOST_STEPS} steps taken`);
  }

  #fail(offset: number, reason: string, cause?: unknown): never {
    const { name, text } = this.#template;
    throw new TemplateError(
      name,
      placeAt(text, offset),
      `executing ${JSON.stringify(name)}: ${reason}`,
      cause,
    );
  }
}
