import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { QueryObservers } from './query-observers.ts';

describe('QueryObservers', () => {
  afterEach(() => diag.disable());

  it('tells every observer the time since the query began, in seconds', async () => {
    const clock = new ManualClock();
    const observers = new QueryObservers(clock);
    const seen: unknown[] = [];
    observers.add((...query) => seen.push(['first', ...query]));
    observers.add((...query) => seen.push(['second', ...query]));
    await clock.advance(1_500);
    observers.report('select', 500, true);
    expect(seen).toEqual([
      ['first', 'select', 1, true],
      ['second', 'select', 1, true],
    ]);
  });

  it('says when the first observer comes and when the last has gone', () => {
    const changes: boolean[] = [];
    const observers = new QueryObservers(new ManualClock(), (active) => changes.push(active));
    const observer = () => undefined;
    const stops = [observers.add(observer), observers.add(observer)];
    expect([observers.active, changes]).toEqual([true, [true]]);
    stops[0]!();
    stops[0]!();
    expect([observers.active, changes]).toEqual([true, [true]]);
    stops[1]!();
    expect([observers.active, changes]).toEqual([false, [true, false]]);
    observers.add(observer);
    expect(changes).toEqual([true, false, true]);
  });

  it('goes on past an observer that throws, and says so once', () => {
    const lines: unknown[][] = [];
    const write = (...line: unknown[]) => lines.push(line);
    diag.setLogger(
      { error: write, warn: write, info: write, debug: write, verbose: write },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const observers = new QueryObservers(new ManualClock());
    let told = 0;
    observers.add(() => {
      throw new Error('a bug');
    });
    observers.add(() => told++);
    observers.report('select', 0, false);
    observers.report('select', 0, false);
    expect(told).toBe(2);
    expect(lines).toEqual([['kotoba/databases', 'an observer of queries threw: a bug']]);
  });

  it('lets an observer leave while it is being told', () => {
    const observers = new QueryObservers(new ManualClock());
    const seen: string[] = [];
    const stop = observers.add(() => {
      seen.push('leaver');
      stop();
    });
    observers.add(() => seen.push('stayer'));
    observers.report('select', 0, false);
    observers.report('select', 0, false);
    expect(seen).toEqual(['leaver', 'stayer', 'stayer']);
  });
});
