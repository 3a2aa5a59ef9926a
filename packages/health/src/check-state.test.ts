import { describe, expect, it } from '@jest/globals';
import { advance, asOf, type CheckState, type FinishedRun, initialState } from './check-state.ts';
import type { HealthStatus } from './health-status.ts';
import { type HealthCheckOptions, resolveCheckOptions } from './options.ts';

function run(status: HealthStatus, atMillis: number, message = ''): FinishedRun {
  return { status, message, details: {}, durationMillis: 1, atMillis, atMonotonic: atMillis };
}

function statusesAfter(given: HealthCheckOptions, came: readonly HealthStatus[]): HealthStatus[] {
  const options = resolveCheckOptions(given, {});
  let state: CheckState = initialState(0);
  return came.map((status, index) => {
    state = advance(state, run(status, index * 1_000), options).state;
    return state.status;
  });
}

describe('advance', () => {
  it('believes every run at once when both thresholds are 1', () => {
    const came: HealthStatus[] = ['healthy', 'unhealthy', 'degraded', 'unknown', 'healthy'];
    expect(statusesAfter({}, came)).toEqual(came);
  });

  it('believes the first run at once, whatever the thresholds', () => {
    expect(statusesAfter({ failureThreshold: 5, successThreshold: 5 }, ['unhealthy'])).toEqual(['unhealthy']);
  });

  it('gets worse only after as many failures in a row as the threshold says', () => {
    const came: HealthStatus[] = [
      'healthy',
      'unhealthy',
      'unhealthy',
      'healthy',
      'unhealthy',
      'unhealthy',
      'unhealthy',
    ];
    expect(statusesAfter({ failureThreshold: 3 }, came)).toEqual([
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      'healthy',
      'unhealthy',
    ]);
  });

  it('gets better only after as many successes in a row as the threshold says', () => {
    const came: HealthStatus[] = ['unhealthy', 'healthy', 'unhealthy', 'healthy', 'healthy'];
    expect(statusesAfter({ successThreshold: 2 }, came)).toEqual([
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'unhealthy',
      'healthy',
    ]);
  });

  it('goes no further than all runs of a streak agree on', () => {
    expect(statusesAfter({ failureThreshold: 2 }, ['healthy', 'unhealthy', 'degraded', 'unhealthy'])).toEqual(
      ['healthy', 'healthy', 'degraded', 'degraded'],
    );
    expect(statusesAfter({ successThreshold: 2 }, ['unhealthy', 'healthy', 'degraded'])).toEqual([
      'unhealthy',
      'unhealthy',
      'degraded',
    ]);
  });

  it('says when and why a status changed, and nothing when it did not', () => {
    const options = resolveCheckOptions({}, {});
    const first = advance(initialState(0), run('healthy', 5), options);
    expect(first.changes).toEqual([{ from: 'unknown', to: 'healthy', atMillis: 5, message: '' }]);
    const second = advance(first.state, run('healthy', 10), options);
    expect(second.changes).toEqual([]);
    expect(second.state.sinceMillis).toBe(5);
    const third = advance(second.state, run('unhealthy', 20, 'gone'), options);
    expect(third.changes).toEqual([{ from: 'healthy', to: 'unhealthy', atMillis: 20, message: 'gone' }]);
  });

  it('tells that a status was unknown in between when it had gone stale before the next run', () => {
    const options = resolveCheckOptions({ staleAfterMillis: 100 }, {});
    const { state } = advance(initialState(0), run('healthy', 10), options);
    expect(advance(state, run('unhealthy', 500, 'gone'), options).changes).toEqual([
      { from: 'healthy', to: 'unknown', atMillis: 110, message: 'no result for too long' },
      { from: 'unknown', to: 'unhealthy', atMillis: 500, message: 'gone' },
    ]);
  });

  it('counts failures in a row and remembers that the check has worked', () => {
    const options = resolveCheckOptions({}, {});
    let state = advance(initialState(0), run('unhealthy', 1), options).state;
    expect([state.consecutiveFailures, state.hasWorked]).toEqual([1, false]);
    state = advance(state, run('degraded', 2), options).state;
    expect([state.consecutiveFailures, state.hasWorked]).toEqual([2, true]);
    state = advance(state, run('healthy', 3), options).state;
    expect([state.consecutiveFailures, state.hasWorked]).toEqual([0, true]);
  });
});

describe('asOf', () => {
  it('is unknown once the last run is older than the limit, and not a moment before', () => {
    const options = resolveCheckOptions({ staleAfterMillis: 100 }, {});
    const { state } = advance(initialState(0), run('healthy', 10), options);
    expect(asOf(state, 110, options).status).toBe('healthy');
    expect(asOf(state, 111, options)).toMatchObject({ status: 'unknown', sinceMillis: 110 });
  });
});
