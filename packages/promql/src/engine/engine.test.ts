import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock, type SeriesSamples, type SeriesSource, writeStaleNaN } from '@kotoba/core';
import { MemorySeriesSource } from '../memory-source.ts';
import type { EngineOptions } from '../options.ts';
import { createEngine } from './engine.ts';
import type { QueryResult } from './query-result.ts';

const MINUTE = 60_000;

/** A series with a value every minute from 0; `null` is a gap, `'stale'` a stale marker. */
function series(labels: Record<string, string>, ...cells: (number | null | 'stale')[]): SeriesSamples {
  const kept = cells.flatMap((cell, index) => (cell === null ? [] : [{ cell, time: index * MINUTE }]));
  const values = Float64Array.from(kept, ({ cell }) => (cell === 'stale' ? Number.NaN : Number(cell)));
  for (const [index, { cell }] of kept.entries()) if (cell === 'stale') writeStaleNaN(values, index);
  return { labels: Labels.from(labels), timestamps: Float64Array.from(kept, ({ time }) => time), values };
}

const source = new MemorySeriesSource([
  series({ __name__: 'm', job: 'a', instance: '1' }, 1, 2, 3, 4, 5),
  series({ __name__: 'm', job: 'a', instance: '2' }, 10, 20, 30, 40, 50),
  series({ __name__: 'm', job: 'b', instance: '3' }, 100, null, 'stale', null, 500),
  series({ __name__: 'n', job: 'a' }, 2, 2, 2, 2, 2),
  series({ __name__: 'o', job: 'a', team: 'x' }, 1, 1, 1, 1, 1),
]);

const everything: EngineOptions = {
  enableExperimentalFunctions: true,
  enableDurationExpressions: true,
  enableExtendedRangeSelectors: true,
  enableFillModifiers: true,
};

/** Series as `labels value`, or `labels value value …` of a range. */
function lines({ value }: QueryResult): string[] {
  switch (value.type) {
    case 'vector':
      return value.samples.map((sample) => `${sample.labels} ${sample.value}`);
    case 'matrix':
      return value.series.map(
        ({ labels, timestamps, values }) =>
          `${labels} ${Array.from(values, (one, i) => `${one}@${timestamps[i]! / MINUTE}`).join(' ')}`,
      );
    default:
      return [String(value.value)];
  }
}

async function instant(
  query: string,
  minute: number,
  options: EngineOptions = everything,
): Promise<string[]> {
  return lines(await createEngine(options).instant(query, minute * MINUTE, source));
}

async function range(query: string, from: number, to: number): Promise<string[]> {
  return lines(await createEngine(everything).range(query, from * MINUTE, to * MINUTE, MINUTE, source));
}

describe('instant selectors', () => {
  it('take the newest sample within the lookback, which is open on the left', async () => {
    expect(await instant('m{instance="1"}', 8.99)).toEqual(['m{instance="1", job="a"} 5']);
    expect(await instant('m{instance="1"}', 9)).toEqual([]);
    expect(await instant('m{instance="1"} offset 4m', 8)).toEqual(['m{instance="1", job="a"} 5']);
    expect(await instant('m{instance="1"} @ 60 offset -1m', 0)).toEqual(['m{instance="1", job="a"} 3']);
  });

  it('end at a stale marker and begin again after it', async () => {
    expect(await range('m{instance="3"}', 0, 5)).toEqual([
      'm{instance="3", job="b"} 100@0 100@1 500@4 500@5',
    ]);
  });

  it('show raw samples of a range selector, without stale markers', async () => {
    expect(await instant('m{instance="3"}[4m]', 4)).toEqual(['m{instance="3", job="b"} 500@4']);
    expect(await instant('m{instance="3"}[4m1ms]', 4)).toEqual(['m{instance="3", job="b"} 100@0 500@4']);
  });

  it('interpolate when smoothed', async () => {
    expect(await instant('m{instance="2"} smoothed', 2.5)).toEqual(['m{instance="2", job="a"} 35']);
  });
});

