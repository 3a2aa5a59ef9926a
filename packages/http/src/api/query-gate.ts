import type { Clock } from '@kotoba/core';
import { ApiError } from './api-error.ts';

/** What one task may be told. */
export interface GateOptions {
  readonly signal: AbortSignal;
  /** How long it may wait for its turn. */
  readonly timeoutMillis: number;
}

interface Waiting {
  readonly start: () => void;
}

/** Lets a number of queries run at once, makes a number of others wait for their turn, and refuses the rest. */
export class QueryGate {
  readonly #clock: Clock;
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<Waiting>();
  #running = 0;

  constructor(clock: Clock, maxRunning: number, maxWaiting: number) {
    this.#clock = clock;
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * Runs a task once it is its turn.
   * @throws {ApiError} unavailable, timeout or canceled when its turn does not come
   */
  async run<T>(task: () => Promise<T>, options: GateOptions): Promise<T> {
    if (this.#running >= this.#maxRunning) await this.#turn(options);
    else this.#running++;
    try {
      return await task();
    } finally {
      const [next] = this.#waiting;
      // A task that waits takes over the place of the one that ends.
      if (next === undefined) this.#running--;
      else next.start();
    }
  }

  #turn({ signal, timeoutMillis }: GateOptions): Promise<void> {
    if (this.#waiting.size >= this.#maxWaiting) {
      throw new ApiError('unavailable', `too many queries: ${this.#waiting.size} are waiting already`);
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        timer.cancel();
        signal.removeEventListener('abort', abort);
        this.#waiting.delete(waiting);
      };
      const abort = () => {
        leave();
        reject(new ApiError('canceled', 'query was canceled in query queue', { cause: signal.reason }));
      };
      const waiting: Waiting = {
        start: () => {
          leave();
          resolve();
        },
      };
      const timer = this.#clock.setTimeout(() => {
        leave();
        reject(new ApiError('timeout', 'query timed out in query queue'));
      }, timeoutMillis);
      this.#waiting.add(waiting);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }
}
