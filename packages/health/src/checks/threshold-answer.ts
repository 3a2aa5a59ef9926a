import type { HealthCheckAnswer } from '../health-check.ts';

/** A reading held against its two lines. */
export interface ThresholdReading {
  /** What is read, as it begins a sentence: `Memory`. */
  readonly what: string;
  /** Key of the value among the details: `used_percent`. */
  readonly detail: string;
  readonly value: number;
  /** Written after the value: `%` or ` ms`. */
  readonly unit: string;
  readonly degradedFrom: number;
  readonly unhealthyFrom: number;
}

/** Unhealthy from the upper line on, degraded from the lower one on, else healthy. */
export function thresholdAnswer(reading: ThresholdReading): HealthCheckAnswer {
  const { what, value, unit, degradedFrom, unhealthyFrom } = reading;
  const rounded = Math.round(value * 10) / 10;
  const details = { [reading.detail]: rounded };
  if (value >= unhealthyFrom)
    return {
      status: 'unhealthy',
      message: `${what} at ${rounded}${unit}, limit ${unhealthyFrom}${unit}`,
      details,
    };
  if (value >= degradedFrom)
    return {
      status: 'degraded',
      message: `${what} at ${rounded}${unit}, limit ${degradedFrom}${unit}`,
      details,
    };
  return { status: 'healthy', message: `${what} at ${rounded}${unit}`, details };
}
