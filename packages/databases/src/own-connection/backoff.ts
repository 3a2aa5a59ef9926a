import type { Clock } from '@kotoba/core';
import { FIRST_PAUSE_MILLIS, LAST_PAUSE_MILLIS } from './pauses.ts';

/** Pauses after failures: none after the first, so that one hiccup costs one reading; then doubling. */
export class Backoff {
  readonly #clock: Clock;
  #failures = 0;
  #untilMillis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds still to wait; 0 when the next attempt may be made. */
  get remainingMillis(): number {
    return Math.max(0, this.#untilMillis - this.#clock.monotonic());
  }

  failed(): void {
    this.#failures++;
    const doublings = this.#failures - 2;
    const pause = doublings < 0 ? 0 : Math.min(FIRST_PAUSE_MILLIS * 2 ** doublings, LAST_PAUSE_MILLIS);
    this.#untilMillis = this.#clock.monotonic() + pause;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#untilMillis = 0;
  }
}
