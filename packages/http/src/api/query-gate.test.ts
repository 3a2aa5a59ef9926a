import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { QueryGate } from './query-gate.ts';

/** A task that ends when told to. */
class Task {
  started = false;
  end: () => void = () => {};
  readonly run = () => {
    this.started = true;
    return new Promise<string>((resolve) => {
      this.end = () => resolve('done');
    });
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function setUp(maxRunning: number, maxWaiting: number) {
  const clock = new ManualClock(0);
  const gate = new QueryGate(clock, maxRunning, maxWaiting);
  const begin = (signal = new AbortController().signal) => {
    const task = new Task();
    const result = gate.run(task.run, { signal, timeoutMillis: 1_000 });
    result.catch(() => {});
    return { task, result };
  };
  return { clock, begin };
}

describe('QueryGate', () => {
  it('lets so many run at once, and the next ones in the order they came', async () => {
    const { begin } = setUp(2, 2);
    const [first, second, third, fourth] = [begin(), begin(), begin(), begin()];
    await turn();
    expect([first, second, third, fourth].map(({ task }) => task.started)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    second.task.end();
    expect(await second.result).toBe('done');
    await turn();
    expect([third, fourth].map(({ task }) => task.started)).toEqual([true, false]);
    third.task.end();
    first.task.end();
    await turn();
    expect(fourth.task.started).toBe(true);
  });

  it('frees the place of one that fails', async () => {
    const gate = new QueryGate(new ManualClock(0), 1, 0);
    const options = { signal: new AbortController().signal, timeoutMillis: 1 };
    await expect(gate.run(() => Promise.reject(new Error('no')), options)).rejects.toThrow('no');
    await expect(gate.run(() => Promise.resolve('yes'), options)).resolves.toBe('yes');
  });

  it('refuses more than may wait', async () => {
    const { begin } = setUp(1, 1);
    begin();
    begin();
    await expect(begin().result).rejects.toMatchObject({ type: 'unavailable', status: 503 });
  });

  it('lets none wait longer than it may', async () => {
    const { clock, begin } = setUp(1, 1);
    begin();
    const waiting = begin();
    await clock.advance(1_000);
    await expect(waiting.result).rejects.toMatchObject({
      type: 'timeout',
      message: 'query timed out in query queue',
    });
    expect(waiting.task.started).toBe(false);
    begin();
    await expect(begin().result).rejects.toMatchObject({ type: 'unavailable' });
  });

  it('lets go of one whose client went away', async () => {
    const { begin } = setUp(1, 1);
    const running = begin();
    const client = new AbortController();
    const waiting = begin(client.signal);
    client.abort();
    await expect(waiting.result).rejects.toMatchObject({
      type: 'canceled',
      message: 'query was canceled in query queue',
    });
    const next = begin();
    running.task.end();
    await turn();
    expect([waiting.task.started, next.task.started]).toEqual([false, true]);
    const gone = begin(AbortSignal.abort());
    await expect(gone.result).rejects.toMatchObject({ type: 'canceled' });
  });
});
