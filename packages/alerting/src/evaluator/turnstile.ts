import type { Clock } from '@kotoba/core';

/**
 * Lets work through one piece at a time, so that groups that are due together do not add up to one long block of the
 * event loop, and gives others a turn in between. A piece that takes longer than the patience no longer
 * keeps the next one waiting.
 */
export class Turnstile {
  readonly #clock: Clock;
  readonly #turnMillis: number;
  readonly #patienceMillis: number;
  #free: Promise<void> = Promise.resolve();
  #turnBegan = 0;
  #lastEnd = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly clock: Clock;
    readonly turnMillis: number;
    readonly patienceMillis: number;
  }) {
    this.#clock = options.clock;
    this.#turnMillis = options.turnMillis;
    this.#patienceMillis = options.patienceMillis;
  }

  /** Runs `work` when it is its turn. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#free;
    let done = () => {};
    this.#free = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    const now = this.#clock.monotonic();
    // Timers due at once run without a turn in between, so work that follows on work shares a turn with it.
    if (now - this.#lastEnd > this.#turnMillis) this.#turnBegan = now;
    await this.breathe();
    const patience = this.#clock.setTimeout(done, this.#patienceMillis);
    try {
      return await work();
    } finally {
      patience.cancel();
      this.#lastEnd = this.#clock.monotonic();
      done();
    }
  }

  /** Answers nothing while there is time, or a promise to await once the event loop needs a turn. */
  breathe(): Promise<void> | undefined {
    return this.#clock.monotonic() - this.#turnBegan < this.#turnMillis ? undefined : this.#yield();
  }

  async #yield(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#turnBegan = this.#clock.monotonic();
  }
}
