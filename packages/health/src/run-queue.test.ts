import { describe, expect, it } from '@jest/globals';
import { RunQueue } from './run-queue.ts';

describe('RunQueue', () => {
  it('runs no more tasks at once than allowed, all of them, in order of arrival', async () => {
    const queue = new RunQueue(3);
    const order: number[] = [];
    let most = 0;
    const tasks = Array.from({ length: 20 }, (_, i) =>
      queue.run(async () => {
        order.push(i);
        most = Math.max(most, queue.running);
        await new Promise((resolve) => setImmediate(resolve));
      }),
    );
    await Promise.all(tasks);
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(queue.running).toBe(0);
  });
});
