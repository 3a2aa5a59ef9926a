import type { Clock } from '@kotoba/core';

/** How often who failed to log in, so that nobody can try without end. */
export class FailedLogins {
  readonly #clock: Clock;
  readonly #windowMillis: number;
  readonly #mostFailures: number;
  readonly #mostAddresses: number;
  readonly #failures = new Map<string, { count: number; readonly sinceMillis: number }>();

  constructor(options: { clock: Clock; windowMillis: number; mostFailures: number; mostAddresses: number }) {
    this.#clock = options.clock;
    this.#windowMillis = options.windowMillis;
    this.#mostFailures = options.mostFailures;
    this.#mostAddresses = options.mostAddresses;
  }

  /** Whether an address has to wait before it may try again. */
  mustWait(address: string): boolean {
    const failures = this.#failures.get(address);
    if (failures === undefined) return false;
    if (this.#clock.now() - failures.sinceMillis >= this.#windowMillis) {
      this.#failures.delete(address);
      return false;
    }
    return failures.count >= this.#mostFailures;
  }

  /** Counts a failure. The address known longest is forgotten when there are too many. */
  count(address: string): void {
    const failures = this.#failures.get(address);
    if (failures !== undefined) failures.count++;
    else {
      if (this.#failures.size >= this.#mostAddresses)
        this.#failures.delete(this.#failures.keys().next().value!);
      this.#failures.set(address, { count: 1, sinceMillis: this.#clock.now() });
    }
  }
}