describe('operators', () => {
  it('work between scalars, vectors and both', async () => {
    expect(await instant('1 + 2 * 3', 0)).toEqual(['7']);
    expect(await instant('2 - m{instance="1"}', 0)).toEqual(['{instance="1", job="a"} 1']);
    expect(await instant('m{job="a"} > 5', 1)).toEqual(['m{instance="2", job="a"} 20']);
    expect(await instant('5 < m{job="a"}', 1)).toEqual(['m{instance="2", job="a"} 20']);
    expect(await instant('m{job="a"} > bool 5', 1)).toEqual([
      '{instance="1", job="a"} 0',
      '{instance="2", job="a"} 1',
    ]);
    expect(await instant('-7 % 3', 0)).toEqual(['-1']);
    expect(await instant('1 ^ NaN', 0)).toEqual(['1']);
  });

  it('match vectors by on, ignoring and groups', async () => {
    expect(await instant('m * on (job) group_left n', 1)).toEqual([
      '{instance="1", job="a"} 4',
      '{instance="2", job="a"} 40',
    ]);
    expect(await instant('n * on (job) group_right () m', 1)).toEqual([
      '{instance="1", job="a"} 4',
      '{instance="2", job="a"} 40',
    ]);
    expect(await instant('m * on (job) group_left (team) o', 1)).toEqual([
      '{instance="1", job="a", team="x"} 2',
      '{instance="2", job="a", team="x"} 20',
    ]);
    expect(await instant('n + ignoring (team) o', 0)).toEqual(['{job="a"} 3']);
    await expect(instant('m + on (job) n', 0)).rejects.toThrow('many-to-one matching must be explicit');
    await expect(instant('n + on (job) m', 0)).rejects.toThrow(
      /found duplicate series for the match group \{job="a"\}/,
    );
  });

  it('fill in missing partners', async () => {
    expect(await instant('sum by (job) (m) + fill (0) sum by (job) (n)', 4)).toEqual([
      '{job="a"} 57',
      '{job="b"} 500',
    ]);
  });

  it('combine vectors as sets, step by step', async () => {
    expect(await range('m{instance="3"} or m{instance="1"}', 1, 2)).toEqual([
      'm{instance="1", job="a"} 2@1 3@2',
      'm{instance="3", job="b"} 100@1',
    ]);
    expect(await range('m{job="a"} and on (job) n > 2', 0, 1)).toEqual([]);
    expect(await range('m{job="a"} unless on () m{instance="3"}', 1, 2)).toEqual([
      'm{instance="1", job="a"} 3@2',
      'm{instance="2", job="a"} 30@2',
    ]);
  });
});

describe('aggregations', () => {
  it.each([
    ['sum', ['{job="a"} 22', '{job="b"} 100']],
    ['avg', ['{job="a"} 11', '{job="b"} 100']],
    ['min', ['{job="a"} 2', '{job="b"} 100']],
    ['max', ['{job="a"} 20', '{job="b"} 100']],
    ['count', ['{job="a"} 2', '{job="b"} 1']],
    ['group', ['{job="a"} 1', '{job="b"} 1']],
    ['stddev', ['{job="a"} 9', '{job="b"} 0']],
    ['stdvar', ['{job="a"} 81', '{job="b"} 0']],
  ])('%s by a label', async (operator, expected) => {
    expect(await instant(`${operator} by (job) (m)`, 1)).toEqual(expected);
    expect(await instant(`${operator} without (instance) (m)`, 1)).toEqual(expected);
  });

  it('choose series', async () => {
    expect(await instant('topk(2, m)', 1)).toEqual([
      'm{instance="3", job="b"} 100',
      'm{instance="2", job="a"} 20',
    ]);
    expect(await instant('bottomk by (job) (1, m)', 1)).toEqual([
      'm{instance="1", job="a"} 2',
      'm{instance="3", job="b"} 100',
    ]);
    expect(await range('topk(1, m)', 1, 2)).toEqual([
      'm{instance="2", job="a"} 30@2',
      'm{instance="3", job="b"} 100@1',
    ]);
    expect(await instant('limitk(1, m)', 1)).toHaveLength(1);
    await expect(instant('topk(NaN, m)', 1)).rejects.toThrow('Parameter value is NaN');
  });

  it('sum exactly what plain addition would lose', async () => {
    const exact = new MemorySeriesSource([
      series({ __name__: 'x', i: '1' }, 1e100),
      series({ __name__: 'x', i: '2' }, 1),
      series({ __name__: 'x', i: '3' }, -1e100),
    ]);
    expect(lines(await createEngine().instant('sum(x)', 0, exact))).toEqual(['{} 1']);
  });

  it('average what would overflow as a sum', async () => {
    const big = new MemorySeriesSource([
      series({ __name__: 'x', i: '1' }, 1.7e308),
      series({ __name__: 'x', i: '2' }, 1.7e308),
    ]);
    expect(lines(await createEngine().instant('avg(x)', 0, big))).toEqual(['{} 1.7e+308']);
  });

  it('count values and take quantiles', async () => {
    expect(await instant('count_values("v", m > 1)', 1)).toEqual(['{v="2"} 1', '{v="20"} 1', '{v="100"} 1']);
    const result = await createEngine().instant('quantile(2, m)', MINUTE, source);
    expect(lines(result)).toEqual(['{} Infinity']);
    expect(result.warnings).toEqual([
      'PromQL warning: quantile value should be between 0 and 1, got 2 (1:10)',
    ]);
  });
});

