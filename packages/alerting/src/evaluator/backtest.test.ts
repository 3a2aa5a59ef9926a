import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { MemorySeriesSource } from '@kotoba/promql';
import type { RuleGroup } from '../rules/rule-group.ts';
import { backtest } from './backtest.ts';
import { suggestThreshold } from './suggest-threshold.ts';

const MINUTE = 60_000;

/** A sample a minute. */
function sourceOf(values: Record<string, readonly number[]>): MemorySeriesSource {
  return new MemorySeriesSource(
    Object.entries(values).map(([instance, list]) => ({
      labels: Labels.from({ __name__: 'x', instance }),
      timestamps: Float64Array.from(list, (_, minute) => minute * MINUTE),
      values: Float64Array.from(list),
    })),
  );
}

describe('a backtest', () => {
  const source = sourceOf({ a: [0, 9, 9, 9, 9, 0, 0, 9, 9, 9], b: [0, 0, 9, 9, 0, 0, 0, 0, 0, 0] });
  const rule = { name: 'High', query: 'x > 5', for: '2m', evaluationInterval: '1m' } as const;

  it('says when a rule would have fired, and for whom', async () => {
    const result = await backtest(rule, 0, 9 * MINUTE, { source });
    expect(result.firings.map(({ labels, ...times }) => [labels.get('instance'), times])).toEqual([
      [
        'a',
        {
          alertname: 'High',
          annotations: {},
          activeAtMillis: MINUTE,
          firedAtMillis: 3 * MINUTE,
          resolvedAtMillis: 5 * MINUTE,
        },
      ],
      ['a', { alertname: 'High', annotations: {}, activeAtMillis: 7 * MINUTE, firedAtMillis: 9 * MINUTE }],
    ]);
    expect(result).toMatchObject({ evaluations: 10, failures: 0, firingMillis: 2 * MINUTE });
  });

  it('lets alerts see what recording rules of their group would have written', async () => {
    const group: RuleGroup = {
      name: 'g',
      file: 'f',
      intervalMillis: MINUTE,
      limit: 0,
      rules: [
        { type: 'recording', name: 'total', query: 'sum(x)', labels: {} },
        {
          type: 'alerting',
          name: 'Total',
          query: 'total > 10',
          labels: {},
          annotations: {},
          forMillis: 0,
          keepFiringForMillis: 0,
        },
      ],
    };
    const { firings } = await backtest(group, 0, 9 * MINUTE, { source });
    expect(firings).toMatchObject([{ firedAtMillis: 2 * MINUTE, resolvedAtMillis: 4 * MINUTE }]);
  });

  it('counts evaluations that fail', async () => {
    const failing = { ...rule, query: 'x > on () group_left () x' };
    const result = await backtest(failing, 0, 2 * MINUTE, { source });
    expect(result).toMatchObject({ failures: 3, firstFailure: expect.stringContaining('many-to-many') });
  });

  it('gives the event loop its turns in a rule with thousands of alerts', async () => {
    const many = sourceOf(Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`host-${i}`, [9]])));
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const annotations = { text: '{{ $labels.instance }} is at {{ $value | humanize }}' };
    const { firings } = await backtest({ ...rule, for: 0, annotations }, 0, 0, { source: many });
    isOver = true;
    expect(firings).toHaveLength(3_000);
    expect(turns).toBeGreaterThan(10);
  });

  it('can be stopped, and refuses times that make no sense', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(backtest(rule, 0, MINUTE, { source, signal })).rejects.toThrow('enough');
    await expect(backtest(rule, MINUTE, 0, { source })).rejects.toMatchObject({
      code: 'KOTOBA_ALERTING_INVALID_BACKTEST',
    });
  });
});

describe('a suggested threshold', () => {
  const values = Array.from({ length: 1_000 }, (_, i) => i + 0.5);
  const source = sourceOf({ a: values });

  it('leaves one value in a hundred on the bad side', async () => {
    const suggestion = await suggestThreshold('x > 3', 0, 999 * MINUTE, { source, stepMillis: MINUTE });
    expect(suggestion).toMatchObject({
      threshold: 990,
      resolveThreshold: 950,
      samples: 1_000,
      series: 1,
      bad: 'above',
    });
    expect(suggestion!.badShare).toBeCloseTo(0.01, 2);
    expect(suggestion!.quantiles['0.5']).toBe(500);
  });

  it('may have the bad side below', async () => {
    const suggestion = await suggestThreshold('x', 0, 999 * MINUTE, {
      source,
      stepMillis: MINUTE,
      bad: 'below',
    });
    expect(suggestion).toMatchObject({ threshold: 10, resolveThreshold: 50 });
  });

  it('is not made from nothing', async () => {
    expect(await suggestThreshold('y', 0, MINUTE, { source })).toBeUndefined();
  });
});
