import { describe, expect, it } from '@jest/globals';
import { Labels, ManualClock, type SeriesSource } from '@kotoba/core';
import type { Alert } from '../notifications/alert.ts';
import type { AlertRule } from '../rules/alert-rule.ts';
import { MemoryHistory } from './memory-history.ts';
import { RuleEvaluator } from './rule-evaluator.ts';

const MINUTE = 60_000;
const RULE: AlertRule = { name: 'High', query: 'x > 80', evaluationInterval: '1m', severity: 'warning' };

/** An evaluator over a history that is written by hand, or over `source`. */
function setUp(source?: SeriesSource) {
  const clock = new ManualClock(1_700_000_000_000);
  const history = new MemoryHistory();
  const sent: Alert[][] = [];
  const evaluator = new RuleEvaluator({
    source: source ?? history,
    clock,
    sink: { put: (alerts) => void sent.push([...alerts]), stop: async () => undefined },
  });
  const write = (name: string, value: number | undefined, labels: Record<string, string> = {}) =>
    history.appendSamples('test', clock.now(), [
      { labels: Labels.from({ __name__: name, ...labels }), value },
    ]);
  const states = () =>
    evaluator.activeAlerts().map(({ labels, state }) => `${labels.get('instance')} ${state}`);
  return { clock, sent, evaluator, write, states };
}

describe('alerts that go on', () => {
  it('a second threshold ends what the first began', async () => {
    const { clock, evaluator, write, states } = setUp();
    evaluator.addRule({ ...RULE, resolveThreshold: 70 });
    evaluator.start();
    const seen: string[] = [];
    for (const value of [75, 85, 75, 71, 70, 75]) {
      write('x', value, { instance: 'a' });
      await clock.advance(MINUTE);
      seen.push(states().join() || '-');
    }
    expect(seen).toEqual(['-', 'a firing', 'a firing', 'a firing', '-', '-']);
    await evaluator.stop();
  });

  it('an expression ends what another began; a series that is gone ends too', async () => {
    const { clock, evaluator, write, states } = setUp();
    evaluator.addRule({ ...RULE, resolveWhen: 'y < 5' });
    evaluator.start();
    write('x', 90, { instance: 'a' });
    write('x', 90, { instance: 'b' });
    write('x', 90, { instance: 'c' });
    await clock.advance(MINUTE);
    for (const instance of ['a', 'b']) write('x', 10, { instance });
    write('x', undefined, { instance: 'c' });
    write('y', 3, { instance: 'b' });
    await clock.advance(MINUTE);
    expect(states()).toEqual(['a firing']);
    expect(evaluator.activeAlerts()[0]!.heldBy).toBe('resolve_when');
    await evaluator.stop();
  });

  it.each([
    ['ok', []],
    ['keep', ['a firing']],
    ['alert', ['a firing', ' firing']],
  ] as const)('no data: %s', async (noData, expected) => {
    const { clock, evaluator, write, states } = setUp();
    evaluator.addRule({ ...RULE, noData });
    evaluator.start();
    write('x', 90, { instance: 'a' });
    await clock.advance(MINUTE);
    write('x', undefined, { instance: 'a' });
    await clock.advance(MINUTE);
    expect(states()).toEqual(expected);
    write('x', 10, { instance: 'a' });
    await clock.advance(MINUTE);
    expect(states()).toEqual([]);
    await evaluator.stop();
  });

  it('an alert about missing data says so', async () => {
    const { clock, evaluator, write } = setUp();
    evaluator.addRule({ ...RULE, noData: 'alert' });
    evaluator.start();
    write('y', 1);
    await clock.advance(MINUTE);
    const [alert] = evaluator.activeAlerts();
    expect(alert!.labels.toRecord()).toEqual({
      alertname: 'High',
      alert_reason: 'no_data',
      severity: 'warning',
    });
    expect(alert!.annotations.description).toBe('High has no data to judge');
    await evaluator.stop();
  });

  it.each([
    [undefined, ['a firing'], 0],
    ['ok', [], 1],
    ['keep', ['a firing'], 1],
    ['alert', ['a firing', ' firing'], 1],
  ] as const)('a query that fails: %s', async (onError, expected, messages) => {
    const history = new MemoryHistory();
    let fails = false;
    const source: SeriesSource = {
      select: (matchers, range) => {
        if (fails) throw new Error('the disk is gone');
        return history.select(matchers, range);
      },
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const { clock, evaluator, sent, states } = setUp(source);
    evaluator.addRule({ ...RULE, ...(onError && { onError }) });
    evaluator.start();
    history.appendSamples('test', clock.now(), [
      { labels: Labels.from({ __name__: 'x', instance: 'a' }), value: 90 },
    ]);
    await clock.advance(MINUTE);
    fails = true;
    sent.length = 0;
    await clock.advance(2 * MINUTE);
    expect(states()).toEqual(expected);
    expect(sent.length).toBeGreaterThanOrEqual(messages);
    if (messages === 0) expect(sent).toEqual([]);
    expect(evaluator.groups()[0]!.rules[0]).toMatchObject({ health: 'err', lastError: 'the disk is gone' });
    await evaluator.stop();
  });
});
