import { getJson } from './request.ts';

/** What a check, or all of them, may answer. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** The last result of a check. */
export interface CheckResult {
  readonly name: string;
  readonly status: HealthStatus;
  readonly message: string;
  readonly durationMillis?: number;
  readonly checkedAt?: string;
  readonly since: string;
}

/** The verdict; without the checks where details are not for everybody. */
export interface HealthReport {
  readonly overallStatus: HealthStatus;
  readonly timestamp?: string;
  readonly checks?: readonly CheckResult[];
}

/** The newest report. */
export function healthReport(signal?: AbortSignal): Promise<HealthReport> {
  return getJson<HealthReport>('health', signal);
}
