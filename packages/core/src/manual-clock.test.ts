import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';

describe('ManualClock', () => {
  it('moves only when told to, wall clock and monotonic alike', async () => {
    const clock = new ManualClock(1_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
    await clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1_250, 250]);
  });

  it('runs due timers in order of their time, then of their making, each at its own time', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name}@${clock.now()}`);
    clock.setTimeout(note('late'), 30);
    clock.setTimeout(note('first'), 10);
    clock.setTimeout(note('second'), 10);
    clock.setTimeout(note('beyond'), 31);
    clock.setTimeout(note('at once'), -5);
    await clock.advance(30);
    expect(ran).toEqual(['at once@0', 'first@10', 'second@10', 'late@30']);
    expect(clock.pendingTimers).toBe(1);
  });

  it('repeats an interval first after one period, until it is cancelled', async () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const timer = clock.setInterval(() => {
      ran.push(clock.now());
      if (ran.length === 3) timer.cancel();
    }, 10);
    await clock.advance(9);
    expect(ran).toEqual([]);
    await clock.advance(100);
    expect(ran).toEqual([10, 20, 30]);
    expect(clock.pendingTimers).toBe(0);
    timer.cancel();
  });

  it('does not run what was cancelled, even by a timer of the same moment', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.setTimeout(() => victim.cancel(), 10);
    const victim = clock.setTimeout(() => ran.push('victim'), 10);
    await clock.advance(20);
    expect(ran).toEqual([]);
  });

  it('lets promises settle between timers, and runs timers made on the way', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.setTimeout(async () => {
      await Promise.resolve();
      await Promise.resolve();
      ran.push(`settled@${clock.now()}`);
      clock.setTimeout(() => ran.push(`made@${clock.now()}`), 5);
    }, 10);
    clock.setTimeout(() => ran.push(`next@${clock.now()}`), 20);
    await clock.advance(20);
    expect(ran).toEqual(['settled@10', 'made@15', 'next@20']);
  });
});
