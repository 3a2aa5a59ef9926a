import type { Clock } from '@kotoba/core';
import { type Alert, fingerprintOf, isResolved } from '../notifications/alert.ts';
import type { AlertSink } from './alert-sink.ts';

/** What a {@link FallbackSink} works with. */
export interface FallbackSinkOptions {
  /** Alertmanager; whoever makes it calls `taken` with what it took. */
  readonly first: AlertSink;
  /** Our own notifications. */
  readonly second: AlertSink;
  readonly clock: Clock;
  /** How long the first may leave an alert untaken before the second tells of it. */
  readonly fallbackAfterMillis: number;
}

interface Owned {
  owner: 'first' | 'second' | 'nobody';
  readonly sinceMillis: number;
}

/**
 * Alertmanager first, our own notifications for what it does not take in time. From then on to its end an alert
 * belongs to one of the two, so that nobody is told twice.
 */
export class FallbackSink implements AlertSink {
  readonly #options: FallbackSinkOptions;
  readonly #owned = new Map<string, Owned>();

  constructor(options: FallbackSinkOptions) {
    this.#options = options;
  }

  put(alerts: readonly Alert[]): void {
    const now = this.#options.clock.now();
    const toFirst: Alert[] = [];
    const toSecond: Alert[] = [];
    for (const alert of alerts) {
      const owned = this.#ownerOf(alert, now);
      if (owned.owner === 'nobody' && now - owned.sinceMillis >= this.#options.fallbackAfterMillis)
        owned.owner = 'second';
      (owned.owner === 'second' ? toSecond : toFirst).push(alert);
      if (owned.owner === 'second' && isResolved(alert, now)) this.#owned.delete(fingerprintOf(alert.labels));
    }
    if (toFirst.length > 0) this.#options.first.put(toFirst);
    if (toSecond.length > 0) this.#options.second.put(toSecond);
  }

  /** The first took these alerts. */
  taken(alerts: readonly Alert[]): void {
    const now = this.#options.clock.now();
    for (const alert of alerts) {
      const print = fingerprintOf(alert.labels);
      const owned = this.#owned.get(print);
      if (owned === undefined || owned.owner === 'second') continue;
      if (isResolved(alert, now)) this.#owned.delete(print);
      else owned.owner = 'first';
    }
  }

  async stop(): Promise<void> {
    await Promise.all([this.#options.first.stop(), this.#options.second.stop()]);
  }

  #ownerOf(alert: Alert, now: number): Owned {
    const print = fingerprintOf(alert.labels);
    const known = this.#owned.get(print);
    if (known !== undefined) return known;
    const fresh: Owned = { owner: 'nobody', sinceMillis: now };
    this.#owned.set(print, fresh);
    return fresh;
  }
}
