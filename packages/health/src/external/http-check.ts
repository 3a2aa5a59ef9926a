import { type Clock, loggableError, systemClock } from '@kotoba/core';
import type { HealthCheckFunction } from '../health-check.ts';

/** Options of {@link httpCheck}. */
export interface HttpCheckOptions {
  /** Default `GET`. */
  readonly method?: string | undefined;
  /** Sent with every request; never shown. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Statuses that are healthy. Default: 200 to 299. */
  readonly expectedStatus?: readonly number[] | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
}

/**
 * Asks an HTTP service: healthy when it answers with an expected status, degraded with any other, unhealthy when it
 * does not answer. A request keeps the process alive until its answer or the check's time limit.
 */
export function httpCheck(url: string | URL, options: HttpCheckOptions = {}): HealthCheckFunction {
  const { method = 'GET', headers = {}, expectedStatus, clock = systemClock } = options;
  const expects = (status: number) => expectedStatus?.includes(status) ?? (status >= 200 && status <= 299);
  return async ({ signal }) => {
    const startedAt = clock.monotonic();
    let response: Response;
    try {
      response = await fetch(url, { method, headers: { ...headers }, signal });
    } catch (error) {
      return { status: 'unhealthy', message: `no answer: ${reasonOf(error)}` };
    }
    const details = {
      status_code: response.status,
      response_time_ms: Math.round(clock.monotonic() - startedAt),
    };
    await response.body?.cancel();
    return expects(response.status)
      ? { status: 'healthy', message: `answered with status ${response.status}`, details }
      : { status: 'degraded', message: `answered with unexpected status ${response.status}`, details };
  };
}

const DEEPEST_CAUSE = 5;

/** `fetch` says only that it failed; why stands in the cause, or in the causes of that. */
function reasonOf(error: unknown): string {
  let reason = error as { cause?: unknown; errors?: readonly unknown[] } | undefined;
  for (let depth = 0; depth < DEEPEST_CAUSE; depth++) {
    const beneath = reason?.cause ?? reason?.errors?.[0];
    if (typeof beneath !== 'object' || beneath === null) break;
    reason = beneath;
  }
  return loggableError(reason);
}
