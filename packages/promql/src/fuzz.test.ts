import { expect, it } from '@jest/globals';
import { Labels, type SeriesSamples } from '@kotoba/core';
import { createEngine } from './engine/engine.ts';
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

/** Uniform integers below `n`, the same at every run (mulberry32). */
function randomIntegers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

function mutate(text: string, corpus: readonly string[], below: (n: number) => number): string {
  const from = below(text.length + 1);
  const to = Math.min(text.length, from + below(12));
  switch (below(6)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, from) + PIECES[below(PIECES.length)] + text.slice(from);
    case 2:
      return text.slice(0, from) + text.slice(from, to).repeat(1 + below(4)) + text.slice(to);
    case 3: {
      const other = corpus[below(corpus.length)]!;
      const start = below(other.length + 1);
      return text.slice(0, from) + other.slice(start, start + below(40)) + text.slice(to);
    }
    case 4:
      return `${text.slice(0, from)}(${text.slice(from, to)})${text.slice(to)}`;
    default:
      return `${text} ${['+', '-', '*', 'or', '>', 'and on (job)'][below(6)]} ${corpus[below(corpus.length)]}`;
  }
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
    series({ __name__: 'n' }, (i) => i / 40),
    series({ __name__: 'target_info', job: 'a', instance: 'a', data: 'x' }, () => 1),
  ]);
}

it(`answers or refuses ${MUTATIONS} mutated expressions, and never crashes, hangs or exceeds its limits`, async () => {
  const engine = createEngine({
    ...{
      enableExperimentalFunctions: true,
      enableDurationExpressions: true,
      enableExtendedRangeSelectors: true,
    },
    ...{ enableFillModifiers: true, enableDelayedNameRemoval: true, enableTypeAndUnitLabels: true },
    ...{ maxSamples: 20_000, maxSteps: 2_000, timeoutMillis: 5_000 },
  });
  const samples = source();
  const below = randomIntegers(7);
  const names = [...functionTable.keys()];
  const corpus = [
    ...CORPUS,
    ...names.map((name) => `${name}(m[5m], 0.5)`),
    ...names.map((name) => `${name}(m)`),
  ];
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
  expect(valid).toBeGreaterThan(MUTATIONS / 20);
}, 300_000);
