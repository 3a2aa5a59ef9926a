import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '@kotoba/core';
import { context, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { createMetrics } from './create-metrics.ts';

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterEach(() => {
  context.disable();
});

/** Runs something as part of a trace. */
function inTrace(digit: string, run: () => void, traceFlags = TraceFlags.SAMPLED): void {
  const span = { traceId: digit.repeat(32), spanId: digit.repeat(16), traceFlags };
  context.with(trace.setSpanContext(context.active(), span), run);
}

function start() {
  const clock = new ManualClock(1_000);
  const metrics = createMetrics({ system: false, clock });
  const record = (seconds: number) => metrics.recordQuery('shop', 'select', seconds);
  return { clock, metrics, record, exemplars: () => [...metrics.queryExemplars()] };
}

describe('exemplars of queries', () => {
  it('name the trace of the last query of each bucket', async () => {
    const { clock, record, exemplars } = start();
    inTrace('a', () => record(0.004));
    inTrace('b', () => record(99));
    await clock.advance(1_500);
    inTrace('c', () => record(99));
    const [fast, slow, ...others] = exemplars();
    expect(others).toEqual([]);
    expect(fast).toMatchObject({
      labels: { database: 'shop', operation: 'select', le: '0.005' },
      seconds: 0.004,
      timestampMillis: 1_000,
      traceId: 'a'.repeat(32),
      spanId: 'a'.repeat(16),
    });
    expect(slow).toMatchObject({ labels: { le: '+Inf' }, traceId: 'c'.repeat(32), timestampMillis: 2_500 });
  });

  it('keep one for a while, however many queries there are', () => {
    const { record, exemplars } = start();
    for (const digit of ['a', 'b', 'c']) inTrace(digit, () => record(0.004));
    expect(exemplars().map(({ traceId }) => traceId)).toEqual(['a'.repeat(32)]);
  });

  it('are not made of queries outside of traces, or of traces nobody keeps', () => {
    const { record, exemplars } = start();
    record(0.004);
    inTrace('a', () => record(0.004), TraceFlags.NONE);
    expect(exemplars()).toEqual([]);
  });
});
