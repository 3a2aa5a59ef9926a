import { KotobaError } from '@kotoba/core';

/** A template that cannot be read or filled in. Code: KOTOBA_ALERTING_INVALID_TEMPLATE. */
export class TemplateError extends KotobaError {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;

  /** @param reason what was expected and what came, in the words of Go's text/template */
  constructor(
    name: string,
    place: { readonly line: number; readonly column: number },
    reason: string,
    cause?: unknown,
  ) {
    const message = `template: ${name}:${place.line}:${place.column}: ${reason}`;
    super('KOTOBA_ALERTING_INVALID_TEMPLATE', message, cause === undefined ? {} : { cause });
    this.name = 'TemplateError';
    this.line = place.line;
    this.column = place.column;
  }
}

/** The line and column of an offset, from 1. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}
