import type { Expression } from './ast.ts';

/** The expressions directly beneath `node`, in the order of the text. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'vectorSelector':
      return [];
    case 'matrixSelector':
      return [node.selector];
    case 'subquery':
    case 'paren':
    case 'unary':
      return [node.expression];
    case 'call':
      return node.args;
    case 'aggregate':
      return node.parameter === undefined ? [node.expression] : [node.parameter, node.expression];
    case 'binary':
      return [node.left, node.right];
  }
}

/** `node` with each expression directly beneath it replaced; a selector inside a range selector is left to the caller. */
export function mapChildren(node: Expression, change: (child: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'number':
    case 'string':
    case 'vectorSelector':
    case 'matrixSelector':
      return node;
    case 'subquery':
    case 'paren':
    case 'unary':
      return { ...node, expression: change(node.expression) };
    case 'call':
      return { ...node, args: node.args.map(change) };
    case 'aggregate':
      return {
        ...node,
        expression: change(node.expression),
        ...(node.parameter !== undefined && { parameter: change(node.parameter) }),
      };
    case 'binary':
      return { ...node, left: change(node.left), right: change(node.right) };
  }
}
