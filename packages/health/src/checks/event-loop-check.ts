import type { HealthCheckFunction } from '../health-check.ts';
import type { EventLoopMonitor } from './event-loop-monitor.ts';
import { thresholdAnswer } from './threshold-answer.ts';

/** From where on the event loop's delay is degraded and unhealthy. */
export interface DelayLimits {
  readonly degradedMillis: number;
  readonly unhealthyMillis: number;
}

/** The 99th percentile of the event loop's delay since the last run. */
export function eventLoopCheck(
  monitor: Pick<EventLoopMonitor, 'takeWindow'>,
  limits: DelayLimits,
): HealthCheckFunction {
  return () => {
    const window = monitor.takeWindow();
    if (window === undefined) return { status: 'healthy', message: 'the event loop turns' };
    const answer = thresholdAnswer({
      what: 'event loop delay',
      detail: 'p99_ms',
      value: window.p99Millis,
      unit: ' ms',
      degradedFrom: limits.degradedMillis,
      unhealthyFrom: limits.unhealthyMillis,
    });
    return { ...answer, details: { ...answer.details, max_ms: Math.round(window.maxMillis * 10) / 10 } };
  };
}
