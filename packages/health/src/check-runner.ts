import type { Clock, Timer } from '@kotoba/core';
import { advance, asOf, type CheckState, initialState, type StatusChange } from './check-state.ts';
import { Flight, type Landing } from './flight.ts';
import type { HealthCheck } from './health-check.ts';
import type { HealthCheckResult } from './health-report.ts';
import type { HealthStatus } from './health-status.ts';
import type { ResolvedCheckOptions } from './options.ts';
import type { ParsedAnswer } from './parse-answer.ts';
import type { RunQueue } from './run-queue.ts';

/** What a runner shares with the others of its checker. */
export interface CheckSurroundings {
  readonly clock: Clock;
  readonly queue: RunQueue;
  readonly jitterRatio: number;
  readonly random: () => number;
  /** Told after each run of the changes it caused; must not throw. */
  readonly onRun: (name: string, changes: readonly StatusChange[]) => void;
}

const MOST_DOUBLINGS = 16;
const MOST_UNKNOWN_RETRIES = 4;

/** Runs one check by its options, one flight at a time, and keeps what is known of it. */
export class CheckRunner {
  readonly name: string;
  readonly options: ResolvedCheckOptions;
  readonly #check: HealthCheck;
  readonly #with: CheckSurroundings;
  #state: CheckState;
  #timer: Timer | undefined;
  #started = false;
  #removed = false;
  /** Somebody waits for the next run, whether or not the schedule runs. */
  #wanted = false;
  #joined: Promise<void> | undefined;
  /** The latest flight while the check has not ended, even past its time limit. */
  #flight: Flight | undefined;
  #abandoned = 0;
  #lateAnswers = 0;

  constructor(
    name: string,
    check: HealthCheck,
    options: ResolvedCheckOptions,
    surroundings: CheckSurroundings,
  ) {
    this.name = name;
    this.options = options;
    this.#check = check;
    this.#with = surroundings;
    this.#state = initialState(surroundings.clock.now());
  }

  /** Runs the check now and from then on by its interval. */
  start(): void {
    if (this.#started || this.#removed) return;
    this.#started = true;
    this.#tick();
  }

  /** Ends the schedule and calls the flight off. The last result stays until it is stale. */
  stop(): void {
    this.#started = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#flight?.callOff();
  }

  /** {@link stop} for good: what still waits for its turn does not begin. */
  remove(): void {
    this.#removed = true;
    this.stop();
  }

  /** Runs the check once, or joins the run that waits or is under way. Resolves when its result stands. */
  run(): Promise<void> {
    this.#wanted = true;
    return this.#join();
  }

  #join(): Promise<void> {
    this.#joined ??= this.#with.queue
      .run(() => this.#fly())
      .then(() => {
        this.#joined = undefined;
      });
    return this.#joined;
  }

  /** The status in force now. */
  get status(): HealthStatus {
    return this.#now().status;
  }

  /** What is known now. */
  result(): HealthCheckResult {
    const state = this.#now();
    const { last } = state;
    return {
      name: this.name,
      status: state.status,
      message: this.#messageOf(state),
      details: last?.details ?? {},
      critical: this.options.critical,
      ...(last && { durationMillis: last.durationMillis, checkedAtMillis: last.atMillis }),
      sinceMillis: state.sinceMillis,
      consecutiveFailures: state.consecutiveFailures,
      hasWorked: state.hasWorked,
      lateAnswers: this.#lateAnswers,
    };
  }

  #now(): CheckState {
    return asOf(this.#state, this.#with.clock.monotonic(), this.options);
  }

  #messageOf({ last, status, streak }: CheckState): string {
    if (last === undefined) return 'not run yet';
    if (status !== this.#state.status) return `no result since ${new Date(last.atMillis).toISOString()}`;
    if (streak === undefined) return last.message;
    const needed =
      streak.direction === 'worse' ? this.options.failureThreshold : this.options.successThreshold;
    const waits = `${last.status} in ${streak.runs} of ${needed} runs`;
    return last.message === '' ? waits : `${waits}: ${last.message}`;
  }

  #tick(): void {
    void this.#join();
    this.#schedule(this.options.intervalMillis);
  }

  #schedule(millis: number): void {
    const { clock, jitterRatio, random } = this.#with;
    this.#timer?.cancel();
    this.#timer = clock.setTimeout(() => this.#tick(), millis * (1 + jitterRatio * (2 * random() - 1)));
  }

  async #fly(): Promise<void> {
    if (this.#removed || !(this.#started || this.#wanted)) return;
    this.#wanted = false;
    const hanging = this.#flight;
    if (hanging !== undefined && !hanging.calledOff) {
      if (!this.#isGivenUp(hanging)) {
        this.#finish({ answer: stillHangs(hanging), tookMillis: hanging.ageMillis });
        return;
      }
      this.#abandoned++;
    }
    const flight = new Flight(this.#check, this.#with.clock, this.options.timeoutMillis);
    this.#flight = flight;
    void flight.ended.then((late) => this.#ended(flight, late));
    const landing = await flight.landing;
    if (landing !== undefined) this.#finish(this.#withinBudget(landing));
  }

  #isGivenUp({ ageMillis }: Flight): boolean {
    const patience = this.options.abandonAfterMillis * 2 ** Math.min(this.#abandoned, MOST_DOUBLINGS);
    return ageMillis >= this.options.timeoutMillis + patience;
  }

  #ended(flight: Flight, late: boolean): void {
    if (late) this.#lateAnswers++;
    if (this.#flight === flight) this.#flight = undefined;
    else if (!flight.calledOff) this.#abandoned--;
  }

  #withinBudget(landing: Landing): Landing {
    const { answer, tookMillis } = landing;
    const budget = this.options.degradedAfterMillis;
    if (budget === undefined || answer.status !== 'healthy' || tookMillis < budget) return landing;
    const message = `took ${Math.round(tookMillis)} ms, expected less than ${budget} ms`;
    return { ...landing, answer: { ...answer, status: 'degraded', message } };
  }

  #finish({ answer, tookMillis }: Landing): void {
    const { clock, onRun } = this.#with;
    const run = {
      ...answer,
      durationMillis: answer.durationMillis ?? tookMillis,
      atMillis: clock.now(),
      atMonotonic: clock.monotonic(),
    };
    const { state, changes } = advance(this.#state, run, this.options);
    this.#state = state;
    const { confirmMillis, intervalMillis } = this.options;
    const isOpen = state.streak !== undefined || isFirstUnknown(state);
    if (this.#started && isOpen && confirmMillis < intervalMillis) this.#schedule(confirmMillis);
    onRun(this.name, changes);
  }
}

/** Some readings, such as the CPU's, need a first one to compare with: unknown is asked again sooner, a few times. */
function isFirstUnknown({ status, consecutiveFailures }: CheckState): boolean {
  return status === 'unknown' && consecutiveFailures <= MOST_UNKNOWN_RETRIES;
}

function stillHangs({ ageMillis }: Flight): ParsedAnswer {
  const message = `no answer for ${Math.round(ageMillis / 1_000)} s; not run again while it hangs`;
  return { status: 'unhealthy', message, details: {} };
}
