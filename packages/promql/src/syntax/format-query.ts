import type { Expression } from './ast.ts';
import {
  aggregateArguments,
  printAggregateHead,
  printExpression,
  printOperator,
  printSubquerySuffix,
} from './print.ts';

/** An expression longer than this is split over several lines. */
const LINE_LENGTH = 100;

/** An expression laid out for reading, as Prometheus' `format_query` lays it out. */
export function formatQuery(expression: Expression): string {
  return format(expression, 0);
}

function format(node: Expression, level: number): string {
  const indent = '  '.repeat(level);
  const text = printExpression(node);
  if (node.kind === 'unary') return `${indent}${node.operator}${format(node.expression, level).trim()}`;
  if (text.length <= LINE_LENGTH) return `${indent}${text}`;
  switch (node.kind) {
    case 'aggregate':
      return `${indent}${printAggregateHead(node)}${block(aggregateArguments(node), level)}`;
    case 'call':
      return node.args.length === 0
        ? `${indent}${text}`
        : `${indent}${node.function.name}${block(node.args, level)}`;
    case 'paren':
      return `${indent}${block([node.expression], level)}`;
    case 'binary':
      return `${format(node.left, level + 1)}\n${indent}${printOperator(node)}\n${format(node.right, level + 1)}`;
    case 'subquery':
      return `${format(node.expression, level)}${printSubquerySuffix(node)}`;
    default:
      return `${indent}${text}`;
  }
}

function block(nodes: readonly Expression[], level: number): string {
  const lines = nodes.map((node) => format(node, level + 1)).join(',\n');
  return `(\n${lines}\n${'  '.repeat(level)})`;
}
