import type { Clock, Timer } from '@kotoba/core';
import { type Alert, fingerprintOf, isResolved } from '../notifications/alert.ts';
import { loadRecords } from '../state/load-records.ts';
import { forgetfulStore, type StateStore } from '../state/state-store.ts';
import type { AlertSink } from './alert-sink.ts';

/** A sink whose reports can be called back as long as nobody took them. */
export interface WithdrawingSink extends AlertSink {
  /** Forgets reports of these alerts that wait to be taken. */
  withdraw?(alerts: readonly Alert[]): void;
}

/** What a {@link FallbackSink} works with. */
export interface FallbackSinkOptions {
  /** Alertmanager; whoever makes it calls `taken` with what it took. */
  readonly first: WithdrawingSink;
  /** Our own notifications. */
  readonly second: AlertSink;
  readonly clock: Clock;
  /** How long the first may leave an alert untaken before the second tells of it. */
  readonly fallbackAfterMillis: number;
  /** Remembers over restarts which of the two tells of an alert. @default nothing is remembered */
  readonly store?: StateStore;
}

/** Which of the two tells of an alert, until when it is taken as ended unless it is reported again. */
interface Ownership {
  readonly owner: 'first' | 'second';
  readonly untilMillis: number;
}

/** An alert nobody took yet. */
interface Waiting {
  readonly sinceMillis: number;
  alert: Alert;
}

/**
 * Alertmanager first, our own notifications for what it does not take in time. From then on to its end an alert
 * belongs to one of the two, so that nobody is told twice.
 */
export class FallbackSink implements AlertSink {
  readonly #options: FallbackSinkOptions;
  readonly #store: StateStore;
  readonly #owned: Map<string, Ownership>;
  readonly #waiting = new Map<string, Waiting>();
  #timer: Timer | undefined;
  #stopped = false;

  constructor(options: FallbackSinkOptions) {
    this.#options = options;
    this.#store = options.store ?? forgetfulStore;
    this.#owned = loadRecords(this.#store, 'owner', (record) => record);
    this.#forgetEnded();
  }

  put(alerts: readonly Alert[]): void {
    const now = this.#options.clock.now();
    const toFirst: Alert[] = [];
    const toSecond: Alert[] = [];
    this.#forgetEnded();
    this.#store.together(() => {
      for (const alert of alerts) {
        const owner = this.#owned.get(fingerprintOf(alert.labels))?.owner;
        (owner === 'second' ? toSecond : toFirst).push(alert);
        if (owner === undefined) this.#wait(alert, now);
        // Of Alertmanager it is only known that an end arrived once it has been taken.
        else if (owner === 'second' || !isResolved(alert, now)) this.#own(alert, owner, now);
      }
    });
    if (toFirst.length > 0) this.#options.first.put(toFirst);
    if (toSecond.length > 0) this.#options.second.put(toSecond);
    this.#takeOver();
  }

  /** The first took these alerts. */
  taken(alerts: readonly Alert[]): void {
    const now = this.#options.clock.now();
    const late: Alert[] = [];
    for (const alert of alerts) {
      const print = fingerprintOf(alert.labels);
      if (this.#owned.get(print)?.owner === 'second') {
        if (!isResolved(alert, now)) late.push(alert);
      } else {
        this.#waiting.delete(print);
        this.#own(alert, 'first', now);
      }
    }
    // It answered after the second had begun to tell: called off before its group has waited long enough to tell too.
    if (late.length > 0)
      this.#options.first.put(late.map((alert) => ({ ...alert, endsAtMillis: now, updatedAtMillis: now })));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await Promise.all([this.#options.first.stop(), this.#options.second.stop()]);
  }

  #wait(alert: Alert, now: number): void {
    const print = fingerprintOf(alert.labels);
    const waiting = this.#waiting.get(print);
    if (waiting === undefined) this.#waiting.set(print, { sinceMillis: now, alert });
    else waiting.alert = alert;
  }

  /** Hands over what the first has left untaken for too long, and comes back when the next will have been. */
  #takeOver(): void {
    const { clock, first, second, fallbackAfterMillis } = this.#options;
    const now = clock.now();
    const due: Alert[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const [print, { sinceMillis, alert }] of this.#waiting) {
      const at = sinceMillis + fallbackAfterMillis;
      if (at > now) next = Math.min(next, at);
      else {
        this.#waiting.delete(print);
        due.push(alert);
        this.#own(alert, 'second', now);
      }
    }
    if (due.length > 0) {
      first.withdraw?.(due);
      second.put(due);
    }
    this.#timer?.cancel();
    this.#timer =
      Number.isFinite(next) && !this.#stopped
        ? clock.setTimeout(() => this.#takeOver(), next - now)
        : undefined;
  }

  #own(alert: Alert, owner: Ownership['owner'], now: number): void {
    const print = fingerprintOf(alert.labels);
    if (isResolved(alert, now)) this.#forget(print);
    else {
      const owned = { owner, untilMillis: alert.endsAtMillis };
      this.#owned.set(print, owned);
      this.#store.put('owner', print, owned);
    }
  }

  /** Both sides take what is not reported again as ended, and so what fires anew is offered anew. */
  #forgetEnded(): void {
    const now = this.#options.clock.now();
    for (const [print, { untilMillis }] of this.#owned) if (untilMillis < now) this.#forget(print);
  }

  #forget(print: string): void {
    if (this.#owned.delete(print)) this.#store.delete('owner', print);
  }
}
