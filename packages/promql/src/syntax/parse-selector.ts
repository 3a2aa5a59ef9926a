import { errorMessage, type Matcher, METRIC_NAME } from '@kotoba/core';
import type { VectorSelector } from './ast.ts';
import type { Token } from './lexer.ts';
import { createMatcher } from './matcher.ts';
import { ParserState } from './parser-state.ts';

const CONTEXT = 'label matching';
const OPERATORS = new Set(['=', '!=', '=~', '!~']);

/** `name`, `name{…}` or `{…}`; the current token is the name or the brace. */
export function parseVectorSelector(state: ParserState): VectorSelector {
  const { cursor } = state;
  const start = cursor.current.start;
  const name = cursor.current.type === 'word' ? cursor.take().text : '';
  const matchers = cursor.isSymbol('{') ? parseMatchers(state) : [];
  if (name !== '') matchers.push(createMatcher(METRIC_NAME, '=', name));
  return {
    kind: 'vectorSelector',
    name,
    matchers,
    offsetMillis: 0,
    position: { start, end: cursor.lastEnd },
  };
}

function parseMatchers(state: ParserState): Matcher[] {
  const { cursor } = state;
  const matchers: Matcher[] = [];
  cursor.take();
  while (!cursor.isSymbol('}')) {
    matchers.push(parseMatcher(state));
    if (cursor.isSymbol('}')) break;
    cursor.expectSymbol(',', CONTEXT, '"," or "}"');
  }
  cursor.take();
  return matchers;
}

function parseMatcher(state: ParserState): Matcher {
  const { cursor } = state;
  const { type } = cursor.current;
  if (type !== 'word' && type !== 'string') cursor.unexpected(CONTEXT, 'identifier or "}"');
  const label = cursor.take();
  const isName = type === 'string' && (cursor.isSymbol(',') || cursor.isSymbol('}'));
  if (isName) return createMatcher(METRIC_NAME, '=', label.text);
  if (cursor.current.type !== 'symbol' || !OPERATORS.has(cursor.current.text)) {
    cursor.unexpected(CONTEXT, type === 'string' ? '"," or "}"' : 'label matching operator');
  }
  const op = cursor.take().text as Matcher['op'];
  if (cursor.current.type !== 'string') cursor.unexpected(CONTEXT, 'string');
  return compile(state, label, op, cursor.take());
}

function compile(state: ParserState, label: Token, op: Matcher['op'], value: Token): Matcher {
  try {
    return createMatcher(label.text, op, value.text);
  } catch (error) {
    return state.cursor.fail({ start: label.start, end: value.end }, errorMessage(error));
  }
}

/**
 * The matchers of a series selector such as `up{job="a"}`, as the APIs' `match[]` takes it.
 * @throws {ParseError} PROMQL_PARSE_ERROR
 */
export function parseSelector(text: string): readonly Matcher[] {
  const state = new ParserState(text, { functions: new Map() });
  const { cursor } = state;
  if (cursor.current.type !== 'word' && !cursor.isSymbol('{')) cursor.unexpected('', '');
  const { matchers, position } = parseVectorSelector(state);
  if (cursor.current.type !== 'end') cursor.unexpected('', '');
  if (!matchers.some((matcher) => !matcher.matches(''))) {
    cursor.fail(position, 'match[] must contain at least one non-empty matcher');
  }
  return matchers;
}
