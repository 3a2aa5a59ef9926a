import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { type DiagLogger, diag } from '@opentelemetry/api';
import type { HealthCheck } from './health-check.ts';
import { HealthChecker } from './health-checker.ts';
import type { HealthTransition } from './health-report.ts';
import type { HealthStatus } from './health-status.ts';
import type { HealthCheckerOptions } from './options.ts';

function setUp(options: HealthCheckerOptions = {}) {
  const clock = new ManualClock(1_000_000);
  const checker = new HealthChecker({ clock, jitterRatio: 0, ...options });
  const statusOf = (name: string) =>
    checker.currentHealth.checks.find((check) => check.name === name)?.status;
  return { clock, checker, statusOf };
}

describe('HealthChecker', () => {
  it('knows nothing before the first run and runs nothing by itself', async () => {
    const { clock, checker } = setUp();
    let runs = 0;
    checker.registerCheck('custom', () => void runs++);
    await clock.advance(100_000);
    expect(checker.currentHealth).toMatchObject({
      overallStatus: 'degraded',
      checks: [{ name: 'custom', status: 'unknown', message: 'not run yet', critical: true }],
    });
    expect(checker.currentHealth.checks[0]).not.toHaveProperty('durationMillis');
    expect(runs).toBe(0);
  });

  it('runs functions and objects at once when started, and then by their own interval', async () => {
    const { clock, checker } = setUp();
    const runs = { often: 0, seldom: 0 };
    checker.registerCheck('often', () => void runs.often++, { intervalMillis: 1_000 });
    checker.registerCheck('seldom', { checkHealth: () => (++runs.seldom > 0 ? 'degraded' : 'unknown') });
    checker.start();
    await clock.advance(0);
    expect(runs).toEqual({ often: 1, seldom: 1 });
    await clock.advance(30_000);
    expect(runs).toEqual({ often: 31, seldom: 2 });
    expect(checker.currentHealth.overallStatus).toBe('degraded');
    checker.stop();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(60_000);
    expect(runs).toEqual({ often: 31, seldom: 2 });
  });

  it('starts a check that is registered later, and stops one that is unregistered', async () => {
    const { clock, checker } = setUp();
    checker.start();
    const idle = clock.pendingTimers;
    let runs = 0;
    let aborted = false;
    const unregister = checker.registerCheck('late', ({ signal }) => {
      runs++;
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise<never>(() => undefined);
    });
    await clock.advance(0);
    expect(runs).toBe(1);
    unregister();
    expect(aborted).toBe(true);
    expect(checker.unregisterCheck('late')).toBe(false);
    await clock.advance(100_000);
    expect(runs).toBe(1);
    expect(checker.currentHealth.checks).toEqual([]);
    expect(clock.pendingTimers).toBe(idle);
  });

  it('refuses names that cannot be one or are taken, what is no check, and bad options', () => {
    const { checker } = setUp();
    const code = (act: () => unknown) => {
      try {
        act();
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return 'accepted';
    };
    checker.registerCheck('taken', () => true);
    expect(code(() => checker.registerCheck('taken', () => true))).toBe('KOTOBA_HEALTH_INVALID_CHECK');
    for (const name of ['', 'a b', 'a\nb', 'x'.repeat(101), undefined as never])
      expect(code(() => checker.registerCheck(name, () => true))).toBe('KOTOBA_HEALTH_INVALID_CHECK');
    for (const check of [null, 42, {}, 'healthy'])
      expect(code(() => checker.registerCheck('c', check as never))).toBe('KOTOBA_HEALTH_INVALID_CHECK');
    expect(code(() => checker.registerCheck('c', () => true, { timeoutMillis: -1 }))).toBe(
      'KOTOBA_HEALTH_INVALID_OPTIONS',
    );
    expect(checker.currentHealth.checks).toHaveLength(1);
  });

  it('varies intervals at random within the jitter', async () => {
    const times: number[] = [];
    const values = [0, 1, 0.5];
    const { clock, checker } = setUp({ jitterRatio: 0.1, random: () => values.shift() ?? 0.5 });
    checker.registerCheck('c', () => void times.push(clock.monotonic()), { intervalMillis: 1_000 });
    checker.start();
    await clock.advance(3_000);
    expect(times).toEqual([0, 900, 2_000, 3_000]);
    checker.stop();
  });

  it('answers the report of after when asked to check now, and joins runs under way', async () => {
    const { clock, checker } = setUp();
    let runs = 0;
    let finish: () => void = () => undefined;
    checker.registerCheck('c', () => {
      runs++;
      return new Promise<'degraded'>((resolve) => {
        finish = () => resolve('degraded');
      });
    });
    const both = Promise.all([checker.checkHealth(), checker.checkHealth()]);
    await clock.advance(5);
    finish();
    const [one, other] = await both;
    expect(runs).toBe(1);
    expect(one.checks[0]).toMatchObject({ status: 'degraded', durationMillis: 5 });
    expect(other.overallStatus).toBe('degraded');
    expect(checker.isHealthy()).toBe(false);
  });

  it('makes a slow answer degraded by its latency budget before it fails by its time limit', async () => {
    const { clock, checker } = setUp();
    let takesMillis = 10;
    const slow: HealthCheck = () => new Promise<void>((resolve) => clock.setTimeout(resolve, takesMillis));
    checker.registerCheck('c', slow, { degradedAfterMillis: 200, timeoutMillis: 1_000 });
    const result = async () => {
      const report = checker.checkHealth();
      await clock.advance(2_000);
      return (await report).checks[0]!;
    };
    expect(await result()).toMatchObject({ status: 'healthy', durationMillis: 10 });
    takesMillis = 200;
    expect(await result()).toMatchObject({
      status: 'degraded',
      message: 'took 200 ms, expected less than 200 ms',
    });
    takesMillis = 1_500;
    expect(await result()).toMatchObject({ status: 'unhealthy', message: 'no answer within 1000 ms' });
  });

  it('waits for thresholds, says how far it is, and runs sooner to confirm', async () => {
    const { clock, checker, statusOf } = setUp();
    let status: HealthStatus = 'healthy';
    const times: number[] = [];
    const check: HealthCheck = () => {
      times.push(clock.monotonic());
      return { status, message: 'no route' };
    };
    checker.registerCheck('c', check, { failureThreshold: 3, confirmMillis: 2_000 });
    checker.start();
    await clock.advance(1);
    status = 'unhealthy';
    await clock.advance(30_000);
    expect(checker.currentHealth.checks[0]).toMatchObject({
      status: 'healthy',
      message: 'unhealthy in 1 of 3 runs: no route',
    });
    await clock.advance(4_000);
    expect(statusOf('c')).toBe('unhealthy');
    expect(times).toEqual([0, 30_000, 32_000, 34_000]);
    checker.stop();
  });

  it('asks sooner, a few times, what was unknown at first', async () => {
    const { clock, checker } = setUp();
    const times: number[] = [];
    checker.registerCheck('c', () => {
      times.push(clock.monotonic());
      return 'unknown';
    });
    checker.start();
    await clock.advance(80_000);
    expect(times).toEqual([0, 5_000, 10_000, 15_000, 20_000, 50_000, 80_000]);
    checker.stop();
  });

  it('is unknown when the last run is too long ago', async () => {
    const { clock, checker, statusOf } = setUp({ intervalMillis: 1_000, timeoutMillis: 100 });
    checker.registerCheck('c', () => true);
    await checker.checkHealth();
    await clock.advance(3_100);
    expect(statusOf('c')).toBe('healthy');
    await clock.advance(1);
    expect(statusOf('c')).toBe('unknown');
    expect(checker.currentHealth.checks[0]!.message).toMatch(/^no result since 1970-/);
  });
});

describe('transitions of a HealthChecker', () => {
  it('tell that the verdict changed when results went stale, although no run said so', async () => {
    const { clock, checker } = setUp({ concurrency: 1, intervalMillis: 1_000, timeoutMillis: 60_000 });
    checker.registerCheck('starved', () => true, { staleAfterMillis: 2_000 });
    await checker.checkHealth();
    checker.registerCheck('slow', () => new Promise<void>((resolve) => clock.setTimeout(resolve, 30_000)), {
      critical: false,
    });
    const slow = checker.checkHealth();
    await clock.advance(30_000);
    await slow;
    checker.start();
    await clock.advance(1_500);
    expect(checker.transitions().at(-1)).toMatchObject({ to: 'healthy' });
    await clock.advance(2_000);
    expect(checker.transitions().at(-1)).toMatchObject({ to: 'degraded', message: 'results are stale' });
    checker.stop();
  });

  it('are remembered of each check and of the verdict, up to the limit, and offered to listeners', async () => {
    const { clock, checker } = setUp({ historySize: 3 });
    const seen: HealthTransition[] = [];
    const stop = checker.onTransition((transition) => void seen.push(transition));
    const statuses: HealthStatus[] = ['healthy', 'unhealthy', 'degraded', 'healthy'];
    checker.registerCheck('c', () => ({ status: statuses.shift()!, message: `run ${4 - statuses.length}` }));
    for (let i = 0; i < 4; i++) {
      await checker.checkHealth();
      await clock.advance(1_000);
    }
    expect(checker.transitions('c')).toEqual([
      { check: 'c', from: 'healthy', to: 'unhealthy', atMillis: 1_001_000, message: 'run 2' },
      { check: 'c', from: 'unhealthy', to: 'degraded', atMillis: 1_002_000, message: 'run 3' },
      { check: 'c', from: 'degraded', to: 'healthy', atMillis: 1_003_000, message: 'run 4' },
    ]);
    expect(checker.transitions().map(({ from, to, message }) => [from, to, message])).toEqual([
      ['healthy', 'unhealthy', 'c: run 2'],
      ['unhealthy', 'degraded', 'c: run 3'],
      ['degraded', 'healthy', 'c: run 4'],
    ]);
    expect(seen).toHaveLength(8);
    stop();
    statuses.push('unhealthy');
    await checker.checkHealth();
    expect(seen).toHaveLength(8);
    expect(checker.transitions('nobody')).toEqual([]);
  });

  it('reach the other listeners when one throws, rejects or unsubscribes', async () => {
    const { checker } = setUp();
    const seen: string[] = [];
    checker.onTransition(() => {
      throw new Error('broken listener');
    });
    checker.onTransition(() => Promise.reject(new Error('broken promise')));
    checker.onTransition(({ to }) => void seen.push(to));
    checker.registerCheck('c', () => 'degraded');
    await checker.checkHealth();
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['degraded']);
  });

  it('are logged, each change of a check once a minute at most, without the news that all is well at the start', async () => {
    const lines: string[] = [];
    const log =
      (level: string) =>
      (_component: string, ...parts: unknown[]) =>
        void lines.push(`${level} ${parts.join(' ')}`);
    const none = () => undefined;
    const levels = { error: none, debug: none, verbose: none, warn: log('warn'), info: log('info') };
    diag.setLogger(levels as DiagLogger, { suppressOverrideMessage: true });
    try {
      const { clock, checker } = setUp();
      const statuses: HealthStatus[] = ['healthy', 'unhealthy', 'healthy', 'unhealthy', 'healthy'];
      checker.registerCheck('c', () => ({ status: statuses.shift()!, message: 'gone' }), { critical: false });
      for (let i = 0; i < 4; i++) await checker.checkHealth();
      expect(lines.filter((line) => line.includes(' c went'))).toEqual([
        'warn c went from healthy to unhealthy: gone',
        'info c went from unhealthy to healthy: gone',
      ]);
      await clock.advance(60_000);
      await checker.checkHealth();
      expect(lines.at(-2)).toBe('info c went from unhealthy to healthy: gone');
    } finally {
      diag.disable();
    }
  });
});
