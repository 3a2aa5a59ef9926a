import { describe, expect, it } from '@jest/globals';
import type { HealthStatus } from './health-status.ts';
import { verdictOf } from './verdict.ts';

const critical = (status: HealthStatus) => ({ status, critical: true });
const minor = (status: HealthStatus) => ({ status, critical: false });

describe('verdictOf', () => {
  it.each<[HealthStatus, readonly ReturnType<typeof critical>[]]>([
    ['healthy', []],
    ['healthy', [critical('healthy'), minor('healthy')]],
    ['degraded', [critical('healthy'), minor('degraded')]],
    ['degraded', [critical('degraded')]],
    ['degraded', [critical('healthy'), minor('unhealthy')]],
    ['degraded', [critical('unknown')]],
    ['degraded', [minor('unknown'), critical('healthy')]],
    ['unhealthy', [critical('unhealthy')]],
    ['unhealthy', [minor('degraded'), critical('unknown'), critical('unhealthy'), critical('healthy')]],
  ])('is %s for %j', (verdict, results) => {
    expect(verdictOf(results)).toBe(verdict);
  });
});
