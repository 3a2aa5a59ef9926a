import type { HealthStatus } from './health-status.ts';

/** As much of a result as the verdict looks at. */
export interface Judged {
  readonly status: HealthStatus;
  readonly critical: boolean;
}

/**
 * The verdict over all checks: one unhealthy critical check makes it unhealthy; any other that is not healthy makes
 * it degraded. Healthy when there is nothing to check.
 */
export function verdictOf(results: Iterable<Judged>): HealthStatus {
  let verdict: HealthStatus = 'healthy';
  for (const { status, critical } of results) {
    if (status === 'unhealthy' && critical) return 'unhealthy';
    if (status !== 'healthy') verdict = 'degraded';
  }
  return verdict;
}
