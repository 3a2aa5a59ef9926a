import { describe, expect, it } from '@jest/globals';
import { ManualClock, systemClock } from '@kotoba/core';
import { createMatcher } from '../syntax/matcher.ts';
import { boundedMatchers } from './bounded-matchers.ts';

describe('boundedMatchers', () => {
  it('matches as the matchers do', () => {
    const matchers = (['=', '!=', '=~', '!~'] as const).map((op) => createMatcher('a', op, 'x.y'));
    const bounded = boundedMatchers(matchers, new ManualClock(0), 1);
    for (const text of ['x.y', 'xzy', '', 'x']) {
      expect(bounded.map((one) => one.matches(text))).toEqual(matchers.map((one) => one.matches(text)));
    }
    expect(bounded.map(({ name, op, value }) => [name, op, value])).toEqual(
      matchers.map(({ name, op, value }) => [name, op, value]),
    );
  });

  it('gives up on a pattern that takes too long, on all values together', () => {
    const [hostile] = boundedMatchers([createMatcher('a', '=~', '(x*)'.repeat(4_000))], systemClock, 100);
    const started = systemClock.monotonic();
    expect(() => {
      for (let i = 0; i < 10_000; i++) hostile!.matches(`${'x'.repeat(40)}${i}`);
    }).toThrow(expect.objectContaining({ code: 'PROMQL_TIMEOUT' }));
    expect(systemClock.monotonic() - started).toBeLessThan(5_000);
  });

  it('counts from the first match, not from when it was made', async () => {
    const clock = new ManualClock(0);
    const [bounded] = boundedMatchers([createMatcher('a', '=~', 'x.*z')], clock, 10);
    await clock.advance(1_000);
    expect(bounded!.matches('xyz')).toBe(true);
    await clock.advance(11);
    expect(() => {
      for (let i = 0; i < 100; i++) bounded!.matches('xyz');
    }).toThrow('query timed out in matching labels: a=~"x.*z" and what stands beside it may take 10 ms');
  });
});
