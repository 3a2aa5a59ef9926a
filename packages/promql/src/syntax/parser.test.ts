import { describe, expect, it } from '@jest/globals';
import { parseQuery } from '../parse-query.ts';
import { expressionToJson } from './expression-to-json.ts';
import { formatQuery } from './format-query.ts';
import { printExpression } from './print.ts';

const everything = {
  enableExperimentalFunctions: true,
  enableDurationExpressions: true,
  enableExtendedRangeSelectors: true,
  enableFillModifiers: true,
};

function print(query: string): string {
  return printExpression(parseQuery(query, everything));
}

/** Whichever node of the tree Prometheus' API answers. */
interface TreeNode {
  readonly type: string;
  readonly op: string;
  readonly name: string;
  readonly val: string;
  readonly offset?: number;
  readonly lhs: TreeNode;
  readonly rhs: TreeNode;
  readonly expr: TreeNode;
}

/** The tree with every operator in parentheses, so that binding shows. */
function grouped(query: string): string {
  const show = (node: TreeNode): string => {
    switch (node.type) {
      case 'binaryExpr':
        return `(${show(node.lhs)} ${node.op} ${show(node.rhs)})`;
      case 'unaryExpr':
        return `(${node.op}${show(node.expr)})`;
      case 'numberLiteral':
        return node.val;
      default:
        return `${node.name}${node.offset ? `@-${node.offset}` : ''}`;
    }
  };
  return show(expressionToJson(parseQuery(query, everything)) as unknown as TreeNode);
}

describe('operators', () => {
  it.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 * 2 + 3', '((1 * 2) + 3)'],
    ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['-1 ^ 2', '(-(1 ^ 2))'],
    ['-a * b', '((-a) * b)'],
    ['2 ^ -1 * 3', '((2 ^ -1) * 3)'],
    ['a + b offset 5m', '(a + b@-300000)'],
    ['a or b and c', '(a or (b and c))'],
    ['a or b unless c or d', '((a or (b unless c)) or d)'],
    ['a == b + c', '(a == (b + c))'],
    ['a > b == c', '((a > b) == c)'],
    ['a atan2 b * c', '((a atan2 b) * c)'],
    ['a OR b AND c', '(a or (b and c))'],
    ['a offset 2 ^ 2', '(a@-2000 ^ 2)'],
    ['a offset -2 ^ 2', '(a@--2000 ^ 2)'],
    ['a </ b', '(a </ b)'],
  ])('%s binds as %s', (query, tree) => {
    expect(grouped(query)).toBe(tree);
  });
});

