import { expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { CircuitBreaker } from './circuit-breaker.ts';

function open() {
  const clock = new ManualClock();
  return { clock, breaker: new CircuitBreaker({ failures: 3, openMillis: 10_000, clock }) };
}

it('closes a channel after failures in a row, and only then', () => {
  const { breaker } = open();
  for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'failed'] as const) breaker[outcome]();
  expect(breaker.waitMillis()).toBe(0);
  breaker.failed();
  expect(breaker.waitMillis()).toBe(10_000);
  expect(breaker.isOpen).toBe(true);
});

it('lets one message through when the time is up, and all when that succeeds', async () => {
  const { clock, breaker } = open();
  for (let i = 0; i < 3; i++) breaker.failed();
  await clock.advance(10_000);
  expect([breaker.waitMillis(), breaker.waitMillis()]).toEqual([0, 10_000]);
  breaker.succeeded();
  expect([breaker.waitMillis(), breaker.waitMillis()]).toEqual([0, 0]);
});

it('waits again when that one fails', async () => {
  const { clock, breaker } = open();
  for (let i = 0; i < 3; i++) breaker.failed();
  await clock.advance(10_000);
  breaker.waitMillis();
  breaker.failed();
  expect(breaker.waitMillis()).toBe(10_000);
});
