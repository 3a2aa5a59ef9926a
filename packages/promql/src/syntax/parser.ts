import type {
  AggregateExpression,
  AggregateOperator,
  BinaryOperator,
  Expression,
  NumberLiteral,
} from './ast.ts';
import { checkTypes } from './check-types.ts';
import { parseNumberLiteral } from './parse-duration-expression.ts';
import { parseBinaryModifiers, parseGroupingLabels } from './parse-matching.ts';
import { parseNumber } from './parse-number.ts';
import { parsePostfix } from './parse-postfix.ts';
import { parseVectorSelector } from './parse-selector.ts';
import type { ParserOptions } from './parser-options.ts';
import { ParserState } from './parser-state.ts';
import { quoteString } from './quote-string.ts';

const PRECEDENCE: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '>': 3,
  '<=': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
  atan2: 5,
  '</': 5,
  '>/': 5,
  '^': 6,
};
const POWER = 6;

const AGGREGATES_WITH_PARAMETER = new Set([
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
]);
const AGGREGATES = new Set([
  ...['sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar'],
  ...AGGREGATES_WITH_PARAMETER,
]);
/** Words that are never a metric's name. */
const RESERVED = new Set(['bool', 'on', 'ignoring', 'group_left', 'group_right', 'atan2']);

/**
 * Reads a PromQL expression and checks its types.
 * @throws {ParseError} PROMQL_PARSE_ERROR with the place
 * @throws {PromqlError} PROMQL_TOO_DEEP
 */
export function parse(query: string, options: ParserOptions): Expression {
  const state = new ParserState(query, options);
  if (state.cursor.current.type === 'end') {
    state.cursor.fail({ start: 0, end: 0 }, 'no expression found in input');
  }
  const expression = parseBinary(state, 1);
  if (state.cursor.current.type !== 'end') state.cursor.unexpected('', '');
  return checkTypes(expression, query);
}

function binaryOperator(state: ParserState): BinaryOperator | undefined {
  const { type, text } = state.cursor.current;
  const name = type === 'word' ? text.toLowerCase() : type === 'symbol' ? text : '';
  return Object.hasOwn(PRECEDENCE, name) ? (name as BinaryOperator) : undefined;
}

function parseBinary(state: ParserState, minimum: number): Expression {
  return state.nested(() => {
    let left = parseUnary(state);
    for (;;) {
      const operator = binaryOperator(state);
      if (operator === undefined || PRECEDENCE[operator]! < minimum) return left;
      state.cursor.take();
      const { returnBool, matching } = parseBinaryModifiers(state);
      const precedence = PRECEDENCE[operator]!;
      const right = parseBinary(state, operator === '^' ? precedence : precedence + 1);
      const position = { start: left.position.start, end: right.position.end };
      left = state.track({ kind: 'binary', operator, left, right, matching, returnBool, position }, [
        left,
        right,
      ]);
    }
  });
}

/** A sign binds as tightly as `*`: `-1 ^ 2` is `-(1 ^ 2)`. */
function parseUnary(state: ParserState): Expression {
  const { cursor } = state;
  if (!cursor.isSymbol('-') && !cursor.isSymbol('+')) return parsePostfix(state, parseOperand(state));
  const sign = cursor.take();
  const operand = parseBinary(state, POWER);
  const position = { start: sign.start, end: operand.position.end };
  if (operand.kind === 'number') {
    return { ...operand, value: sign.text === '-' ? -operand.value : operand.value, position };
  }
  return state.track({ kind: 'unary', operator: sign.text as '+' | '-', expression: operand, position }, [
    operand,
  ]);
}

