import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { TurnQueue } from './turn-queue.ts';

describe('TurnQueue', () => {
  it('runs a few turns at once and the rest after others had theirs, in order', async () => {
    const clock = new ManualClock();
    const queue = new TurnQueue(clock);
    const taken: number[] = [];
    for (let i = 0; i < 50; i++) queue.enter(() => taken.push(i));
    expect(taken).toHaveLength(20);
    await clock.advance(0);
    expect(taken).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(clock.pendingTimers).toBe(0);
  });

  it('drops what waits when it is stopped', async () => {
    const clock = new ManualClock();
    const queue = new TurnQueue(clock);
    let taken = 0;
    for (let i = 0; i < 50; i++) queue.enter(() => taken++);
    queue.stop();
    await clock.advance(0);
    expect(taken).toBe(20);
    expect(clock.pendingTimers).toBe(0);
  });
});
