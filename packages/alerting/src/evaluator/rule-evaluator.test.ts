import { describe, expect, it } from '@jest/globals';
import { equalMatcher, isStaleNaN, Labels, ManualClock, type SeriesSource } from '@kotoba/core';
import type { Alert } from '../notifications/alert.ts';
import type { AlertRule } from '../rules/alert-rule.ts';
import { parseRuleFile } from '../rules/parse-rule-file.ts';
import { MemoryHistory } from './memory-history.ts';
import { RuleEvaluator, type RuleEvaluatorOptions } from './rule-evaluator.ts';

const START = 1_700_000_000_000;
const MINUTE = 60_000;

/** An evaluator over a history that is written by hand, with everything it tells. */
function setUp(options: Partial<RuleEvaluatorOptions> = {}, start = START) {
  const clock = new ManualClock(start);
  const history = new MemoryHistory();
  const sent: Alert[][] = [];
  const evaluator = new RuleEvaluator({
    source: history,
    appender: history,
    clock,
    sink: { put: (alerts) => void sent.push([...alerts]), stop: async () => undefined },
    ...options,
  });
  const write = (name: string, value: number | undefined, labels: Record<string, string> = {}) =>
    history.appendSamples('test', clock.now(), [
      { labels: Labels.from({ __name__: name, ...labels }), value },
    ]);
  const read = async (name: string) => {
    const range = { startMillis: 0, endMillis: clock.now() };
    const series = await history.select([equalMatcher('__name__', name)], range);
    return series.map(({ labels, values }) => {
      const last = values.length - 1;
      return `${labels.without('__name__')} ${isStaleNaN(values, last) ? 'stale' : values[last]}`;
    });
  };
  const states = () =>
    evaluator.activeAlerts().map(({ labels, state }) => `${labels.get('instance')} ${state}`);
  return { clock, history, sent, evaluator, write, read, states };
}

function load(evaluator: RuleEvaluator, text: string): void {
  for (const group of parseRuleFile(text, { file: 'rules.yml' }).groups) evaluator.addGroup(group);
}

const RULE: AlertRule = { name: 'High', query: 'x > 80', evaluationInterval: '1m', severity: 'warning' };

