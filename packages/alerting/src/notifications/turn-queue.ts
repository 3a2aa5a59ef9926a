import type { Clock, Timer } from '@kotoba/core';

/** Turns taken before others get the event loop. */
const TURNS_AT_ONCE = 20;

/** Lets thousands of groups that are due at the same moment take their turns a few at a time. */
export class TurnQueue {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #left = TURNS_AT_ONCE;
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs the turn now, or as soon as those before it have been taken. */
  enter(turn: () => void): void {
    this.#waiting.push(turn);
    this.#run();
  }

  /** Drops the turns that wait. */
  stop(): void {
    this.#waiting.length = 0;
    this.#timer?.cancel();
  }

  #run(): void {
    while (this.#left > 0 && this.#waiting.length > 0) {
      this.#left--;
      this.#waiting.shift()!();
    }
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#left = TURNS_AT_ONCE;
      if (this.#waiting.length > 0) this.#run();
    }, 0);
  }
}