describe('literals', () => {
  it.each([
    ['1_000', '1000'],
    ['0x1F', '31'],
    ['017', '15'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['inf', '+Inf'],
    ['-Inf', '-Inf'],
    ['NaN', 'NaN'],
    ['1h30m', '1h30m'],
    ['1e-7', '0.0000001'],
    ['"a\\x41\\u00e9\\n"', '"aAé\\n"'],
    ["'it\\'s'", '"it\'s"'],
    ['`raw\\n`', '"raw\\\\n"'],
    ['"\\xc3\\xa9"', '"é"'],
  ])('%s means %s', (query, text) => {
    expect(print(query)).toBe(text);
  });
});

describe('printing', () => {
  it.each([
    'sum by (job) (rate(m[5m]))',
    'sum without (a, b) (m)',
    'topk(5, m)',
    'm{a="b",c=~"d.*",e!="f",g!~"h"}',
    '{"quoted label"="v",__name__="my.metric"}',
    'm[5m] @ 10.500 offset 5m',
    'm @ start() offset -1m',
    'm[1h] anchored',
    'm smoothed @ 100.000',
    'rate(m[5m])[30m:1m] @ end() offset 5m',
    'm[30m:]',
    'a + on (x) group_left (y) b',
    'a * ignoring (x) group_right () b',
    'a == bool b',
    'a + on () b',
    'a + fill (0) b',
    'a + fill_left (1) fill_right (-Inf) b',
    'm[5m * 2 + step()]',
    'm offset (range() / 2)',
    'm[min_of(step(), 1h)]',
    '-m',
    '(a + b) * c',
    'sum by ("my.label") (m)',
    'count_values("v", m)',
    '{__name__=~".+"}',
  ])('%s prints as it was written', (query) => {
    expect(print(query)).toBe(query);
    expect(print(print(query))).toBe(query);
  });

  it('takes keywords as metric and label names, comments, and modifiers on either side', () => {
    expect(print('sum(m) by (on, sum)')).toBe('sum by (on, sum) (m)');
    expect(print('start + end # the end')).toBe('start + end');
    expect(print('{sum="a", by="b"}')).toBe('{by="b",sum="a"}');
    expect(print('left + fill')).toBe('left + fill');
    expect(print('my:rule:name')).toBe('my:rule:name');
    expect(print('sum + offset offset 5m')).toBe('sum + offset offset 5m');
  });

  it('splits long expressions over lines', () => {
    const long =
      'sum by (job, instance) (rate(a_metric_with_a_long_name_total{code="200",method="get",path="/api"}[5m])) / 2';
    expect(formatQuery(parseQuery(long))).toBe(
      [
        '  sum by (job, instance) (',
        '    rate(a_metric_with_a_long_name_total{code="200",method="get",path="/api"}[5m])',
        '  )',
        '/',
        '  2',
      ].join('\n'),
    );
  });
});

describe('errors', () => {
  it.each([
    ['', 'unknown position: parse error: no expression found in input'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    ['(1', '1:3: parse error: unclosed left parenthesis'],
    ['1)', "1:2: parse error: unexpected right parenthesis ')'"],
    ['m{a="b"', '1:8: parse error: unexpected end of input inside braces'],
    ['m{a=b}', '1:5: parse error: unexpected identifier "b" in label matching, expected string'],
    ['m{a}', '1:4: parse error: unexpected "}" in label matching, expected label matching operator'],
    ['m{a="b" c="d"}', '1:9: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
    ['m[5m', '1:5: parse error: unclosed left bracket'],
    ['m[0]', '1:3: parse error: duration must be greater than 0'],
    ['m[5x]', '1:3: parse error: bad number or duration syntax: "5x"'],
    ['{}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['m{__name__="n"}', '1:1: parse error: metric name must not be set twice: "m" or "n"'],
    ['nope(m)', '1:1: parse error: unknown function with name "nope"'],
    [
      'rate(m)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['rate(m[5m], 1)', '1:1: parse error: expected 1 argument(s) in call to "rate", got 2'],
    ['sum()', '1:1: parse error: no arguments for aggregate expression provided'],
    ['sum(1)', '1:5: parse error: expected type instant vector in aggregation expression, got scalar'],
    [
      'topk(m)',
      '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1',
    ],
    ['1 == 1', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['1 and m', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['a and on (x) group_left b', '1:1: parse error: no grouping allowed for "and" operation'],
    [
      'a + on (x) group_left (x) b',
      '1:3: parse error: label "x" must not occur in ON and GROUP clause at once',
    ],
    ['"a" + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['m[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['sum(m)[5m]', '1:7: parse error: ranges only allowed for vector selectors'],
    ['m offset 5m[5m]', '1:12: parse error: no offset modifiers allowed before range'],
    ['m offset 5m offset 1m', '1:1: parse error: offset may not be set multiple times'],
    ['m @ 1 @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
    [
      '1 offset 5m',
      '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['m{a=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `(`'],
    ['a\n+ b c', '2:5: parse error: unexpected identifier "c"'],
    ['"abc', '1:1: parse error: unterminated quoted string'],
    ['"\\q"', "1:1: parse error: unknown escape sequence '\\q'"],
    ['limitk(1, m)', '1:1: parse error: limitk() is experimental and not enabled'],
    ['m smoothed', '1:3: parse error: smoothed modifier is experimental and not enabled'],
    ['a + fill(0) b', '1:5: parse error: binop fill modifiers are experimental and not enabled'],
    ['m[5m + 1m]', '1:6: parse error: experimental duration expression is not enabled'],
    ['rate(m[5m],)', '1:11: parse error: trailing commas not allowed in function call args'],
    ['$', "1:1: parse error: unexpected character: '$'"],
  ])('%s fails with %s', (query, message) => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'PROMQL_PARSE_ERROR', message }));
  });

  it.each([
    ['m[1h % 0]', '1:6: parse error: modulo by zero'],
    ['m[1h / 0s]', '1:6: parse error: division by zero'],
    ['m[5m / (1 / 0)]', '1:11: parse error: division by zero'],
  ])('%s fails as it is read with %s', (query, message) => {
    const parserOptions = { enableDurationExpressions: true };
    expect(() => parseQuery(query, parserOptions)).toThrow(
      expect.objectContaining({ code: 'PROMQL_PARSE_ERROR', message }),
    );
  });

  it('counts columns in bytes', () => {
    expect(() => parseQuery('{"größe"} + $')).toThrow(
      expect.objectContaining({
        message: "1:15: parse error: unexpected character: '$'",
      }),
    );
  });

  it.each([
    ['nested parentheses', `${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
    ['a long chain of operators', '1'.padEnd(200_001, '+1')],
    ['repeated signs', `${'-'.repeat(100_000)}1`],
    ['nested calls', `${'abs('.repeat(50_000)}m${')'.repeat(50_000)}`],
  ])('%s deeper than allowed fail with a code of their own', (_, query) => {
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ code: 'PROMQL_TOO_DEEP' }));
  });
});
