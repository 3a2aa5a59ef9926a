import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ChildProgram } from './support/child-program.ts';
import { Cleanup } from './support/cleanup.ts';
import { ROOT } from './support/start-source.ts';

/** What the program says of each day. */
interface Day {
  readonly day: number;
  /** Heap in use and array buffers, after a collection of garbage. */
  readonly bytes: number;
  readonly onDisk: number;
  /** Of one series in the history. */
  readonly samples: number;
  readonly timers: number;
  readonly silences: number;
  readonly firing: number;
  readonly resolved: number;
  readonly failed: number;
}

const DAYS = 30;
/** Silences and notices are kept for five days, so that memory is level from then on; ten give caches time to fill. */
const LEVEL_FROM_DAY = 10;
const MOST_GROWTH = 0.05;

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

describe(`${DAYS} days of collections, checks, rules and notifications`, () => {
  it('leave memory, disk and timers as they were', async () => {
    const program = new ChildProgram({
      command: process.execPath,
      args: [
        '--conditions=kotoba-source',
        '--expose-gc',
        '--no-warnings',
        join(ROOT, 'e2e/fixtures/soak.ts'),
        join(cleanup.tempDir(), 'soak'),
        String(DAYS),
      ],
      cwd: ROOT,
      cleanup,
    });
    expect(await program.exited).toEqual({ code: 0, signal: null });
    const days = program.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Day);
    expect(days).toHaveLength(DAYS);
    const [level, last] = [days[LEVEL_FROM_DAY - 1]!, days.at(-1)!];
    console.log(
      `memory on day ${level.day}: ${(level.bytes / 1e6).toFixed(1)} MB, on day ${last.day}: ${(last.bytes / 1e6).toFixed(1)} MB`,
    );
    const of = (figure: keyof Day) => Math.max(...days.slice(LEVEL_FROM_DAY).map((day) => day[figure]));
    expect(of('bytes')).toBeLessThan(level.bytes * (1 + MOST_GROWTH));
    expect(of('onDisk')).toBeLessThan(level.onDisk * (1 + MOST_GROWTH));
    expect(of('timers')).toBeLessThan(50);
    // An hour at 15 s, and the silences of five days.
    expect(new Set(days.map(({ samples }) => samples))).toEqual(new Set([241]));
    expect(of('silences')).toBeLessThanOrEqual(121);
    // All the while it went on telling: every day had alerts, ends, and times when the other side was out of order.
    for (const [at, day] of days.slice(1).entries()) {
      expect(day.firing - days[at]!.firing).toBeGreaterThan(100);
      expect(day.resolved - days[at]!.resolved).toBeGreaterThan(100);
      expect(day.failed - days[at]!.failed).toBeGreaterThan(10);
    }
  }, 900_000);
});