function parseOperand(state: ParserState): Expression {
  const { cursor } = state;
  const { type } = cursor.current;
  if (type === 'number' || type === 'duration') return parseNumberLiteral(state);
  if (type === 'string') {
    const token = cursor.take();
    return { kind: 'string', value: token.text, position: { start: token.start, end: token.end } };
  }
  if (type === 'word') return parseWord(state);
  if (cursor.isSymbol('{')) return parseVectorSelector(state);
  if (!cursor.isSymbol('(')) return cursor.unexpected('', '');
  const open = cursor.take();
  const expression = parseBinary(state, 1);
  const close = cursor.expectSymbol(')', '', '')!;
  return state.track({ kind: 'paren', expression, position: { start: open.start, end: close.end } }, [
    expression,
  ]);
}

function parseWord(state: ParserState): Expression {
  const { cursor } = state;
  const { keyword } = cursor;
  if (keyword === 'inf' || keyword === 'nan') return parseSpecialNumber(state);
  if (RESERVED.has(keyword)) cursor.unexpected('', '');
  if (AGGREGATES.has(keyword)) {
    const next = cursor.peek();
    const modified = next.type === 'word' && ['by', 'without'].includes(next.text.toLowerCase());
    if (modified || cursor.nextIsSymbol('(')) return parseAggregate(state, keyword as AggregateOperator);
  }
  return cursor.nextIsSymbol('(') ? parseCall(state) : parseVectorSelector(state);
}

function parseSpecialNumber(state: ParserState): NumberLiteral {
  const { text, start, end } = state.cursor.take();
  return { kind: 'number', value: parseNumber(text), isDuration: false, position: { start, end } };
}

function parseCall(state: ParserState): Expression {
  const { cursor, options } = state;
  const name = cursor.take();
  const signature = options.functions.get(name.text);
  if (signature === undefined)
    return cursor.fail(name, `unknown function with name ${quoteString(name.text)}`);
  if (signature.experimental && !options.enableExperimentalFunctions) {
    cursor.fail(name, `function ${quoteString(name.text)} is not enabled`);
  }
  const args = parseArguments(state);
  const position = { start: name.start, end: cursor.lastEnd };
  return state.track({ kind: 'call', function: signature, args, position }, args);
}

function parseArguments(state: ParserState): Expression[] {
  const { cursor } = state;
  const args: Expression[] = [];
  cursor.take();
  while (!cursor.isSymbol(')')) {
    args.push(parseBinary(state, 1));
    if (cursor.isSymbol(')')) break;
    const comma = cursor.expectSymbol(',', '', '');
    if (cursor.isSymbol(')')) cursor.fail(comma, 'trailing commas not allowed in function call args');
  }
  cursor.take();
  return args;
}

function parseAggregate(state: ParserState, operator: AggregateOperator): AggregateExpression {
  const { cursor } = state;
  const start = cursor.take().start;
  const before = parseGrouping(state);
  if (!cursor.isSymbol('(')) cursor.unexpected('aggregation', '');
  const args = parseArguments(state);
  const grouping = before ?? parseGrouping(state) ?? { without: false, labels: [] };
  const position = { start, end: cursor.lastEnd };
  if (args.length === 0) cursor.fail(position, 'no arguments for aggregate expression provided');
  const isExperimental = operator === 'limitk' || operator === 'limit_ratio';
  if (isExperimental && !state.options.enableExperimentalFunctions) {
    cursor.fail(position, `${operator}() is experimental and not enabled`);
  }
  const wanted = AGGREGATES_WITH_PARAMETER.has(operator) ? 2 : 1;
  if (args.length !== wanted) {
    cursor.fail(
      position,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
    );
  }
  return state.track(
    {
      kind: 'aggregate',
      operator,
      expression: args[wanted - 1]!,
      ...(wanted === 2 && { parameter: args[0]! }),
      grouping: grouping.labels,
      without: grouping.without,
      position,
    },
    args,
  );
}

function parseGrouping(state: ParserState): { without: boolean; labels: string[] } | undefined {
  const { keyword } = state.cursor;
  if (keyword !== 'by' && keyword !== 'without') return undefined;
  state.cursor.take();
  return { without: keyword === 'without', labels: parseGroupingLabels(state) };
}
