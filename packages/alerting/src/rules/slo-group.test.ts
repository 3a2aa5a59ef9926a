import { describe, expect, it } from '@jest/globals';
import { Labels } from '@kotoba/core';
import { MemorySeriesSource } from '@kotoba/promql';
import { backtest } from '../evaluator/backtest.ts';
import { type ServiceLevelObjective, sloGroup } from './slo-group.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SLO: ServiceLevelObjective = {
  name: 'queries',
  objective: 99.9,
  good: 'queries_total{status="ok"}',
  total: 'queries_total',
};

/** Ten events a second, a share of them bad from `fromMinute` to `toMinute`; a sample a minute for six hours. */
function sourceOf(badShare: number, fromMinute: number, toMinute: number): MemorySeriesSource {
  const minutes = Array.from({ length: 361 }, (_, minute) => minute);
  const totals = { ok: 0, error: 0 };
  const values = minutes.map((minute) => {
    const bad = minute > fromMinute && minute <= toMinute ? 600 * badShare : 0;
    totals.error += bad;
    totals.ok += 600 - bad;
    return { ...totals };
  });
  const timestamps = Float64Array.from(minutes, (minute) => minute * MINUTE);
  return new MemorySeriesSource(
    (['ok', 'error'] as const).map((status) => ({
      labels: Labels.from({ __name__: 'queries_total', status, database: 'main' }),
      timestamps,
      values: Float64Array.from(values, (one) => one[status]),
    })),
  );
}

async function firings(slo: ServiceLevelObjective, source: MemorySeriesSource) {
  const group = { ...sloGroup(slo), intervalMillis: MINUTE };
  const result = await backtest(group, 2 * HOUR, 6 * HOUR, { source });
  expect(result.failures).toBe(0);
  for (const { annotations } of result.firings)
    expect(annotations.description).toMatch(/too fast: [\d.]+% of events are bad\.$/);
  return result.firings.map(({ labels, firedAtMillis, resolvedAtMillis }) => ({
    severity: labels.get('severity'),
    labels,
    fired: firedAtMillis / MINUTE,
    resolved: resolvedAtMillis === undefined ? undefined : resolvedAtMillis / MINUTE,
  }));
}

describe('an objective', () => {
  it('is judged over the windows and burn rates of the site reliability workbook', () => {
    const { rules } = sloGroup(SLO);
    expect(rules.map(({ name }) => name)).toEqual([
      'slo:error_ratio:rate5m',
      'slo:error_ratio:rate30m',
      'slo:error_ratio:rate1h',
      'slo:error_ratio:rate2h',
      'slo:error_ratio:rate6h',
      'slo:error_ratio:rate1d',
      'slo:error_ratio:rate3d',
      'ErrorBudgetBurn',
      'ErrorBudgetBurn',
    ]);
    const [critical, warning] = rules.slice(-2);
    expect(critical!.query).toBe(
      '(slo:error_ratio:rate1h{slo="queries"} > 0.0144 and slo:error_ratio:rate5m{slo="queries"} > 0.0144) or ' +
        '(slo:error_ratio:rate6h{slo="queries"} > 0.006 and slo:error_ratio:rate30m{slo="queries"} > 0.006)',
    );
    expect(warning!.query).toContain('rate1d{slo="queries"} > 0.003 ');
    expect(warning!.query).toContain('rate3d{slo="queries"} > 0.001 ');
  });

  it('wakes somebody when the budget goes fast, and calms down soon after', async () => {
    const found = await firings(SLO, sourceOf(0.1, 180, 240));
    const critical = found.filter(({ severity }) => severity === 'critical');
    expect(critical).toHaveLength(1);
    // 14.4 times the budget over an hour: 10% bad for about 9 minutes.
    expect(critical[0]!.fired).toBeGreaterThan(185);
    expect(critical[0]!.fired).toBeLessThan(195);
    expect(critical[0]!.resolved).toBeLessThan(240 + 31);
  });

  it('says nothing about a share of errors the budget allows', async () => {
    expect(await firings(SLO, sourceOf(0.0009, 0, 360))).toEqual([]);
  });

  it('takes events none of which is good as all bad', async () => {
    const source = new MemorySeriesSource([
      {
        labels: Labels.from({ __name__: 'queries_total', status: 'error' }),
        timestamps: Float64Array.from({ length: 361 }, (_, minute) => minute * MINUTE),
        values: Float64Array.from({ length: 361 }, (_, minute) => minute * 60),
      },
    ]);
    expect((await firings(SLO, source)).map(({ severity }) => severity)).toEqual(['critical', 'warning']);
  });

  it('can be kept apart by labels, and scales its windows with its own', async () => {
    const [first] = await firings({ ...SLO, by: ['database'] }, sourceOf(0.5, 180, 240));
    expect(first!.labels.get('database')).toBe('main');
    expect(sloGroup({ ...SLO, window: '60d' }).rules[0]!.name).toBe('slo:error_ratio:rate10m');
  });

  it.each([
    [{ objective: 100 }, 'expected an objective in percent'],
    [{ window: '1d' }, 'expected a window from 7d'],
    [{ window: 'a month' }, 'expected a duration'],
    [{ good: 'rate(x[5m])' }, 'good: expected the selector of a counter'],
    [{ total: 'x{' }, 'total: '],
    [{ goal: 3 }, 'goal'],
    [{ by: ['a-b'] }, 'by.0'],
  ])('refuses %j', (wrong, message) => {
    expect(() => sloGroup({ ...SLO, ...wrong })).toThrow(message);
  });
});
