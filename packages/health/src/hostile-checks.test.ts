import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Clock, ManualClock } from '@kotoba/core';
import type { HealthCheck } from './health-check.ts';
import { HealthChecker } from './health-checker.ts';
import type { HealthCheckOptions } from './options.ts';

function setUp(check: HealthCheck, options: HealthCheckOptions = {}, clock = new ManualClock()) {
  const checker = new HealthChecker({ clock, jitterRatio: 0, intervalMillis: 10_000, timeoutMillis: 1_000 });
  checker.registerCheck('hostile', check, options);
  checker.registerCheck('neighbour', () => true);
  checker.start();
  const result = () => checker.currentHealth.checks[0]!;
  return { clock, checker, result };
}

describe('a check that', () => {
  it.each<[string, HealthCheck]>([
    [
      'throws',
      () => {
        throw new Error('connect failed: postgres://user:hunter2@db/app');
      },
    ],
    ['rejects', () => Promise.reject(new Error('connect failed: postgres://user:hunter2@db/app'))],
  ])('%s is unhealthy with its message, without the password', async (_, check) => {
    const { clock, checker, result } = setUp(check);
    await clock.advance(0);
    expect(result()).toMatchObject({ status: 'unhealthy', message: 'connect failed: postgres://***@db/app' });
    expect(checker.currentHealth.checks[1]!.status).toBe('healthy');
    checker.stop();
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    [
      'something that cannot be printed',
      {
        toString() {
          throw new Error('no');
        },
      },
    ],
  ])('throws %s is unhealthy', async (_, thrown) => {
    const { clock, checker, result } = setUp(() => {
      throw thrown;
    });
    await clock.advance(0);
    expect(result().status).toBe('unhealthy');
    checker.stop();
  });

  it('answers nonsense is unknown', async () => {
    const { clock, checker, result } = setUp((() => 42) as never);
    await clock.advance(0);
    expect(result()).toMatchObject({ status: 'unknown' });
    expect(result().message).toContain('answered 42');
    checker.stop();
  });

  it('answers a thenable that throws or never settles does no more harm than a promise', async () => {
    const thrower = setUp((() => ({
      // biome-ignore lint/suspicious/noThenProperty: the hostility is the point
      then() {
        throw new Error('thenable');
      },
    })) as never);
    await thrower.clock.advance(0);
    expect(thrower.result()).toMatchObject({ status: 'unhealthy', message: 'thenable' });
    thrower.checker.stop();
  });

  it('never resolves is unhealthy at its limit, is not run twice at once, and stays unhealthy', async () => {
    let runs = 0;
    let aborts = 0;
    const { clock, checker, result } = setUp(
      ({ signal }) => {
        runs++;
        signal.addEventListener('abort', () => aborts++);
        return new Promise<never>(() => undefined);
      },
      { abandonAfterMillis: 1_000_000 },
    );
    await clock.advance(999);
    expect(result().status).toBe('unknown');
    await clock.advance(1);
    expect(result()).toMatchObject({
      status: 'unhealthy',
      message: 'no answer within 1000 ms',
      durationMillis: 1_000,
    });
    expect(aborts).toBe(1);
    await clock.advance(99_000);
    expect(runs).toBe(1);
    expect(result()).toMatchObject({ status: 'unhealthy', consecutiveFailures: 11 });
    expect(result().message).toMatch(/no answer for \d+ s; not run again while it hangs/);
    checker.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  it('hangs for ever is given up and run anew ever more rarely, so that hanging runs do not pile up', async () => {
    const startedAt: number[] = [];
    const clock = new ManualClock();
    const hanging = () => {
      startedAt.push(clock.monotonic());
      return new Promise<never>(() => undefined);
    };
    const { checker } = setUp(hanging, { abandonAfterMillis: 20_000 }, clock);
    await clock.advance(400_000);
    expect(startedAt).toEqual([0, 30_000, 80_000, 170_000, 340_000]);
    checker.stop();
  });

  it('recovers after it was given up is healthy again', async () => {
    let hangs = true;
    const { clock, checker, result } = setUp(() => (hangs ? new Promise<never>(() => undefined) : true), {
      abandonAfterMillis: 5_000,
    });
    await clock.advance(5_000);
    expect(result().status).toBe('unhealthy');
    hangs = false;
    await clock.advance(5_000);
    expect(result().status).toBe('healthy');
    checker.stop();
  });

  it('resolves after its time limit has its answer dropped and counted', async () => {
    const clock = new ManualClock();
    const late: HealthCheck = () =>
      new Promise((resolve) => clock.setTimeout(() => resolve('healthy'), 1_500));
    const { checker, result } = setUp(late, {}, clock);
    await clock.advance(1_000);
    expect(result()).toMatchObject({ status: 'unhealthy', lateAnswers: 0 });
    await clock.advance(500);
    expect(result()).toMatchObject({ status: 'unhealthy', lateAnswers: 1 });
    checker.stop();
  });

  it('blocks the event loop past its limit is unhealthy although its answer comes before the timer', async () => {
    const clock = new ManualClock();
    let now = 0;
    const jumping: Clock = {
      now: () => now,
      monotonic: () => now,
      setTimeout: (run, delayMillis) => clock.setTimeout(run, delayMillis),
      setInterval: (run, periodMillis) => clock.setInterval(run, periodMillis),
    };
    const checker = new HealthChecker({ clock: jumping, timeoutMillis: 1_000 });
    checker.registerCheck('blocking', () => {
      now += 3_000;
      return 'healthy';
    });
    const report = await checker.checkHealth();
    expect(report.checks[0]).toMatchObject({ status: 'unhealthy', durationMillis: 3_000, lateAnswers: 1 });
  });

  it('obeys its signal by rejecting late is not counted as a late answer', async () => {
    const { clock, checker, result } = setUp(
      ({ signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await clock.advance(1_000);
    await clock.advance(0);
    expect(result()).toMatchObject({
      status: 'unhealthy',
      message: 'no answer within 1000 ms',
      lateAnswers: 0,
    });
    checker.stop();
  });
});

describe('1,000 checks at once', () => {
  it('all run, never more of them than the cap, and leave nothing behind', async () => {
    const clock = new ManualClock();
    const checker = new HealthChecker({ clock, concurrency: 10, jitterRatio: 0 });
    let running = 0;
    let most = 0;
    for (let i = 0; i < 1_000; i++)
      checker.registerCheck(`check_${i}`, async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      });
    const { overallStatus, checks } = await checker.checkHealth();
    expect(most).toBe(10);
    expect(overallStatus).toBe('healthy');
    expect(checks.every(({ status }) => status === 'healthy')).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('that all hang keep nobody else from running, and stop() calls off those that wait', async () => {
    const clock = new ManualClock();
    const checker = new HealthChecker({ clock, concurrency: 10, jitterRatio: 0, timeoutMillis: 100 });
    let begun = 0;
    for (let i = 0; i < 1_000; i++)
      checker.registerCheck(`hanging_${i}`, () => {
        begun++;
        return new Promise<never>(() => undefined);
      });
    checker.registerCheck('fine', () => true);
    checker.start();
    await clock.advance(500);
    expect(begun).toBeGreaterThanOrEqual(50);
    expect(begun).toBeLessThan(100);
    await clock.advance(9_600);
    expect(begun).toBe(1_000);
    expect(checker.currentHealth.checks.at(-1)!.status).toBe('healthy');
    checker.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a process with running checks', () => {
  it('ends by itself: neither the schedule, nor a hanging check, nor the event loop’s monitor keeps it alive', () => {
    const program = `
      import { HealthChecker } from './health-checker.ts';
      const checker = new HealthChecker();
      checker.addDefaultChecks();
      checker.registerCheck('hanging', () => new Promise(() => undefined));
      checker.start();
      console.log('started');`;
    const flags = ['--conditions=kotoba-source', '--no-warnings', '--input-type=module-typescript', '-e'];
    const output = execFileSync(process.execPath, [...flags, program], {
      cwd: join(import.meta.dirname),
      encoding: 'utf8',
      timeout: 15_000,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(output).toBe('started\n');
  });
});
