import { describe, expect, it } from '@jest/globals';
import { ManualClock } from './manual-clock.ts';
import { withTimeout } from './with-timeout.ts';

describe('withTimeout', () => {
  it('passes on what the work answers, at once or later, and leaves no timer behind', async () => {
    const clock = new ManualClock();
    expect(await withTimeout(clock, 100, 'reading', () => 1)).toBe(1);
    expect(await withTimeout(clock, 100, 'reading', async () => 2)).toBe(2);
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects with the very error the work throws or rejects with', async () => {
    const clock = new ManualClock();
    const error = new Error('broken');
    const throwing = withTimeout(clock, 100, 'reading', () => {
      throw error;
    });
    await expect(throwing).rejects.toBe(error);
    await expect(withTimeout(clock, 100, 'reading', () => Promise.reject(error))).rejects.toBe(error);
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops waiting at the limit, names the work and aborts its signal with that error', async () => {
    const clock = new ManualClock();
    let signal: AbortSignal | undefined;
    const waiting = withTimeout(clock, 100, 'read of database "main"', (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    const failure = waiting.catch((error: unknown) => error);
    await clock.advance(99);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    expect(await failure).toMatchObject({
      code: 'KOTOBA_TIMEOUT',
      message: 'read of database "main" did not finish within 100 ms',
    });
    expect(signal?.reason).toBe(await failure);
  });

  it.each([
    ['answer', (later: PromiseWithResolvers<string>) => later.resolve('late')],
    ['error', (later: PromiseWithResolvers<string>) => later.reject(new Error('late'))],
  ])('drops an %s that comes after the limit', async (_kind, finish) => {
    const clock = new ManualClock();
    const later = Promise.withResolvers<string>();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const failure = withTimeout(clock, 100, 'reading', () => later.promise).catch((error: unknown) => error);
    await clock.advance(100);
    finish(later);
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    expect(await failure).toMatchObject({ code: 'KOTOBA_TIMEOUT' });
    expect(unhandled).toEqual([]);
  });

  it('does not abort the signal of work that finished in time', async () => {
    const clock = new ManualClock();
    let signal: AbortSignal | undefined;
    await withTimeout(clock, 100, 'reading', (given) => {
      signal = given;
    });
    await clock.advance(1_000);
    expect(signal?.aborted).toBe(false);
  });
});
