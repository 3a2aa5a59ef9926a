import type { HealthCheckResult, HealthReport, HealthStatus } from '@kotoba/health';

const time = (millis: number) => new Date(millis).toISOString();

/** The report as plain JSON; without details the bare verdict. */
export function fullReport(report: HealthReport, details: boolean): object {
  const { overallStatus, timestampMillis, checks } = report;
  if (!details) return { overallStatus };
  return {
    overallStatus,
    timestamp: time(timestampMillis),
    checks: checks.map(({ checkedAtMillis, sinceMillis, ...check }) => ({
      ...check,
      ...(checkedAtMillis !== undefined && { checkedAt: time(checkedAtMillis) }),
      since: time(sinceMillis),
    })),
  };
}

/** What a service says about itself in `application/health+json`. */
export interface ServiceIdentity {
  readonly version: string | undefined;
  readonly description: string | undefined;
}

/** Statuses by the draft's names; it has none for unknown. */
const DRAFT_STATUS: Readonly<Record<HealthStatus, string>> = {
  healthy: 'pass',
  degraded: 'warn',
  unknown: 'warn',
  unhealthy: 'fail',
};

/**
 * The report as `application/health+json`; without details the bare verdict.
 * Source: draft-inadarei-api-health-check-06.
 */
export function draftReport(report: HealthReport, details: boolean, identity: ServiceIdentity): object {
  const status = DRAFT_STATUS[report.overallStatus];
  if (!details) return { status };
  const troubles = report.checks.filter((check) => check.status !== 'healthy').map(({ name }) => name);
  return {
    status,
    ...(identity.version !== undefined && { version: identity.version }),
    ...(identity.description !== undefined && { description: identity.description }),
    ...(status !== 'pass' && { output: `not healthy: ${troubles.join(', ')}` }),
    checks: Object.fromEntries(
      report.checks.map((check) => [`${check.name}:responseTime`, [component(check)]]),
    ),
  };
}

function component(check: HealthCheckResult): object {
  const { name, status, message, durationMillis, checkedAtMillis } = check;
  return {
    componentType: componentType(name),
    ...(durationMillis !== undefined && { observedValue: durationMillis, observedUnit: 'ms' }),
    status: DRAFT_STATUS[status],
    ...(checkedAtMillis !== undefined && { time: time(checkedAtMillis) }),
    ...(status !== 'healthy' && message !== '' && { output: message }),
  };
}

/** One of the draft's three kinds, by the names of the default checks. */
function componentType(name: string): string {
  if (/^(database|pool)(_|$)/.test(name)) return 'datastore';
  return ['memory', 'disk', 'cpu', 'event_loop'].includes(name) ? 'system' : 'component';
}
