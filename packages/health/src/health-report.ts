import type { HealthDetails } from './health-check.ts';
import type { HealthStatus } from './health-status.ts';

/** What is known of one check. */
export interface HealthCheckResult {
  readonly name: string;
  /** The status in force: after the thresholds, and unknown when the last run is too long ago. */
  readonly status: HealthStatus;
  /** What the last run said; empty when it said nothing. */
  readonly message: string;
  readonly details: HealthDetails;
  /** Whether this check alone can make the verdict unhealthy. */
  readonly critical: boolean;
  /** How long the last run took. Absent before the first. */
  readonly durationMillis?: number;
  /** When the last run ended, milliseconds since the epoch. Absent before the first. */
  readonly checkedAtMillis?: number;
  /** Since when the status is what it is, milliseconds since the epoch. */
  readonly sinceMillis: number;
  /** Runs in a row, up to the last, that were not healthy. */
  readonly consecutiveFailures: number;
  /** Whether it was ever healthy or degraded. */
  readonly hasWorked: boolean;
  /** Answers that came after the time limit and were dropped. */
  readonly lateAnswers: number;
}

/** What is known of everything that is checked. */
export interface HealthReport {
  /** The verdict over all checks; never unknown. */
  readonly overallStatus: HealthStatus;
  /** In order of registration. */
  readonly checks: readonly HealthCheckResult[];
  /** When the report was made, milliseconds since the epoch. */
  readonly timestampMillis: number;
}

/** A change of the status of a check, or of the verdict. */
export interface HealthTransition {
  /** The check's name; undefined for the verdict. */
  readonly check: string | undefined;
  readonly from: HealthStatus;
  readonly to: HealthStatus;
  /** When, milliseconds since the epoch. */
  readonly atMillis: number;
  readonly message: string;
}

/** Told of transitions. What it throws is logged and goes no further. */
export type HealthTransitionListener = (transition: HealthTransition) => void | Promise<void>;
