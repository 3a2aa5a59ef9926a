import { type Clock, sleep } from '@kotoba/core';
import { SendError } from '../channels/send-error.ts';
import { type Alert, fingerprintOf } from '../notifications/alert.ts';
import type { AlertmanagerClient } from './alertmanager-client.ts';
import type { WithdrawingSink } from './fallback-sink.ts';

/** What an {@link AlertmanagerSink} works with. */
export interface AlertmanagerSinkOptions {
  readonly client: AlertmanagerClient;
  readonly clock: Clock;
  /** Alerts that may wait; of more the oldest are dropped. Source: Prometheus' notification queue capacity. */
  readonly maxQueuedAlerts: number;
  /** Alerts in one request. */
  readonly maxBatchAlerts: number;
  readonly retryMillis: number;
  /** Alertmanager took these alerts. */
  readonly onTaken: (alerts: readonly Alert[]) => void;
  /** A request failed; its alerts will be tried again, unless the failure is for good. */
  readonly onFailed: (alerts: readonly Alert[], error: SendError) => void;
  readonly onDropped: (alerts: number) => void;
}

/** Hands alerts on to Alertmanager, in order, the newest report of each. */
export class AlertmanagerSink implements WithdrawingSink {
  readonly #options: AlertmanagerSinkOptions;
  readonly #queue = new Map<string, Alert>();
  readonly #abort = new AbortController();
  #sending: Promise<void> | undefined;

  constructor(options: AlertmanagerSinkOptions) {
    this.#options = options;
  }

  put(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      const print = fingerprintOf(alert.labels);
      this.#queue.delete(print);
      this.#queue.set(print, alert);
    }
    this.#dropOldest();
    if (!this.#abort.signal.aborted) this.#sending ??= this.#send();
  }

  withdraw(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#queue.delete(fingerprintOf(alert.labels));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#sending;
  }

  #dropOldest(): void {
    const surplus = this.#queue.size - this.#options.maxQueuedAlerts;
    if (surplus <= 0) return;
    for (const print of [...this.#queue.keys()].slice(0, surplus)) this.#queue.delete(print);
    this.#options.onDropped(surplus);
  }

  async #send(): Promise<void> {
    const { client, clock, maxBatchAlerts, retryMillis, onTaken, onFailed } = this.#options;
    const { signal } = this.#abort;
    while (this.#queue.size > 0 && !signal.aborted) {
      const batch = [...this.#queue.values()].slice(0, maxBatchAlerts);
      try {
        await client.send(batch, signal);
        this.#strike(batch);
        onTaken(batch);
      } catch (error) {
        const failure =
          error instanceof SendError ? error : new SendError('failed', { retry: true, cause: error });
        if (!failure.retry) this.#strike(batch);
        onFailed(batch, failure);
        if (failure.retry)
          await sleep(clock, Math.max(retryMillis, failure.retryAfterMillis ?? 0), signal).catch(
            () => undefined,
          );
      }
    }
    this.#sending = undefined;
  }

  /** Takes alerts off the queue that were not reported anew meanwhile. */
  #strike(batch: readonly Alert[]): void {
    for (const alert of batch) {
      const print = fingerprintOf(alert.labels);
      if (this.#queue.get(print) === alert) this.#queue.delete(print);
    }
  }
}
