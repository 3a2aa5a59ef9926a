import type { Clock } from '@kotoba/core';

/**
 * One reading that serves everybody who asks within the same interval: a scrape, a push and the history together
 * cause one read. Those who ask while it runs wait for it.
 */
export class SharedReading<Reading> {
  readonly #clock: Clock;
  readonly #freshMillis: number;
  readonly #read: () => Promise<Reading>;
  #running: Promise<Reading> | undefined;
  #last: { readonly reading: Reading; readonly at: number } | undefined;

  /**
   * @param intervalMillis the time between two reads. A reading counts as fresh for nine tenths of it, so that a
   *   collection that comes a little early does not repeat the one before
   * @param read must not reject
   */
  constructor(clock: Clock, intervalMillis: number, read: () => Promise<Reading>) {
    this.#clock = clock;
    this.#freshMillis = intervalMillis * 0.9;
    this.#read = read;
  }

  get(): Promise<Reading> {
    if (this.#running !== undefined) return this.#running;
    if (this.#last !== undefined && this.#clock.monotonic() - this.#last.at < this.#freshMillis)
      return Promise.resolve(this.#last.reading);
    const at = this.#clock.monotonic();
    const keep = (reading: Reading) => {
      this.#last = { reading, at };
      return reading;
    };
    this.#running = this.#read()
      .then(keep)
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }
}
