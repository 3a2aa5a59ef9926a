import { afterEach, describe, expect, it } from '@jest/globals';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import { createLogger, LogLimiter } from './logger.ts';
import { ManualClock } from './manual-clock.ts';

describe('LogLimiter', () => {
  it('lets a key through once a period, and each key by itself', async () => {
    const clock = new ManualClock();
    const limiter = new LogLimiter(clock, 1_000);
    expect([limiter.allows('a'), limiter.allows('a'), limiter.allows('b')]).toEqual([true, false, true]);
    await clock.advance(999);
    expect(limiter.allows('a')).toBe(false);
    await clock.advance(1);
    expect(limiter.allows('a')).toBe(true);
    expect(limiter.allows('a')).toBe(false);
  });

  it('forgets rather than grow without bound', () => {
    const limiter = new LogLimiter(new ManualClock(), 1_000);
    for (let i = 0; i < 1_000; i++) limiter.allows(`key ${i}`);
    expect(limiter.allows('key 0')).toBe(false);
    expect(limiter.allows('one more')).toBe(true);
    expect(limiter.allows('key 0')).toBe(true);
  });
});

describe('createLogger', () => {
  afterEach(() => diag.disable());

  it('writes to the app’s diag logger under kotoba/<component>, and nowhere without one', () => {
    const logger = createLogger('core');
    logger.warn('unheard');
    const lines: unknown[][] = [];
    const write = (...line: unknown[]) => lines.push(line);
    diag.setLogger(
      { error: write, warn: write, info: write, debug: write, verbose: write },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    logger.warn('heard', 7);
    logger.info('below the level');
    expect(lines).toEqual([['kotoba/core', 'heard', 7]]);
  });

  it('keeps what the app’s diag logger throws', () => {
    const write = () => {
      throw new Error('the disk is full');
    };
    diag.setLogger(
      { error: write, warn: write, info: write, debug: () => {}, verbose: write },
      { suppressOverrideMessage: true },
    );
    expect(() => createLogger('core').warn('heard')).not.toThrow();
  });
});
