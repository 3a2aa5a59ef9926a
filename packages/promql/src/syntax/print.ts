import { formatDuration, METRIC_NAME } from '@kotoba/core';
import { formatFloat } from '../engine/format-float.ts';
import type {
  AggregateExpression,
  AtModifier,
  BinaryExpression,
  DurationExpression,
  Expression,
  MatrixSelector,
  NumberLiteral,
  SubqueryExpression,
  VectorSelector,
} from './ast.ts';
import { formatMatcher } from './matcher.ts';
import { quoteString } from './quote-string.ts';

/** An expression as text on one line that parses back to it, in Prometheus' style. */
export function printExpression(node: Expression): string {
  switch (node.kind) {
    case 'number':
      return printNumber(node);
    case 'string':
      return quoteString(node.value);
    case 'vectorSelector':
      return `${printMatchers(node)}${printTimes(node)}`;
    case 'matrixSelector':
      return printMatrix(node);
    case 'subquery':
      return `${printExpression(node.expression)}${printSubquerySuffix(node)}`;
    case 'call':
      return `${node.function.name}(${node.args.map(printExpression).join(', ')})`;
    case 'aggregate':
      return `${printAggregateHead(node)}(${aggregateArguments(node).map(printExpression).join(', ')})`;
    case 'binary':
      return `${printExpression(node.left)} ${printOperator(node)} ${printExpression(node.right)}`;
    case 'unary':
      return `${node.operator}${printExpression(node.expression)}`;
    case 'paren':
      return `(${printExpression(node.expression)})`;
  }
}

/** The operator of an aggregation with its grouping: `sum by (job) `. */
export function printAggregateHead(node: AggregateExpression): string {
  const labels = node.grouping.map(printLabel).join(', ');
  if (node.without) return `${node.operator} without (${labels}) `;
  return node.grouping.length > 0 ? `${node.operator} by (${labels}) ` : node.operator;
}

/** The arguments of an aggregation in order. */
export function aggregateArguments(node: AggregateExpression): Expression[] {
  return node.parameter === undefined ? [node.expression] : [node.parameter, node.expression];
}

/** A binary operator with its modifiers: `* on (job) group_left (team)`. */
export function printOperator(node: BinaryExpression): string {
  const { matching } = node;
  let text: string = node.operator;
  if (node.returnBool) text += ' bool';
  if (matching === undefined) return text;
  const grouped = matching.cardinality === 'many-to-one' || matching.cardinality === 'one-to-many';
  if (matching.matchingLabels.length > 0 || matching.on || grouped) {
    text += ` ${matching.on ? 'on' : 'ignoring'} (${matching.matchingLabels.map(printLabel).join(', ')})`;
  }
  if (grouped) {
    const side = matching.cardinality === 'many-to-one' ? 'left' : 'right';
    text += ` group_${side} (${matching.include.map(printLabel).join(', ')})`;
  }
  const { fillLeft, fillRight } = matching;
  if (fillLeft !== undefined && Object.is(fillLeft, fillRight))
    return `${text} fill (${formatFloat(fillLeft)})`;
  if (fillLeft !== undefined) text += ` fill_left (${formatFloat(fillLeft)})`;
  if (fillRight !== undefined) text += ` fill_right (${formatFloat(fillRight)})`;
  return text;
}

/** What follows a subquery's expression: `[5m:1m] @ 10.000 offset 5m`. */
export function printSubquerySuffix(node: SubqueryExpression): string {
  const range = printRange(node.rangeMillis, node.rangeExpression);
  const hasStep = node.stepMillis !== 0 || node.stepExpression !== undefined;
  const step = hasStep ? printRange(node.stepMillis, node.stepExpression) : '';
  return `[${range}:${step}]${printTimes(node)}`;
}

function printNumber(node: NumberLiteral): string {
  if (!node.isDuration) return formatFloat(node.value);
  return formatDuration(Math.round(node.value * 1000));
}

function printLabel(name: string): string {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quoteString(name);
}

function printMatchers(node: VectorSelector): string {
  const matchers = node.matchers
    .filter(
      ({ name, op, value }) => !(name === METRIC_NAME && op === '=' && value === node.name && value !== ''),
    )
    .map(formatMatcher)
    .sort();
  return matchers.length === 0 && node.name !== '' ? node.name : `${node.name}{${matchers.join(',')}}`;
}

function printMatrix(node: MatrixSelector): string {
  const { selector } = node;
  return `${printMatchers(selector)}[${printRange(node.rangeMillis, node.rangeExpression)}]${printTimes(selector)}`;
}

function printTimes(
  node: Pick<VectorSelector, 'at' | 'offsetMillis' | 'offsetExpression' | 'modifier'>,
): string {
  const modifier = node.modifier === undefined ? '' : ` ${node.modifier}`;
  return `${modifier}${printAt(node.at)}${printOffset(node)}`;
}

function printAt(at: AtModifier | undefined): string {
  if (at === undefined) return '';
  return at.kind === 'timestamp' ? ` @ ${(at.millis / 1000).toFixed(3)}` : ` @ ${at.kind}()`;
}

function printOffset({
  offsetMillis,
  offsetExpression,
}: Pick<VectorSelector, 'offsetMillis' | 'offsetExpression'>): string {
  if (offsetExpression !== undefined) return ` offset ${printDuration(offsetExpression)}`;
  return offsetMillis === 0 ? '' : ` offset ${formatDuration(offsetMillis)}`;
}

function printRange(millis: number, expression: DurationExpression | undefined): string {
  return expression === undefined ? formatDuration(millis) : printDuration(expression);
}

function printDuration(node: DurationExpression): string {
  switch (node.kind) {
    case 'number':
      return printNumber(node);
    case 'durationUnary':
      return `${node.operator}${printDuration(node.operand)}`;
    case 'durationBinary':
      return `${printDuration(node.left)} ${node.operator} ${printDuration(node.right)}`;
    case 'durationCall':
      return `${node.name}(${node.args.map(printDuration).join(', ')})`;
    case 'durationParen':
      return `(${printDuration(node.expression)})`;
  }
}
