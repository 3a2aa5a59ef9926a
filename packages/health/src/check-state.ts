import type { HealthTransition } from './health-report.ts';
import { type HealthStatus, severityOf, works } from './health-status.ts';
import type { ResolvedCheckOptions } from './options.ts';
import type { ParsedAnswer } from './parse-answer.ts';

/** Runs in a row that all ask for a change in the same direction. */
export interface Streak {
  readonly direction: 'worse' | 'better';
  readonly runs: number;
  /** The status nearest to the one in force among those of the streak: what all its runs agree on. */
  readonly nearest: HealthStatus;
}

/** What is known of one check between its runs. */
export interface CheckState {
  readonly status: HealthStatus;
  readonly sinceMillis: number;
  /** The last run; undefined before the first. */
  readonly last: FinishedRun | undefined;
  readonly streak: Streak | undefined;
  readonly consecutiveFailures: number;
  /** Whether a run ever answered healthy or degraded. */
  readonly hasWorked: boolean;
}

/** One run that has ended, by its answer or by its time limit. */
export interface FinishedRun extends ParsedAnswer {
  readonly durationMillis: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly atMillis: number;
  /** The same moment on the clock that never goes backwards. */
  readonly atMonotonic: number;
}

/** A change of status, before it is known of which check. */
export type StatusChange = Pick<HealthTransition, 'from' | 'to' | 'atMillis' | 'message'>;

/** A check nobody has run yet. */
export function initialState(nowMillis: number): CheckState {
  return {
    status: 'unknown',
    sinceMillis: nowMillis,
    last: undefined,
    streak: undefined,
    consecutiveFailures: 0,
    hasWorked: false,
  };
}

/** The state as it looks now: unknown when the last run is too long ago. */
export function asOf(
  state: CheckState,
  nowMonotonic: number,
  { staleAfterMillis }: ResolvedCheckOptions,
): CheckState {
  const { last } = state;
  if (last === undefined || state.status === 'unknown' || nowMonotonic - last.atMonotonic <= staleAfterMillis)
    return state;
  return { ...state, status: 'unknown', sinceMillis: last.atMillis + staleAfterMillis, streak: undefined };
}

/**
 * State + finished run → state, and the changes of status on the way: a status that had gone stale in between was
 * unknown first. From unknown the next answer is believed at once, since nothing speaks against it.
 */
export function advance(
  before: CheckState,
  run: FinishedRun,
  options: ResolvedCheckOptions,
): { readonly state: CheckState; readonly changes: readonly StatusChange[] } {
  const current = asOf(before, run.atMonotonic, options);
  const changes: StatusChange[] = [];
  if (current.status !== before.status)
    changes.push({
      from: before.status,
      to: current.status,
      atMillis: current.sinceMillis,
      message: 'no result for too long',
    });
  const streak = extend(current, run.status);
  const status = decide(current.status, run.status, streak, options);
  const changed = status !== current.status;
  if (changed)
    changes.push({ from: current.status, to: status, atMillis: run.atMillis, message: run.message });
  const state: CheckState = {
    status,
    sinceMillis: changed ? run.atMillis : current.sinceMillis,
    last: run,
    streak: changed ? undefined : streak,
    consecutiveFailures: run.status === 'healthy' ? 0 : before.consecutiveFailures + 1,
    hasWorked: before.hasWorked || works(run.status),
  };
  return { state, changes };
}

function extend({ status, streak }: CheckState, came: HealthStatus): Streak | undefined {
  const difference = severityOf(came) - severityOf(status);
  if (difference === 0) return undefined;
  const direction = difference > 0 ? 'worse' : 'better';
  if (streak?.direction !== direction) return { direction, runs: 1, nearest: came };
  const nearer = Math.abs(difference) < Math.abs(severityOf(streak.nearest) - severityOf(status));
  return { direction, runs: streak.runs + 1, nearest: nearer ? came : streak.nearest };
}

function decide(
  status: HealthStatus,
  came: HealthStatus,
  streak: Streak | undefined,
  { failureThreshold, successThreshold }: ResolvedCheckOptions,
): HealthStatus {
  if (streak === undefined) return status;
  if (status === 'unknown') return came;
  const needed = streak.direction === 'worse' ? failureThreshold : successThreshold;
  return streak.runs >= needed ? streak.nearest : status;
}
