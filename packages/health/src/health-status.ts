/** How well something is. The source document's four levels. */
export const HealthStatus = {
  /** All is as it should be. */
  Healthy: 'healthy',
  /** It works, but worse than it should. */
  Degraded: 'degraded',
  /** It does not work. */
  Unhealthy: 'unhealthy',
  /** It cannot be told: never run, too long ago, or no sense in the answer. */
  Unknown: 'unknown',
} as const;

/** One of the four levels, as text. */
export type HealthStatus = (typeof HealthStatus)[keyof typeof HealthStatus];

/** Every status, from best to worst; unknown is worst because nothing can be relied on. */
export const healthStatuses: readonly HealthStatus[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

/** Whether a value is one of the four statuses. */
export function isHealthStatus(value: unknown): value is HealthStatus {
  return healthStatuses.includes(value as HealthStatus);
}

/** Rank of a status: 0 for healthy, higher is worse. */
export function severityOf(status: HealthStatus): number {
  return healthStatuses.indexOf(status);
}

/** Whether what has this status does its work, well or badly. */
export function works(status: HealthStatus): boolean {
  return status === 'healthy' || status === 'degraded';
}

/** A status as `health_check_status` shows it: 1 healthy, 0.5 degraded, 0 unhealthy, -1 unknown. */
export function healthStatusValue(status: HealthStatus): number {
  return { healthy: 1, degraded: 0.5, unhealthy: 0, unknown: -1 }[status];
}
