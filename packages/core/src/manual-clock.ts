import type { Clock, Timer } from './clock.ts';

interface Pending {
  at: number;
  readonly order: number;
  readonly periodMillis: number | undefined;
  readonly run: () => void;
}

/** A clock that moves only when told to: every timed behaviour is tested with it. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #origin: number;
  readonly #pending = new Set<Pending>();

  /** @param startMillis the wall-clock time it shows at first, in milliseconds since the epoch */
  constructor(startMillis = 0) {
    this.#now = startMillis;
    this.#origin = startMillis;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#origin;
  }

  setTimeout(run: () => void, delayMillis: number): Timer {
    return this.#schedule(run, delayMillis, undefined);
  }

  setInterval(run: () => void, periodMillis: number): Timer {
    return this.#schedule(run, periodMillis, Math.max(periodMillis, 1));
  }

  /** How many timers are waiting. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /**
   * Moves time forward by `millis`, running due timers in order of their time and letting the promises
   * each one settles run before the next.
   */
  async advance(millis: number): Promise<void> {
    const target = this.#now + millis;
    await settle();
    for (let next = this.#nextDue(target); next !== undefined; next = this.#nextDue(target)) {
      this.#now = Math.max(this.#now, next.at);
      if (next.periodMillis === undefined) this.#pending.delete(next);
      else next.at += next.periodMillis;
      next.run();
      await settle();
    }
    this.#now = target;
  }

  #schedule(run: () => void, delayMillis: number, periodMillis: number | undefined): Timer {
    const entry: Pending = {
      at: this.#now + Math.max(delayMillis, 0),
      order: this.#order++,
      periodMillis,
      run,
    };
    this.#pending.add(entry);
    return { cancel: () => this.#pending.delete(entry) };
  }

  #nextDue(target: number): Pending | undefined {
    let next: Pending | undefined;
    for (const entry of this.#pending) {
      if (entry.at > target) continue;
      if (next === undefined || entry.at < next.at || (entry.at === next.at && entry.order < next.order))
        next = entry;
    }
    return next;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
