import { METRIC_NAME } from '@kotoba/core';
import { type Expression, ParseError, PromqlError, parseQuery } from '@kotoba/promql';
import { ruleTemplates } from '../template/rule-templates.ts';

/** A mistake in a text, and where in it; both counted from 1. */
export interface TextProblem {
  readonly message: string;
  readonly within?: { readonly line: number; readonly column: number };
}

/**
 * Holds a template against Go's syntax.
 * @throws {KotobaError} with the numbers `line` and `column` where it can tell them
 */
export type CheckTemplate = (text: string, name: string) => unknown;

/** Reads PromQL. @throws {PromqlError} */
export type ParseExpression = (query: string) => Expression;

/** What is wrong with a PromQL expression; undefined when nothing is. */
export function queryProblem(
  query: string,
  parse: ParseExpression = (text) => parseQuery(text),
): TextProblem | undefined {
  try {
    parse(query);
    return undefined;
  } catch (error) {
    if (error instanceof ParseError)
      return {
        message: `could not parse expression: ${error.reason}`,
        within: placeOf(query, error.position.start),
      };
    if (error instanceof PromqlError) return { message: `could not parse expression: ${error.message}` };
    throw error;
  }
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, Math.max(offset, 0)).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** What is wrong with a template; undefined when nothing is. */
export function templateProblem(
  text: string,
  name: string,
  check: CheckTemplate = (one, of) => ruleTemplates.check(one, of),
): TextProblem | undefined {
  try {
    check(text, name);
    return undefined;
  } catch (error) {
    const { line, column, message } = error as { line?: unknown; column?: unknown; message: string };
    const isPlaced = typeof line === 'number' && typeof column === 'number';
    return { message: `could not parse template: ${message}`, ...(isPlaced && { within: { line, column } }) };
  }
}

/**
 * What is wrong with the name of a label a rule gives; undefined when nothing is. Any text may be a name.
 * Source: prometheus/prometheus `model/rulefmt`, with UTF-8 names.
 */
export function labelNameProblem(name: string): string | undefined {
  if (name === '') return 'expected a label name of at least one character, got ""';
  if (name === METRIC_NAME) return `expected a label name other than ${METRIC_NAME}, which a rule cannot set`;
  return name.isWellFormed() ? undefined : 'expected a label name of valid Unicode';
}

/** What is wrong with the name of an annotation; undefined when nothing is. */
export function annotationNameProblem(name: string): string | undefined {
  if (name === '') return 'expected an annotation name of at least one character, got ""';
  return name.isWellFormed() ? undefined : 'expected an annotation name of valid Unicode';
}

/** What is wrong with the name of a recorded series; undefined when nothing is. */
export function recordNameProblem(name: string): string | undefined {
  if (/[{}]/.test(name)) return `expected a metric name without braces, got ${JSON.stringify(name)}`;
  return name.isWellFormed() ? undefined : 'expected a metric name of valid Unicode';
}
