import type { VectorMatching } from './ast.ts';
import { isLabelName } from './decode-bytes.ts';
import { parseNumber } from './parse-number.ts';
import type { ParserState } from './parser-state.ts';
import { quoteString } from './quote-string.ts';

/** What may stand between a binary operator and its right operand. */
export interface BinaryModifiers {
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
}

const CONTEXT = 'grouping opts';

/** `bool`, `on (…)` or `ignoring (…)`, `group_left (…)` or `group_right (…)`, and the fill modifiers. */
export function parseBinaryModifiers(state: ParserState): BinaryModifiers {
  const { cursor } = state;
  const returnBool = cursor.keyword === 'bool';
  if (returnBool) cursor.take();
  let matching: VectorMatching = { cardinality: 'one-to-one', matchingLabels: [], on: false, include: [] };
  const { keyword } = cursor;
  if (keyword === 'on' || keyword === 'ignoring') {
    cursor.take();
    matching = { ...matching, on: keyword === 'on', matchingLabels: parseGroupingLabels(state) };
    const group = cursor.keyword;
    if (group === 'group_left' || group === 'group_right') {
      cursor.take();
      const include = cursor.isSymbol('(') ? parseGroupingLabels(state) : [];
      matching = {
        ...matching,
        cardinality: group === 'group_left' ? 'many-to-one' : 'one-to-many',
        include,
      };
    }
  }
  return { returnBool, matching: { ...matching, ...parseFill(state) } };
}

/** Label names in parentheses; keywords count as names, names beyond `[a-zA-Z0-9_]` are quoted. */
export function parseGroupingLabels(state: ParserState): string[] {
  const { cursor } = state;
  const labels: string[] = [];
  cursor.expectSymbol('(', CONTEXT);
  while (!cursor.isSymbol(')')) {
    const { type, text } = cursor.current;
    const isLabel = type === 'string' ? text !== '' : type === 'word' && !text.includes(':');
    if (!isLabel) cursor.unexpected(CONTEXT, 'label');
    const label = cursor.take();
    if (type === 'string' && !isLabelName(text)) {
      cursor.fail(label, `invalid label name for grouping: ${quoteString(text)}`);
    }
    labels.push(text);
    if (cursor.isSymbol(')')) break;
    cursor.expectSymbol(',', CONTEXT, '"," or ")"');
  }
  cursor.take();
  return labels;
}

function parseFill(state: ParserState): { fillLeft?: number; fillRight?: number } {
  const { cursor } = state;
  let fill: { fillLeft?: number; fillRight?: number } = {};
  for (;;) {
    const { keyword } = cursor;
    if (keyword !== 'fill' && keyword !== 'fill_left' && keyword !== 'fill_right') return fill;
    // Without an argument it is a metric of that name.
    if (!cursor.nextIsSymbol('(')) return fill;
    const word = cursor.take();
    if (!state.options.enableFillModifiers) {
      cursor.fail(word, 'binop fill modifiers are experimental and not enabled');
    }
    cursor.take();
    const value = parseSignedNumber(state);
    cursor.expectSymbol(')', 'fill modifier');
    const left = keyword !== 'fill_right';
    const right = keyword !== 'fill_left';
    if ((left && fill.fillLeft !== undefined) || (right && fill.fillRight !== undefined)) {
      cursor.fail(word, 'fill value may not be set multiple times');
    }
    fill = { ...fill, ...(left && { fillLeft: value }), ...(right && { fillRight: value }) };
  }
}

function parseSignedNumber(state: ParserState): number {
  const { cursor } = state;
  const negative = cursor.isSymbol('-');
  if (negative || cursor.isSymbol('+')) cursor.take();
  const isWord = cursor.keyword === 'inf' || cursor.keyword === 'nan';
  if (cursor.current.type !== 'number' && !isWord) cursor.unexpected('fill modifier', 'number');
  const value = parseNumber(cursor.take().text);
  return negative ? -value : value;
}
