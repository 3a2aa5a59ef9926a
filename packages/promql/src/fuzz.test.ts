import { expect, it } from '@jest/globals';
import { CUSTOM_BUCKETS_SCHEMA, Labels, type NativeHistogram, type SeriesSamples } from '@kotoba/core';
import { randomBelow } from '../../../e2e/support/mutate-text.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { PromqlError } from './errors.ts';
import { functionTable } from './functions/function-table.ts';
import { MemorySeriesSource } from './memory-source.ts';
import { printExpression } from './syntax/print.ts';

const MUTATIONS = 100_000;

const CORPUS = [
  'sum by (job) (rate(m_total[5m]))',
  'histogram_quantile(0.99, sum by (le, job) (rate(h_bucket[5m])))',
  'topk(3, m) or bottomk(1, m_total{job=~"a|b.*", instance!="1"})',
  'm_total / on (job) group_left (team) sum without (instance) (m) * 100 > bool 1e-3',
  'max_over_time(rate(m_total[1m])[10m:30s] @ end() offset -1m)',
  '-m ^ 2 ^ -1 % (1 + 2) atan2 0x1F',
  'label_replace(m, "dst", "$1-x", "src", "(.*)\\\\.y")',
  'count_values("v", m) unless ignoring (v) absent(nope{a="b"})',
  '{"quoted.name", __name__=~".+", "a b"!~"c"}',
  'm[5m * 2 + step()] anchored',
  'increase(m_total[min_of(step(), 1h)] smoothed)',
  'm + on () fill (0) group_right () n',
  'quantile_over_time(scalar(n), m[2m1s] @ 120)',
  'limit_ratio(-0.5, m) and limitk(2, m) # comment',
  "'it\\'s' + `raw` + \"\\u00e9\\xff\"",
  'avg(predict_linear(m[10m], 3600)) by (job, "x")',
  'info(m, {data=~".+"})',
  'time() + vector(1) - start() * end()',
  'sort_desc(round(h_bucket, 0.1)) == Inf',
  'm_total offset 5m @ start() != NaN',
  'histogram_fraction(0, 0.5, sum by (job) (rate(hist[5m])))',
  'histogram_quantiles(avg(hist), "q", 0.1, 0.9) / on () group_left () sum(hist) * hist >/ 2',
  'increase(hist[2m] smoothed) + hist smoothed - avg_over_time(hist{job!="c"}[3m:20s])',
];

const PIECES = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '@',
    '"',
    "'",
    '`',
    '#',
    '\n',
    '\\',
    '$',
    '\u0000',
    'é',
    '😀',
    '=',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '==',
    '!=',
    '=~',
    '!~',
    '<',
    '>',
    '<=',
    '>=',
    '</',
    '>/',
    ' and ',
    ' or ',
  ],
  ...[
    ' unless ',
    ' by ',
    ' without ',
    ' on ',
    ' ignoring ',
    ' group_left ',
    ' group_right ',
    ' bool ',
    ' offset ',
  ],
  ...['1', '0', '1e999', '5m', '0s', '99999999y', '-1', 'NaN', 'Inf', '1ms', '1_0', '.', '0x', '[1ms:1ms]'],
  ...[
    ' fill(1) ',
    ' smoothed ',
    ' anchored ',
    'start()',
    'end()',
    'step()',
    'range()',
    '__name__',
    'le',
    'sum',
  ],
];

/** Shapes an expression can take as part of another: most of them are valid. */
const SHAPES: readonly ((inner: string, other: string) => string)[] = [
  (inner) => `(${inner})`,
  (inner) => `-(${inner})`,
  (inner) => `sum by (job) (${inner})`,
  (inner) => `avg without (instance) (${inner})`,
  (inner) => `topk(2, ${inner})`,
  (inner) => `quantile(0.3, ${inner})`,
  (inner) => `max_over_time((${inner})[3m:30s])`,
  (inner) => `rate((${inner})[5m:] offset 1m)`,
  (inner) => `absent(${inner})`,
  (inner) => `label_replace(${inner}, "instance", "$1", "job", "(.)")`,
  (inner) => `clamp(${inner}, -1, scalar(n))`,
  (inner, other) => `(${inner}) or ${other}`,
  (inner, other) => `(${inner}) unless on (job) ${other}`,
  (inner, other) => `(${inner}) * on (job, instance) group_left () (${other})`,
  (inner, other) => `(${inner}) >= bool ${other}`,
  (inner) => `2 ^ (${inner})`,
];

