import type { Clock } from '@kotoba/core';

/** Options of a {@link CircuitBreaker}. */
export interface CircuitBreakerOptions {
  /** Failures in a row after which nothing is sent for a while. */
  readonly failures: number;
  /** For how long. */
  readonly openMillis: number;
  readonly clock: Clock;
}

/** Leaves a channel alone that has failed several times in a row; then lets one message through to see. */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  #failures = 0;
  #openUntil = Number.NEGATIVE_INFINITY;
  #probing = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  /** Milliseconds until a message may be sent; 0 is now. Whoever is answered 0 reports what became of it. */
  waitMillis(): number {
    const left = this.#openUntil - this.#options.clock.monotonic();
    if (left > 0) return left;
    if (this.#failures < this.#options.failures) return 0;
    if (this.#probing) return this.#options.openMillis;
    this.#probing = true;
    return 0;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#options.failures;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#probing = false;
  }

  failed(): void {
    this.#failures++;
    this.#probing = false;
    const { failures, openMillis, clock } = this.#options;
    if (this.#failures >= failures) this.#openUntil = clock.monotonic() + openMillis;
  }
}
