import { parseDuration } from '@kotoba/core';
import type { DurationExpression, NumberLiteral, PositionRange } from './ast.ts';
import { parseNumber } from './parse-number.ts';
import type { ParserState } from './parser-state.ts';

type Operator = '+' | '-' | '*' | '/' | '%' | '^';

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 3 };
const CONTEXT = 'duration expression';

/** A number or a duration as a literal in seconds. */
export function parseNumberLiteral(state: ParserState): NumberLiteral {
  const { cursor } = state;
  const token = cursor.take();
  const position = { start: token.start, end: token.end };
  if (token.type !== 'duration') {
    return { kind: 'number', value: parseNumber(token.text), isDuration: false, position };
  }
  try {
    return { kind: 'number', value: parseDuration(token.text) / 1000, isDuration: true, position };
  } catch {
    return cursor.fail(token, `not a valid duration string: "${token.text}"`);
  }
}

/** What stands between brackets: arithmetic on numbers, durations, `step()`, `range()`, `min_of()`, `max_of()`. */
export function parseDurationExpression(state: ParserState, minimum = 1): DurationExpression {
  return state.nested(() => {
    let left = parseUnary(state);
    for (;;) {
      const { text, type } = state.cursor.current;
      const precedence = type === 'symbol' ? PRECEDENCE[text] : undefined;
      if (precedence === undefined || precedence < minimum) return left;
      requireEnabled(state, state.cursor.current);
      const operator = state.cursor.take();
      const right = parseDurationExpression(state, text === '^' ? precedence : precedence + 1);
      if ((text === '/' || text === '%') && right.kind === 'number' && right.value === 0)
        state.cursor.fail(operator, `${text === '/' ? 'division' : 'modulo'} by zero`);
      const position = { start: left.position.start, end: right.position.end };
      left = state.track({ kind: 'durationBinary', operator: text as Operator, left, right, position }, [
        left,
        right,
      ]);
    }
  });
}

/** What may follow `offset`: one operand, for `offset 5m ^ 2` is `(… offset 5m) ^ 2`. */
export function parseOffset(state: ParserState): DurationExpression {
  const { cursor } = state;
  const sign = cursor.isSymbol('-') || cursor.isSymbol('+') ? cursor.take() : undefined;
  const operand = parseOperand(state, 'offset', 'number or duration');
  return sign === undefined ? operand : signed(sign.text as '+' | '-', sign.start, operand);
}

function parseUnary(state: ParserState): DurationExpression {
  const { cursor } = state;
  if (!cursor.isSymbol('-') && !cursor.isSymbol('+')) {
    return parseOperand(state, 'subquery or range selector', 'number or duration');
  }
  const sign = cursor.take();
  return signed(sign.text as '+' | '-', sign.start, parseDurationExpression(state, PRECEDENCE['^']));
}

function signed(operator: '+' | '-', start: number, operand: DurationExpression): DurationExpression {
  const position = { start, end: operand.position.end };
  if (operand.kind !== 'number') return { kind: 'durationUnary', operator, operand, position };
  return { ...operand, value: operator === '-' ? -operand.value : operand.value, position };
}

function parseOperand(state: ParserState, context: string, expected: string): DurationExpression {
  const { cursor } = state;
  if (cursor.current.type === 'number' || cursor.current.type === 'duration')
    return parseNumberLiteral(state);
  if (cursor.isSymbol('(')) {
    const open = cursor.take();
    requireEnabled(state, open);
    const expression = parseDurationExpression(state);
    const close = cursor.expectSymbol(')', CONTEXT);
    return state.track(
      { kind: 'durationParen', expression, position: { start: open.start, end: close.end } },
      [expression],
    );
  }
  const name = cursor.keyword;
  if (name === 'step' || name === 'range' || name === 'min_of' || name === 'max_of')
    return parseCall(state, name);
  return cursor.unexpected(context, expected);
}

function parseCall(state: ParserState, name: 'step' | 'range' | 'min_of' | 'max_of'): DurationExpression {
  const { cursor } = state;
  const word = cursor.take();
  requireEnabled(state, word);
  cursor.expectSymbol('(', CONTEXT);
  const args: DurationExpression[] = [];
  if (name === 'min_of' || name === 'max_of') {
    args.push(parseDurationExpression(state));
    cursor.expectSymbol(',', CONTEXT);
    args.push(parseDurationExpression(state));
  }
  const close = cursor.expectSymbol(')', CONTEXT);
  return state.track(
    { kind: 'durationCall', name, args, position: { start: word.start, end: close.end } },
    args,
  );
}

function requireEnabled(state: ParserState, position: PositionRange): void {
  if (!state.options.enableDurationExpressions) {
    state.cursor.fail(position, 'experimental duration expression is not enabled');
  }
}