function mutate(text: string, corpus: readonly string[], below: (n: number) => number): string {
  const other = corpus[below(corpus.length)]!;
  switch (below(8)) {
    case 0:
      return scramble(text, other, below);
    case 1:
      return `${text} ${['+', '-', '*', 'or', '>', 'and on (job)'][below(6)]} ${other}`;
    case 2:
      return swap(text, /\b[a-z_]+(?=\()/g, /\b[a-z_]+(?=\()/.exec(other)?.[0] ?? 'abs', below);
    case 3:
      return swap(text, /\b\d[\w.]*/g, ['0', '1', '30s', '7m', '1e9', 'NaN', '-1', '0.5'][below(8)]!, below);
    case 4:
      return swap(
        text,
        /\b(?:m|m_total|hist|n|h_bucket)\b/g,
        ['hist', 'm', 'm_total', 'n', 'nope'][below(5)]!,
        below,
      );
    default:
      return SHAPES[below(SHAPES.length)]!(text, other);
  }
}

/** `text` with one match of `pattern` replaced. */
function swap(text: string, pattern: RegExp, replacement: string, below: (n: number) => number): string {
  const matches = [...text.matchAll(pattern)];
  const match = matches[below(matches.length || 1)];
  if (match === undefined) return text;
  return text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length);
}

/** Cuts and pastes without regard to what means something. */
function scramble(text: string, other: string, below: (n: number) => number): string {
  const from = below(text.length + 1);
  const to = Math.min(text.length, from + below(12));
  switch (below(5)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + PIECES[below(PIECES.length)] + text.slice(from);
    case 2:
      return text.slice(0, from) + text.slice(from, to).repeat(1 + below(4)) + text.slice(to);
    case 3: {
      const start = below(other.length + 1);
      return text.slice(0, from) + other.slice(start, start + below(40)) + text.slice(to);
    }
    default:
      return `${text.slice(0, from)}(${text.slice(from, to)})${text.slice(to)}`;
  }
}

/** Histograms of several layouts, resets and unknown starts among them; one series has floats in between. */
function nativeSeries(timestamps: Float64Array): SeriesSamples[] {
  const native = (i: number, rest: Partial<NativeHistogram>): NativeHistogram => ({
    ...{
      schema: i % 3,
      zeroThreshold: i % 2 === 0 ? 0 : 0.001,
      zeroCount: i % 2,
      count: 4 * i,
      sum: i * 1.5,
    },
    ...{ positiveSpans: [{ offset: -2, length: 2 }], positiveBuckets: [i, i % 7] },
    ...{ negativeSpans: [{ offset: 1, length: 1 }], negativeBuckets: [i % 5] },
    ...{ counterResetHint: (['unknown', 'reset', 'not_reset', 'gauge'] as const)[i % 4]!, ...rest },
  });
  const custom = (i: number): Partial<NativeHistogram> => ({
    ...{ schema: CUSTOM_BUCKETS_SCHEMA, customValues: i % 4 === 0 ? [1, 2, 5] : [2, 5], zeroThreshold: 0 },
    ...{ zeroCount: 0, positiveSpans: [{ offset: 0, length: 2 }], negativeSpans: [], negativeBuckets: [] },
  });
  const series = (labels: Record<string, string>, at: (i: number) => NativeHistogram | undefined) => ({
    ...{
      labels: Labels.from(labels),
      timestamps,
      values: timestamps.map((_, i) => (at(i) ? Number.NaN : i)),
    },
    ...{
      histograms: Array.from(timestamps, (_, i) => at(i)),
      startTimestamps: timestamps.map((t) => t - 40_000),
    },
  });
  return [
    series({ __name__: 'hist', job: 'a' }, (i) => native(i, {})),
    series({ __name__: 'hist', job: 'b' }, (i) => native(i, custom(i))),
    series({ __name__: 'hist', job: 'c' }, (i) =>
      i % 9 === 4 ? undefined : native(i, i > 20 ? custom(i) : {}),
    ),
  ];
}

function source(): MemorySeriesSource {
  const timestamps = Float64Array.from({ length: 40 }, (_, i) => i * 15_000);
  const series = (labels: Record<string, string>, value: (i: number) => number): SeriesSamples => ({
    labels: Labels.from(labels),
    timestamps,
    values: timestamps.map((_, i) => value(i)),
  });
  return new MemorySeriesSource([
    ...['a', 'b'].flatMap((job) => [
      series({ __name__: 'm', job, instance: job }, (i) => Math.sin(i)),
      series({ __name__: 'm_total', job, instance: job }, (i) => i * 7),
      ...['0.1', '1', '+Inf'].map((le, k) => series({ __name__: 'h_bucket', job, le }, (i) => i * (k + 1))),
    ]),
    ...nativeSeries(timestamps),
    series({ __name__: 'n' }, (i) => i / 40),
    series({ __name__: 'target_info', job: 'a', instance: 'a', data: 'x' }, () => 1),
  ]);
}

function parses(query: string, engine: Engine): boolean {
  try {
    engine.parse(query);
    return true;
  } catch {
    return false;
  }
}

it(`answers or refuses ${MUTATIONS} mutated expressions, and never crashes, hangs or exceeds its limits`, async () => {
  const engine = createEngine({
    ...{
      enableExperimentalFunctions: true,
      enableDurationExpressions: true,
      enableExtendedRangeSelectors: true,
    },
    ...{ enableFillModifiers: true, enableDelayedNameRemoval: true, enableTypeAndUnitLabels: true },
    enableStartTimestamps: true,
    ...{ maxSamples: 20_000, maxSteps: 2_000, timeoutMillis: 5_000 },
  });
  const samples = source();
  const below = randomBelow(7);
  const calls = [...functionTable.keys()].flatMap((name) => [
    ...['m', 'm[5m]', 'hist', 'hist[3m]', '0.5, m[2m]', 'm[2m], 0.5', '0.5, hist', ''].map(
      (args) => `${name}(${args})`,
    ),
  ]);
  const corpus = [...CORPUS, ...calls.filter((call) => parses(call, engine))];
  let valid = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    let query = corpus[below(corpus.length)]!;
    for (let changes = 1 + below(3); changes > 0; changes--) query = mutate(query, corpus, below);
    try {
      const expression = engine.parse(query);
      valid++;
      // What prints must read back to the same.
      const printed = printExpression(expression);
      expect(printExpression(engine.parse(printed))).toBe(printed);
      if (i % 2 === 0) await engine.instant(query, 300_000, samples);
      else await engine.range(query, 240_000, 360_000, 30_000, samples);
    } catch (error) {
      if (!(error instanceof PromqlError))
        throw new Error(`${JSON.stringify(query)} failed`, { cause: error });
      if (error.code === 'PROMQL_TIMEOUT') throw new Error(`${JSON.stringify(query)} took too long`);
    }
  }
  // Were nearly everything refused, little would have been tried.
  expect(valid).toBeGreaterThan(MUTATIONS / 3);
}, 300_000);