describe('a rule in code', () => {
  it('is pending, fires, is sent, and ends', async () => {
    const { clock, sent, evaluator, write, states } = setUp();
    evaluator.addRule({ ...RULE, for: '1m', description: '{{ $labels.instance }} at {{ $value }}' });
    evaluator.start();
    write('x', 90, { instance: 'a' });
    write('x', 10, { instance: 'b' });
    await clock.advance(MINUTE);
    expect(states()).toEqual(['a pending']);
    expect(sent).toEqual([]);
    await clock.advance(MINUTE);
    expect(states()).toEqual(['a firing']);
    expect(sent[0]).toMatchObject([
      { annotations: { description: 'a at 90' }, generatorUrl: '', endsAtMillis: expect.any(Number) },
    ]);
    expect(sent[0]![0]!.labels.toRecord()).toEqual({ alertname: 'High', instance: 'a', severity: 'warning' });
    write('x', 20, { instance: 'a' });
    await clock.advance(MINUTE);
    expect(states()).toEqual([]);
    expect(sent.at(-1)![0]!.endsAtMillis).toBeLessThanOrEqual(clock.now());
    expect(evaluator.history(10).map(({ kind }) => kind)).toEqual(['resolved', 'firing', 'pending']);
    await evaluator.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('can be added and removed while it runs, and not twice', async () => {
    const { clock, evaluator, write, states, read } = setUp();
    evaluator.start();
    write('x', 90, { instance: 'a' });
    evaluator.addRule(RULE);
    expect(() => evaluator.addRule(RULE)).toThrow('there already is a rule');
    await clock.advance(MINUTE);
    expect(states()).toEqual(['a firing']);
    expect(await read('ALERTS')).toEqual([expect.stringMatching(/ 1$/)]);
    expect(await evaluator.removeRule('High')).toBe(true);
    expect(await evaluator.removeRule('High')).toBe(false);
    expect(states()).toEqual([]);
    expect(await read('ALERTS')).toEqual([expect.stringMatching(/ stale$/)]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has a template that fails tell so rather than be lost', async () => {
    const { clock, evaluator, write } = setUp();
    evaluator.addRule({ ...RULE, description: 'is {{ $labels.instance | first }}' });
    evaluator.start();
    write('x', 90);
    await clock.advance(MINUTE);
    expect(evaluator.activeAlerts()[0]!.annotations.description).toMatch(
      /^<error expanding template: .*first/,
    );
    await evaluator.stop();
  });

  it('tells listeners, whatever one of them throws', async () => {
    const { clock, evaluator, write } = setUp();
    const kinds: string[] = [];
    evaluator.onAlert(() => {
      throw new Error('listener');
    });
    const stop = evaluator.onAlert(({ kind, rule }) => kinds.push(`${rule.name} ${kind}`));
    evaluator.addRule(RULE);
    evaluator.start();
    write('x', 90);
    await clock.advance(MINUTE);
    stop();
    write('x', 0);
    await clock.advance(MINUTE);
    expect(kinds).toEqual(['High pending', 'High firing']);
    await evaluator.stop();
  });
});

describe('a group', () => {
  const FILE = `
groups:
- name: g
  interval: 30s
  rules:
  - record: doubled
    expr: x * 2
    labels: { source: rule }
  - alert: Broken
    expr: x / on () group_left () x
  - alert: Doubled
    expr: doubled > 100
`;

  it('evaluates its rules in order at one time, each seeing what those before wrote', async () => {
    const { clock, evaluator, write, read } = setUp();
    load(evaluator, FILE);
    write('x', 60, { instance: 'a' });
    write('x', 10, { instance: 'b' });
    evaluator.start();
    await clock.advance(30_000);
    expect((await read('doubled')).sort()).toEqual([
      '{instance="a", source="rule"} 120',
      '{instance="b", source="rule"} 20',
    ]);
    expect(evaluator.activeAlerts().map(({ labels }) => labels.get('alertname'))).toEqual(['Doubled']);
    await evaluator.stop();
  });

  it('shows the rule that fails, and stops no other', async () => {
    const { clock, evaluator, write } = setUp();
    const failures: string[] = [];
    const other = setUp({
      clock,
      observer: {
        evaluated: (_group, rule, _seconds, failure) => void (failure && failures.push(rule.name)),
      },
    });
    load(other.evaluator, FILE);
    for (const instance of ['a', 'b']) {
      other.history.appendSamples('test', clock.now(), [
        { labels: Labels.from({ __name__: 'x', instance }), value: 60 },
      ]);
    }
    other.evaluator.start();
    await clock.advance(30_000);
    const [group] = other.evaluator.groups();
    expect(group!.rules.map(({ name, health }) => [name, health])).toEqual([
      ['doubled', 'ok'],
      ['Broken', 'err'],
      ['Doubled', 'ok'],
    ]);
    expect(group!.rules[1]!.lastError).toMatch('many-to-many');
    expect(group!.rules[0]).not.toHaveProperty('lastError');
    expect(group!.rules[2]).toMatchObject({ state: 'firing', lastEvaluationMillis: expect.any(Number) });
    expect(failures).toEqual(['Broken']);
    await other.evaluator.stop();
    write('x', 1);
    await evaluator.stop();
  });

  it('marks series as ended that a rule no longer gives, also those of alerts', async () => {
    const { clock, evaluator, write, read } = setUp({}, START);
    evaluator.start();
    load(evaluator, FILE);
    write('x', 60, { instance: 'a' });
    await clock.advance(30_000);
    expect(await read('ALERTS')).toContain(
      '{alertname="Doubled", alertstate="firing", instance="a", source="rule"} 1',
    );
    expect(await read('ALERTS_FOR_STATE')).toHaveLength(2);
    write('x', undefined, { instance: 'a' });
    await clock.advance(30_000);
    const left = await Promise.all(['doubled', 'ALERTS', 'ALERTS_FOR_STATE'].map(read));
    expect(left.flat()).toHaveLength(5);
    for (const series of left.flat()) expect(series).toMatch(/ stale$/);
    await evaluator.stop();
  });

  it('looks as far back as its query offset, and writes there', async () => {
    const { clock, evaluator, write, history } = setUp();
    evaluator.start();
    load(evaluator, 'groups: [{name: g, interval: 1m, query_offset: 2m, rules: [{record: r, expr: x}]}]');
    write('x', 1);
    await clock.advance(MINUTE);
    write('x', 2);
    await clock.advance(2 * MINUTE);
    const range = { startMillis: 0, endMillis: clock.now() };
    const [series] = await history.select([equalMatcher('__name__', 'r')], range);
    expect(series!.values.at(-1)).toBe(1);
    const { lastEvaluationMillis } = evaluator.groups()[0]!;
    expect(series!.timestamps.at(-1)).toBe(lastEvaluationMillis! - 2 * MINUTE);
    await evaluator.stop();
  });

  it('holds recording rules to the limit and to distinct label sets', async () => {
    const { clock, evaluator, write, read } = setUp();
    evaluator.start();
    load(
      evaluator,
      `groups: [{name: g, limit: 1, rules: [{record: many, expr: x}, {record: same, expr: x, labels: {instance: ''}}]}]`,
    );
    write('x', 1, { instance: 'a' });
    write('x', 1, { instance: 'b' });
    await clock.advance(MINUTE);
    expect(evaluator.groups()[0]!.rules.map(({ lastError }) => lastError)).toEqual([
      'exceeded limit of 1 with 2 series',
      'vector contains metrics with the same labelset after applying rule labels',
    ]);
    expect(await read('many')).toEqual([]);
    await evaluator.stop();
  });

  it('skips evaluations while one takes too long, and counts them', async () => {
    let release = () => {};
    const clock = new ManualClock(START);
    const source: SeriesSource = {
      select: () =>
        new Promise((resolve) => {
          release = () => resolve([]);
        }),
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const missed: number[] = [];
    const evaluator = new RuleEvaluator({
      source,
      clock,
      settings: { ruleTimeoutMillis: 10 * MINUTE },
      observer: { missed: (_group, slots) => void missed.push(slots) },
    });
    evaluator.addRule(RULE);
    evaluator.start();
    await clock.advance(MINUTE);
    await clock.advance(3.5 * MINUTE);
    release();
    await clock.advance(0);
    expect(missed).toEqual([3]);
    expect(evaluator.groups()[0]!.missedSlots).toBe(3);
    await evaluator.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not wait for a source that never answers, and does not ask it again meanwhile', async () => {
    const clock = new ManualClock(START);
    let asked = 0;
    const source: SeriesSource = {
      select: () => {
        asked++;
        return new Promise(() => undefined);
      },
      series: () => [],
      labelNames: () => [],
      labelValues: () => [],
    };
    const evaluator = new RuleEvaluator({
      source,
      clock,
      settings: { ruleTimeoutMillis: 20_000 },
    });
    load(evaluator, 'groups: [{name: g, rules: [{alert: A, expr: x}, {alert: B, expr: vector(1)}]}]');
    evaluator.start();
    while (evaluator.groups()[0]!.rules[1]!.health === 'unknown') await clock.advance(1_000);
    expect(evaluator.groups()[0]!.rules).toMatchObject([
      { health: 'err', lastError: 'the rule did not finish within 20000 ms' },
      { health: 'ok', state: 'firing' },
    ]);
    await clock.advance(3 * MINUTE);
    expect(evaluator.groups()[0]!.rules[0]!.lastError).toBe(
      'an evaluation before this one has not ended yet',
    );
    expect(asked).toBe(1);
    await evaluator.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on whatever an observer, the history or the sink throws', async () => {
    const fail = () => {
      throw new Error('not mine');
    };
    const { clock, evaluator, write, states } = setUp({
      observer: { evaluated: fail, iterated: fail, missed: fail },
      appender: { appendSamples: fail },
      sink: { put: fail, stop: async () => undefined },
    });
    evaluator.addRule(RULE);
    evaluator.start();
    write('x', 90, { instance: 'a' });
    await clock.advance(MINUTE);
    write('x', 90, { instance: 'b' });
    await clock.advance(MINUTE);
    expect(states()).toEqual(['a firing', 'b firing']);
    await evaluator.stop();
  });

  it('keeps the alerts of rules that are still there when its file changes', async () => {
    const { clock, evaluator, write } = setUp();
    const groups = (text: string) => parseRuleFile(text, { file: 'f' }).groups;
    const both = 'groups: [{name: g, rules: [{alert: A, expr: x > 1, for: 2m}, {alert: B, expr: x > 1}]}]';
    await evaluator.setGroups('f', groups(both));
    evaluator.start();
    write('x', 5);
    await clock.advance(MINUTE);
    const before = evaluator.activeAlerts().find(({ labels }) => labels.get('alertname') === 'A')!;
    await evaluator.setGroups('f', groups('groups: [{name: g, rules: [{alert: A, expr: x > 1, for: 2m}]}]'));
    expect(evaluator.activeAlerts()).toEqual([before]);
    await evaluator.setGroups('f', []);
    expect(evaluator.groups()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('after a restart', () => {
  it('takes up how long an alert has been pending', async () => {
    const first = setUp();
    const rule = { ...RULE, for: '30m' };
    first.evaluator.addRule(rule);
    first.evaluator.start();
    first.write('x', 90, { instance: 'a' });
    for (let minute = 0; minute < 22; minute++) {
      await first.clock.advance(MINUTE);
      first.write('x', 90, { instance: 'a' });
    }
    await first.evaluator.stop();
    const clock = new ManualClock(first.clock.now() + 5 * MINUTE);
    const second = new RuleEvaluator({ source: first.history, appender: first.history, clock });
    second.addRule(rule);
    second.start();
    const write = () =>
      first.history.appendSamples('test', clock.now(), [
        { labels: Labels.from({ __name__: 'x', instance: 'a' }), value: 90 },
      ]);
    for (let minute = 0; minute < 2; minute++) {
      write();
      await clock.advance(MINUTE);
    }
    const [alert] = second.activeAlerts();
    // Pending for about 20 of 30 minutes before: what remains is no less than the grace period.
    const minutesLeft = (alert!.activeAtMillis + 30 * MINUTE - clock.now()) / MINUTE;
    expect(minutesLeft).toBeGreaterThan(9);
    expect(minutesLeft).toBeLessThanOrEqual(10);
    await second.stop();
  });
});
