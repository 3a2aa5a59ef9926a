import { describe, expect, it } from '@jest/globals';
import { KotobaError } from '@kotoba/core';
import { resolveCheckerOptions, resolveCheckOptions, resolveThresholds } from './options.ts';

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof KotobaError && error.code === 'KOTOBA_HEALTH_INVALID_OPTIONS') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('options', () => {
  it('of a check beat those of its checker, and those beat the defaults', () => {
    const resolved = resolveCheckOptions(
      { intervalMillis: 1_000 },
      { intervalMillis: 5_000, timeoutMillis: 200 },
    );
    expect(resolved).toMatchObject({
      intervalMillis: 1_000,
      timeoutMillis: 200,
      failureThreshold: 1,
      critical: true,
    });
    expect(resolved.staleAfterMillis).toBe(3_200);
  });

  it('that are out of range are all named at once', () => {
    const message = messageOf(() =>
      resolveCheckOptions({ intervalMillis: 0, failureThreshold: 1.5, timeoutMillis: Number.NaN }, {}),
    );
    expect(message).toContain('intervalMillis: expected a number above 0, got 0');
    expect(message).toContain('failureThreshold: expected a whole number of at least 1, got 1.5');
    expect(message).toContain('timeoutMillis: expected a number above 0, got NaN');
    expect(messageOf(() => resolveCheckerOptions({ jitterRatio: 2, concurrency: 0 }))).toMatch(
      /jitterRatio.*concurrency/,
    );
    expect(messageOf(() => resolveThresholds({ memoryDegradedPercent: -1 }))).toContain(
      'memoryDegradedPercent',
    );
  });

  it('default to the source document’s thresholds', () => {
    expect(resolveThresholds({ cpuDegradedPercent: undefined })).toMatchObject({
      memoryDegradedPercent: 80,
      memoryUnhealthyPercent: 90,
      diskDegradedPercent: 85,
      diskUnhealthyPercent: 95,
      cpuDegradedPercent: 80,
      cpuUnhealthyPercent: 95,
    });
  });
});
