import { type Clock, KotobaError, withTimeout } from '@kotoba/core';

const MOST_BACKOFF_ROUNDS = 64;

/**
 * Calls something that may throw, hang or answer nonsense, under a time limit. A call that runs out of time may
 * never end; while it has not, new ones are started ever more rarely, so that hanging calls cannot pile up.
 */
export class GuardedRead {
  readonly #clock: Clock;
  readonly #limitMillis: number;
  readonly #what: string;
  #hanging = 0;
  #skipped = 0;
  #skipRounds = 0;

  /** @param what names the read in errors, such as `read of database "main"` */
  constructor(clock: Clock, limitMillis: number, what: string) {
    this.#clock = clock;
    this.#limitMillis = limitMillis;
    this.#what = what;
  }

  /** @throws {KotobaError} KOTOBA_TIMEOUT, KOTOBA_READ_STUCK, or whatever `call` throws */
  async run<Answer>(call: (signal: AbortSignal) => Answer | Promise<Answer>): Promise<Answer> {
    if (this.#hanging > 0 && this.#skipped < this.#skipRounds) {
      this.#skipped++;
      throw new KotobaError('KOTOBA_READ_STUCK', `${this.#what} still hangs; not started again yet`);
    }
    let finished = false;
    let late = false;
    const work = async (signal: AbortSignal) => {
      try {
        return await call(signal);
      } finally {
        finished = true;
        if (late) this.#ended();
      }
    };
    try {
      return await withTimeout(this.#clock, this.#limitMillis, this.#what, work);
    } catch (error) {
      if (!finished) {
        late = true;
        this.#hangs();
      }
      throw error;
    }
  }

  /** The same for a call whose answer must be an object. @throws {KotobaError} KOTOBA_INVALID_ANSWER too */
  async runForObject<Answer extends object>(
    call: (signal: AbortSignal) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const answer: unknown = await this.run(call);
    if (typeof answer === 'object' && answer !== null) return answer as Answer;
    const came = answer === null ? 'null' : typeof answer;
    throw new KotobaError('KOTOBA_INVALID_ANSWER', `${this.#what}: expected an object, got ${came}`);
  }

  #hangs(): void {
    this.#hanging++;
    this.#skipped = 0;
    this.#skipRounds = Math.min(Math.max(1, this.#skipRounds * 2), MOST_BACKOFF_ROUNDS);
  }

  #ended(): void {
    this.#hanging--;
    if (this.#hanging === 0) this.#skipRounds = 0;
  }
}
