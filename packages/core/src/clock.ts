/** A scheduled call. Cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * The only source of time. Timers of the system clock never keep the process alive.
 * All times are milliseconds.
 */
export interface Clock {
  /** Wall-clock time since the Unix epoch. */
  now(): number;
  /** Time that never goes backwards, from an arbitrary origin, with sub-millisecond resolution. */
  monotonic(): number;
  /** Calls `run` once, `delayMillis` from now. */
  setTimeout(run: () => void, delayMillis: number): Timer;
  /** Calls `run` every `periodMillis`, first after one period. */
  setInterval(run: () => void, periodMillis: number): Timer;
}

/** Resolves after `millis` on `clock`; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, millis: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = () => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, millis);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