describe('range queries', () => {
  it('evaluate scalars and @ at every step', async () => {
    expect(await range('2 * 3', 0, 2)).toEqual(['{} 6@0 6@1 6@2']);
    expect(await range('m{instance="1"} @ 60', 0, 2)).toEqual(['m{instance="1", job="a"} 2@0 2@1 2@2']);
    expect(await range('m{instance="1"} @ end()', 0, 2)).toEqual(['m{instance="1", job="a"} 3@0 3@1 3@2']);
    expect(await range('m{instance="1"} offset step()', 1, 2)).toEqual(['m{instance="1", job="a"} 1@1 2@2']);
  });

  it('refuse what has no meaning', async () => {
    const engine = createEngine();
    await expect(engine.range('m', 1, 0, 1, source)).rejects.toMatchObject({ code: 'PROMQL_BAD_RANGE' });
    await expect(engine.range('m', 0, 1, 0, source)).rejects.toMatchObject({ code: 'PROMQL_BAD_RANGE' });
    await expect(engine.range('m[5m]', 0, 1, 1, source)).rejects.toThrow(
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  });
});

describe('limits', () => {
  it('end a query that would hold too many samples', async () => {
    const engine = createEngine({ maxSamples: 3 });
    await expect(engine.range('m', 0, 4 * MINUTE, MINUTE, source)).rejects.toMatchObject({
      code: 'PROMQL_TOO_MANY_SAMPLES',
    });
    expect(lines(await engine.instant('sum(m)', 0, source))).toEqual(['{} 111']);
  });

  it('end a query that selects too many series', async () => {
    await expect(createEngine({ maxSeries: 2 }).instant('m', 0, source)).rejects.toMatchObject({
      code: 'PROMQL_TOO_MANY_SERIES',
    });
  });

  it('end a query that is aborted or has run too long', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    abort.abort(new Error('gone'));
    const engine = createEngine({ clock, timeoutMillis: 5 });
    await expect(engine.instant('m', 0, source, { signal: abort.signal })).rejects.toMatchObject({
      code: 'PROMQL_CANCELED',
      cause: abort.signal.reason,
    });
    const slow: SeriesSource = Object.assign(Object.create(source) as SeriesSource, {
      select: async () => {
        await clock.advance(6);
        return [series({ __name__: 'm' }, 1)];
      },
    });
    await expect(engine.instant('m', 0, slow)).rejects.toMatchObject({ code: 'PROMQL_TIMEOUT' });
  });

  it('give the event loop its turn during a long evaluation', async () => {
    const many = Array.from({ length: 2_000 }, (_, i) => series({ __name__: 'w', i: String(i) }, 1, 2, 3));
    let turns = 0;
    const count = () => {
      turns++;
      timer = setImmediate(count);
    };
    let timer = setImmediate(count);
    await createEngine({ turnMillis: 0 }).range(
      'sum(w + w)',
      0,
      3 * MINUTE,
      1_000,
      new MemorySeriesSource(many),
    );
    clearImmediate(timer);
    expect(turns).toBeGreaterThan(100);
  });
});
