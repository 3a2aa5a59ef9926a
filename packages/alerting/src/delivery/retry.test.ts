import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { SendError } from '../channels/send-error.ts';
import { type RetryContext, sendWithRetry } from './retry.ts';

function open(outcomes: (Error | string)[], rest: Partial<RetryContext> = {}) {
  const clock = new ManualClock();
  const at: number[] = [];
  const abort = new AbortController();
  const send = async () => {
    at.push(clock.now());
    const outcome = outcomes.shift()!;
    if (typeof outcome !== 'string') throw outcome;
    return outcome;
  };
  const policy = { firstPauseMillis: 1_000, longestPauseMillis: 4_000 };
  const result = sendWithRetry(send, { clock, policy, signal: abort.signal, random: () => 1, ...rest });
  return { clock, at, abort, result };
}

const busy = () => new SendError('was answered 503', { retry: true });

describe('sendWithRetry', () => {
  it('doubles its pauses up to the longest, until the message is taken', async () => {
    const { clock, at, result } = open([busy(), busy(), busy(), busy(), 'was answered 200']);
    await clock.advance(60_000);
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 11_000]);
    expect(await result).toEqual({ delivered: true, attempts: 5, answer: 'was answered 200' });
  });

  it('waits at least half the pause, however chance falls', async () => {
    const { clock, at } = open([busy(), 'ok'], { random: () => 0 });
    await clock.advance(499);
    expect(at).toEqual([0]);
    await clock.advance(1);
    expect(at).toEqual([0, 500]);
  });

  it('leaves the other side alone as long as it asks', async () => {
    const { clock, at } = open([new SendError('429', { retry: true, retryAfterMillis: 30_000 }), 'ok']);
    await clock.advance(29_999);
    expect(at).toEqual([0]);
    await clock.advance(1);
    expect(at).toEqual([0, 30_000]);
  });

  it('does not repeat what was refused for good', async () => {
    const { at, result } = open([new SendError('was answered 404', { retry: false })]);
    expect(await result).toMatchObject({
      delivered: false,
      attempts: 1,
      error: { message: 'was answered 404' },
    });
    expect(at).toHaveLength(1);
  });

  it('repeats what a custom channel throws', async () => {
    const { clock, result } = open([new Error('socket closed'), 'ok']);
    await clock.advance(1_000);
    expect(await result).toMatchObject({ delivered: true, attempts: 2 });
  });

  it('stops when time is up, with the last error', async () => {
    const { clock, abort, result } = open([busy(), busy(), busy()]);
    await clock.advance(1_500);
    abort.abort();
    expect(await result).toMatchObject({
      delivered: false,
      attempts: 2,
      error: { message: 'was answered 503' },
    });
    expect(clock.pendingTimers).toBe(0);
  });
});
