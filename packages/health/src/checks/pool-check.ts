import type { DatabaseMetrics } from '@kotoba/core';
import type { HealthCheckContext, HealthCheckFunction } from '../health-check.ts';
import type { PercentLimits } from './host-checks.ts';
import { thresholdAnswer } from './threshold-answer.ts';

/** Where a pool's figures come from: the database itself, or a reading shared with others. */
export type DatabaseReader = (context: HealthCheckContext) => DatabaseMetrics | Promise<DatabaseMetrics>;

/** Whether a database says enough for its pool to be judged. */
export function hasPoolFigures({ activeConnections, maxConnections }: DatabaseMetrics): boolean {
  return activeConnections !== undefined && maxConnections !== undefined && maxConnections > 0;
}

/**
 * Connections in use, of those the pool may open. A pool somebody waits for is degraded at least, whatever its
 * share.
 */
export function poolCheck(read: DatabaseReader, limits: PercentLimits): HealthCheckFunction {
  return async (context) => {
    const figures = await read(context);
    if (!hasPoolFigures(figures)) return { status: 'unknown', message: 'the pool’s figures cannot be read' };
    const { activeConnections = 0, idleConnections = 0, maxConnections = 0, waitingRequests = 0 } = figures;
    const inUse = Math.max(0, activeConnections - idleConnections);
    const answer = thresholdAnswer({
      what: `${inUse} of ${maxConnections} connections in use,`,
      detail: 'used_percent',
      value: (inUse / maxConnections) * 100,
      unit: '%',
      degradedFrom: limits.degradedPercent,
      unhealthyFrom: limits.unhealthyPercent,
    });
    const details = { ...answer.details, in_use: inUse, max: maxConnections, waiting: waitingRequests };
    if (waitingRequests === 0) return { ...answer, details };
    return {
      status: answer.status === 'unhealthy' ? 'unhealthy' : 'degraded',
      message: `${answer.message}; ${waitingRequests} waiting`,
      details,
    };
  };
}
