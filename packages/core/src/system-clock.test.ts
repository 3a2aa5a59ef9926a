import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from './system-clock.ts';

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

describe('systemClock', () => {
  it('tells the wall-clock time, and a monotonic one of finer grain', async () => {
    const [wall, monotonic] = [systemClock.now(), systemClock.monotonic()];
    expect(Math.abs(wall - Date.now())).toBeLessThan(1_000);
    await pause(20);
    const elapsed = systemClock.monotonic() - monotonic;
    expect(elapsed).toBeGreaterThan(15);
    expect(Number.isInteger(elapsed)).toBe(false);
  });

  it('runs timeouts once, intervals again and again, and what is cancelled not at all', async () => {
    const ran: string[] = [];
    systemClock.setTimeout(() => ran.push('once'), 5);
    systemClock.setTimeout(() => ran.push('never'), 5).cancel();
    const timer = systemClock.setInterval(() => ran.push('again'), 5);
    await pause(60);
    timer.cancel();
    const atCancel = ran.length;
    await pause(20);
    expect(ran).toHaveLength(atCancel);
    expect(ran.filter((name) => name === 'once')).toHaveLength(1);
    expect(ran.filter((name) => name === 'again').length).toBeGreaterThan(1);
    expect(ran).not.toContain('never');
  });

  it('does not run what lies beyond the longest timer of Node.js at once', async () => {
    const ran: string[] = [];
    const month = 40 * 86_400_000;
    const timers = [
      systemClock.setTimeout(() => ran.push('timeout'), month),
      systemClock.setInterval(() => ran.push('interval'), month),
    ];
    await pause(30);
    for (const timer of timers) timer.cancel();
    expect(ran).toEqual([]);
  });

  it('never keeps the process alive', () => {
    const file = join(import.meta.dirname, 'system-clock.ts');
    const script = `
      const { systemClock } = await import(${JSON.stringify(file)});
      systemClock.setTimeout(() => {}, 60_000);
      systemClock.setInterval(() => {}, 60_000);
      systemClock.setInterval(() => {}, 60 * 86_400_000);`;
    const { status, signal, stderr } = spawnSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', script],
      { timeout: 10_000, encoding: 'utf8' },
    );
    expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: '' });
  });
});
