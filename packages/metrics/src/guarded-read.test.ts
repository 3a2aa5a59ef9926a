import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { GuardedRead } from './guarded-read.ts';

const LIMIT = 1_000;

function make() {
  const clock = new ManualClock();
  const guard = new GuardedRead(clock, LIMIT, 'read of "main"');
  let started = 0;
  let hanging: Array<() => void> = [];
  /** One round with a call that hangs; answers the code of its error. */
  const round = async () => {
    const running = guard.run(() => {
      started++;
      return new Promise<void>((resolve) => hanging.push(resolve));
    });
    const code = running.catch((error: { code: string }) => error.code);
    await clock.advance(LIMIT);
    return code;
  };
  const rounds = async (count: number) => {
    const codes: unknown[] = [];
    for (let i = 0; i < count; i++) codes.push(await round());
    return codes.map((code) =>
      code === 'KOTOBA_TIMEOUT' ? 'tried' : code === 'KOTOBA_READ_STUCK' ? 'skipped' : code,
    );
  };
  const release = async () => {
    for (const resolve of hanging) resolve();
    hanging = [];
    await clock.advance(0);
  };
  return { guard, rounds, release, started: () => started };
}

describe('GuardedRead', () => {
  it('doubles the rounds it skips between tries while calls hang', async () => {
    const { rounds } = make();
    expect(await rounds(8)).toEqual([
      'tried',
      'skipped',
      'tried',
      'skipped',
      'skipped',
      'tried',
      'skipped',
      'skipped',
    ]);
  });

  it('starts few calls in a day of rounds that hang', async () => {
    const { rounds, started } = make();
    await rounds(500);
    expect(started()).toBeLessThan(15);
  });

  it('starts from the shortest pause again once nothing hangs any more', async () => {
    const { rounds, release } = make();
    await rounds(8);
    await release();
    expect(await rounds(3)).toEqual(['tried', 'skipped', 'tried']);
  });

  it('passes answers and errors through', async () => {
    const { guard } = make();
    expect(await guard.run(() => 5)).toBe(5);
    await expect(guard.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(
      guard.run(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    await expect(guard.runForObject(() => null as unknown as object)).rejects.toMatchObject({
      code: 'KOTOBA_INVALID_ANSWER',
      message: 'read of "main": expected an object, got null',
    });
  });
});
