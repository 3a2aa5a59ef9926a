import { describe, expect, it } from '@jest/globals';
import type { HealthCheckResult } from '../health-report.ts';
import type { HealthStatus } from '../health-status.ts';
import { Probes } from './probes.ts';

function check(name: string, status: HealthStatus, more: Partial<HealthCheckResult> = {}): HealthCheckResult {
  return {
    name,
    status,
    message: '',
    details: {},
    critical: true,
    sinceMillis: 0,
    consecutiveFailures: 0,
    hasWorked: status === 'healthy' || status === 'degraded',
    lateAnswers: 0,
    ...more,
  };
}

function setUp(...results: HealthCheckResult[]) {
  let delay: number | undefined = 0;
  const probes = new Probes({
    results: () => results,
    eventLoopDelayMillis: () => delay,
    livenessDelayMillis: 1_000,
  });
  return {
    probes,
    results,
    delayTo: (millis: number | undefined) => {
      delay = millis;
    },
  };
}

const passes = ({ passed }: { passed: boolean }) => passed;

describe('livez', () => {
  it('passes whatever the checks say, while starting and while draining', () => {
    const { probes } = setUp(check('database', 'unhealthy'));
    expect(probes.livez().entries.map(({ name }) => name)).toEqual(['ping', 'event_loop']);
    probes.startDraining();
    expect(passes(probes.livez())).toBe(true);
  });

  it('fails when the event loop is choked, and passes when its delay is not known', () => {
    const { probes, delayTo } = setUp();
    delayTo(999);
    expect(passes(probes.livez())).toBe(true);
    delayTo(1_000);
    expect(passes(probes.livez())).toBe(false);
    expect(passes(probes.livez(['event_loop']))).toBe(true);
    delayTo(undefined);
    expect(passes(probes.livez())).toBe(true);
  });
});

describe('readyz', () => {
  it.each<[HealthStatus, boolean]>([
    ['healthy', true],
    ['degraded', true],
    ['unhealthy', false],
    ['unknown', false],
  ])('with a critical check that is %s passes: %s', (status, passed) => {
    const { probes } = setUp(check('database', status));
    probes.markStarted();
    expect(passes(probes.readyz())).toBe(passed);
    expect(passes(probes.readyz(['database']))).toBe(true);
  });

  it('does not look at checks that are not critical', () => {
    const { probes } = setUp(check('memory', 'unhealthy', { critical: false }));
    probes.markStarted();
    expect(probes.readyz()).toMatchObject({ passed: true, entries: [{}, {}, {}] });
  });

  it('fails while starting and while draining', () => {
    const { probes } = setUp(check('database', 'healthy'));
    expect(probes.readyz().entries.find(({ name }) => name === 'startup')?.passed).toBe(false);
    expect(passes(probes.readyz())).toBe(false);
    probes.markStarted();
    expect(passes(probes.readyz())).toBe(true);
    probes.startDraining();
    expect(passes(probes.readyz())).toBe(false);
    expect(passes(probes.readyz(['shutdown']))).toBe(true);
  });

  it('names what was excluded in vain', () => {
    const { probes } = setUp(check('database', 'healthy'));
    expect(probes.readyz(['nobody', 'database', 'a']).unmatchedExclusions).toEqual(['a', 'nobody']);
  });
});

describe('startupz', () => {
  it('passes once the app has started and every critical check has worked, and stays so', () => {
    const { probes, results } = setUp(
      check('database', 'unknown'),
      check('disk', 'unknown', { critical: false }),
    );
    expect(passes(probes.startupz())).toBe(false);
    probes.markStarted();
    expect(passes(probes.startupz())).toBe(false);
    results[0] = check('database', 'unhealthy', { hasWorked: true });
    expect(passes(probes.startupz())).toBe(true);
    results[0] = check('database', 'unknown');
    expect(passes(probes.startupz())).toBe(true);
  });

  it('is not passed for good because of an exclusion', () => {
    const { probes } = setUp(check('database', 'unknown'));
    probes.markStarted();
    expect(passes(probes.startupz(['database']))).toBe(true);
    expect(passes(probes.startupz())).toBe(false);
  });
});
