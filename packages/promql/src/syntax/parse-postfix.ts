import type {
  AtModifier,
  DurationExpression,
  Expression,
  MatrixSelector,
  PositionRange,
  RangeModifier,
  SubqueryExpression,
  VectorSelector,
} from './ast.ts';
import { parseDurationExpression, parseNumberLiteral, parseOffset } from './parse-duration-expression.ts';
import { parseNumber } from './parse-number.ts';
import type { ParserState } from './parser-state.ts';

type Modifiable = VectorSelector | MatrixSelector | SubqueryExpression;

/** Everything that follows an operand and binds tighter than any operator: `[…]`, `offset`, `@`, `anchored`, `smoothed`. */
export function parsePostfix(state: ParserState, operand: Expression): Expression {
  const { cursor } = state;
  let expression = operand;
  for (;;) {
    const { keyword } = cursor;
    if (cursor.isSymbol('[')) expression = parseBrackets(state, expression);
    else if (cursor.isSymbol('@')) expression = parseAt(state, expression);
    else if (keyword === 'offset') expression = parseOffsetModifier(state, expression);
    else if (keyword === 'anchored' || keyword === 'smoothed') {
      expression = parseRangeModifier(state, expression, keyword);
    } else return expression;
  }
}

/** A duration as it stands in the AST: milliseconds, or an expression that is worked out with the query's step. */
function fixed(expression: DurationExpression): number | undefined {
  return expression.kind === 'number' ? Math.trunc(Math.round(expression.value * 1e9) / 1e6) : undefined;
}

function parseBrackets(state: ParserState, operand: Expression): Expression {
  const { cursor } = state;
  const open = cursor.take();
  const range = positive(state, parseDurationExpression(state));
  if (cursor.isSymbol(':')) return parseSubquery(state, operand, range);
  const close = cursor.expectSymbol(']', 'subquery or range', '":" or "]"');
  const brackets = { start: open.start, end: close.end };
  if (operand.kind !== 'vectorSelector')
    return cursor.fail(brackets, 'ranges only allowed for vector selectors');
  if (operand.offsetMillis !== 0 || operand.offsetExpression !== undefined) {
    cursor.fail(brackets, 'no offset modifiers allowed before range');
  }
  if (operand.at !== undefined) cursor.fail(brackets, 'no @ modifiers allowed before range');
  if (operand.modifier !== undefined)
    cursor.fail(brackets, `no ${operand.modifier} modifier allowed before range`);
  const rangeMillis = fixed(range);
  return state.track(
    {
      kind: 'matrixSelector',
      selector: operand,
      rangeMillis: rangeMillis ?? 0,
      ...(rangeMillis === undefined && { rangeExpression: range }),
      position: { start: operand.position.start, end: close.end },
    },
    [operand, range],
  );
}

function parseSubquery(
  state: ParserState,
  operand: Expression,
  range: DurationExpression,
): SubqueryExpression {
  const { cursor } = state;
  cursor.take();
  const step = cursor.isSymbol(']') ? undefined : positive(state, parseDurationExpression(state));
  const close = cursor.expectSymbol(']', 'subquery selector');
  const rangeMillis = fixed(range);
  const stepMillis = step === undefined ? 0 : fixed(step);
  return state.track(
    {
      kind: 'subquery',
      expression: operand,
      rangeMillis: rangeMillis ?? 0,
      ...(rangeMillis === undefined && { rangeExpression: range }),
      stepMillis: stepMillis ?? 0,
      ...(stepMillis === undefined && step !== undefined && { stepExpression: step }),
      offsetMillis: 0,
      position: { start: operand.position.start, end: close.end },
    },
    [operand, range],
  );
}

function positive(state: ParserState, expression: DurationExpression): DurationExpression {
  if (expression.kind === 'number' && !(expression.value > 0)) {
    state.cursor.fail(expression.position, 'duration must be greater than 0');
  }
  return checkBounds(state, expression);
}

function checkBounds(state: ParserState, expression: DurationExpression): DurationExpression {
  if (expression.kind === 'number' && !(Math.abs(expression.value) < 2 ** 63 / 1e9)) {
    state.cursor.fail(expression.position, 'duration out of range');
  }
  return expression;
}

