import type { HrTime } from '@opentelemetry/api';

/** Milliseconds since the epoch as OpenTelemetry's pair of seconds and nanoseconds. */
export function toHrTime(millis: number): HrTime {
  const seconds = Math.floor(millis / 1_000);
  return [seconds, Math.round((millis - seconds * 1_000) * 1_000_000)];
}

/** A start time of 0 means "unknown" in OTLP. */
export const UNKNOWN_START: HrTime = [0, 0];
