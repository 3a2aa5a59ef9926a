import { describe, expect, it } from '@jest/globals';
import { ManualClock, systemClock } from '@kotoba/core';
import { Turnstile } from './turnstile.ts';

function busyFor(millis: number): void {
  const until = performance.now() + millis;
  while (performance.now() < until);
}

describe('the turnstile', () => {
  it('lets one piece of work through at a time, in order', async () => {
    const clock = new ManualClock();
    const turnstile = new Turnstile({ clock, turnMillis: 1, patienceMillis: 1_000 });
    const seen: string[] = [];
    let finish = () => {};
    const first = turnstile.pass(async () => {
      seen.push('first');
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      seen.push('first ended');
    });
    const second = turnstile.pass(async () => void seen.push('second'));
    await clock.advance(0);
    expect(seen).toEqual(['first']);
    finish();
    await Promise.all([first, second]);
    expect(seen).toEqual(['first', 'first ended', 'second']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not let work that takes too long keep the rest waiting', async () => {
    const clock = new ManualClock();
    const turnstile = new Turnstile({ clock, turnMillis: 1, patienceMillis: 1_000 });
    let finish = () => {};
    const slow = turnstile.pass(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    let ran = false;
    const next = turnstile.pass(async () => {
      ran = true;
    });
    await clock.advance(999);
    expect(ran).toBe(false);
    await clock.advance(1);
    await next;
    expect(ran).toBe(true);
    finish();
    await slow;
  });

  it('goes on after work that fails', async () => {
    const turnstile = new Turnstile({ clock: new ManualClock(), turnMillis: 1, patienceMillis: 1_000 });
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(turnstile.pass(async () => 'yes')).resolves.toBe('yes');
  });

  it('gives the event loop a turn between pieces that are due together', async () => {
    const turnstile = new Turnstile({ clock: systemClock, turnMillis: 2, patienceMillis: 1_000 });
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns++;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    // As groups do whose timers run one right after the other.
    await Promise.all(Array.from({ length: 20 }, () => turnstile.pass(async () => busyFor(3))));
    isOver = true;
    expect(turns).toBeGreaterThanOrEqual(15);
  });
});