function parseOffsetModifier(state: ParserState, operand: Expression): Expression {
  const { cursor } = state;
  cursor.take();
  const offset = checkBounds(state, parseOffset(state));
  const target = modifiable(state, operand, 'offset modifier');
  const inner = target.kind === 'matrixSelector' ? target.selector : target;
  if (inner.offsetMillis !== 0 || inner.offsetExpression !== undefined) {
    cursor.fail(operand.position, 'offset may not be set multiple times');
  }
  const offsetMillis = fixed(offset);
  const change = offsetMillis === undefined ? { offsetExpression: offset } : { offsetMillis };
  return state.track(modify(target, change, cursor.lastEnd), [operand, offset]);
}

function parseAt(state: ParserState, operand: Expression): Expression {
  const { cursor } = state;
  cursor.take();
  const at = parseAtValue(state);
  const target = modifiable(state, operand, '@ modifier');
  const inner = target.kind === 'matrixSelector' ? target.selector : target;
  if (inner.at !== undefined) cursor.fail(operand.position, '@ <timestamp> may not be set multiple times');
  return state.track(modify(target, { at }, cursor.lastEnd), [operand]);
}

function parseAtValue(state: ParserState): AtModifier {
  const { cursor } = state;
  const { keyword } = cursor;
  if (keyword === 'start' || keyword === 'end') {
    cursor.take();
    cursor.expectSymbol('(', '@');
    cursor.expectSymbol(')', '@');
    return { kind: keyword };
  }
  const position: PositionRange = cursor.current;
  const negative = cursor.isSymbol('-');
  if (negative || cursor.isSymbol('+')) cursor.take();
  const isWord = cursor.keyword === 'inf' || cursor.keyword === 'nan';
  const { type, text } = cursor.current;
  if (type !== 'number' && type !== 'duration' && !isWord) cursor.unexpected('@', 'timestamp');
  const seconds = isWord ? parseNumber(cursor.take().text) : parseNumberLiteral(state).value;
  const millis = seconds * (negative ? -1000 : 1000);
  if (!(Math.abs(millis) < 2 ** 63)) {
    cursor.fail(position, `timestamp out of bounds for @ modifier: ${negative ? '-' : ''}${text}`);
  }
  // Go's timestamp.FromFloatSeconds rounds half away from zero.
  return { kind: 'timestamp', millis: Math.sign(millis) * Math.round(Math.abs(millis)) };
}

function parseRangeModifier(state: ParserState, operand: Expression, modifier: RangeModifier): Expression {
  const { cursor } = state;
  const word = cursor.take();
  if (!state.options.enableExtendedRangeSelectors) {
    cursor.fail(word, `${modifier} modifier is experimental and not enabled`);
  }
  if (operand.kind === 'subquery') {
    cursor.fail(operand.position, `${modifier} modifier is not supported for subqueries`);
  }
  if (operand.kind !== 'vectorSelector' && operand.kind !== 'matrixSelector') {
    return cursor.fail(
      operand.position,
      `${modifier} modifier must be preceded by an instant or range vector selector`,
    );
  }
  const inner = operand.kind === 'matrixSelector' ? operand.selector : operand;
  if (inner.modifier !== undefined && inner.modifier !== modifier) {
    cursor.fail(operand.position, 'anchored and smoothed modifiers cannot be used together');
  }
  return state.track(modify(operand, { modifier }, undefined), [operand]);
}

function modifiable(state: ParserState, operand: Expression, what: string): Modifiable {
  if (operand.kind === 'vectorSelector' || operand.kind === 'matrixSelector' || operand.kind === 'subquery') {
    return operand;
  }
  return state.cursor.fail(
    operand.position,
    `${what} must be preceded by an instant vector selector or range vector selector or a subquery`,
  );
}

function modify(
  target: Modifiable,
  change: Partial<Pick<VectorSelector, 'at' | 'offsetMillis' | 'offsetExpression' | 'modifier'>>,
  end: number | undefined,
): Modifiable {
  const position = end === undefined ? target.position : { start: target.position.start, end };
  if (target.kind === 'matrixSelector') {
    return { ...target, selector: { ...target.selector, ...change }, position };
  }
  return { ...target, ...change, position };
}
