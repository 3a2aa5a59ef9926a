import type { Clock, Labels, Timer } from '@kotoba/core';
import { goQuote } from '../go-quote.ts';
import { type Alert, compareAlerts, fingerprintOf, isResolved } from './alert.ts';
import type { Route } from './route.ts';
import type { TurnQueue } from './turn-queue.ts';

/** A group as it is handed on to be sent. */
export interface GroupSnapshot {
  /** The same after every restart and in every replica. Source: prometheus/alertmanager `aggrGroup.GroupKey`. */
  readonly key: string;
  readonly labels: Labels;
  readonly route: Route;
  /** In the order of {@link compareAlerts}. */
  readonly alerts: readonly Alert[];
  readonly nowMillis: number;
  /** Aborts when the group's next turn is due. */
  readonly signal: AbortSignal;
}

/** What became of a group that was sent. */
export interface SentGroup {
  /** Fingerprints of resolved alerts some channel has still to be told about. */
  readonly untold: ReadonlySet<string>;
  /** When the group has to be looked at again, if that is before its interval has passed. */
  readonly nextMillis?: number;
}

/** Sends a group. Never rejects. */
export type SendGroup = (group: GroupSnapshot) => Promise<SentGroup>;

/** What a group needs from around it. */
export interface AlertGroupContext {
  readonly clock: Clock;
  readonly send: SendGroup;
  readonly turns: TurnQueue;
  /** The group let go of resolved alerts whose end has been told; it may be empty now. */
  readonly onForgotten: (group: AlertGroup, alerts: readonly Alert[]) => void;
}

/**
 * Alerts that are sent together: first `group_wait` after the first of them, then every `group_interval`.
 * Source: prometheus/alertmanager `dispatch.aggrGroup`.
 */
export class AlertGroup {
  readonly key: string;
  readonly labels: Labels;
  readonly route: Route;
  readonly #context: AlertGroupContext;
  readonly #alerts = new Map<string, Alert>();
  #timer: Timer | undefined;
  #flushing: Promise<number | undefined> | undefined;
  #abort: AbortController | undefined;
  #flushed = false;
  #stopped = false;

  constructor(route: Route, labels: Labels, context: AlertGroupContext) {
    this.route = route;
    this.labels = labels;
    this.key = `${route.key}:${formatLabels(labels)}`;
    this.#context = context;
  }

  /** The alerts it holds now. */
  get alerts(): readonly Alert[] {
    return [...this.#alerts.values()].sort(compareAlerts);
  }

  holds(alert: Alert): boolean {
    return this.#alerts.has(fingerprintOf(alert.labels));
  }

  get isEmpty(): boolean {
    return this.#alerts.size === 0;
  }

  put(alert: Alert): void {
    this.#alerts.set(fingerprintOf(alert.labels), alert);
    if (this.#flushed || this.#stopped) return;
    const due = alert.startsAtMillis + this.route.groupWaitMillis;
    // One that has waited long enough elsewhere, before a restart for instance, waits no more.
    if (due <= this.#context.clock.now()) this.#schedule(0);
    else if (this.#timer === undefined) this.#schedule(this.route.groupWaitMillis);
  }

  /** Sends nothing more; what is under way is given up. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#abort?.abort(new Error('alerting is shutting down'));
    await this.#flushing;
  }

  #schedule(delayMillis: number): void {
    this.#timer?.cancel();
    this.#timer = this.#context.clock.setTimeout(() => {
      this.#timer = undefined;
      // From here on an alert that comes waits for no turn of its own.
      this.#flushed = true;
      this.#context.turns.enter(() => void this.#turn());
    }, delayMillis);
  }

  async #turn(): Promise<void> {
    if (this.#stopped) return;
    const started = this.#context.clock.monotonic();
    this.#flushing = this.#flush();
    const nextMillis = await this.#flushing;
    this.#flushing = undefined;
    if (this.#stopped) return;
    if (this.#alerts.size === 0) return;
    const { clock } = this.#context;
    const spent = clock.monotonic() - started;
    const rest = Math.max(0, this.route.groupIntervalMillis - spent);
    this.#schedule(Math.max(0, Math.min(rest, (nextMillis ?? Number.POSITIVE_INFINITY) - clock.now())));
  }

  async #flush(): Promise<number | undefined> {
    const { clock, send } = this.#context;
    const nowMillis = clock.now();
    const abort = new AbortController();
    this.#abort = abort;
    const limit = clock.setTimeout(
      () => abort.abort(new Error('the group is due again')),
      this.route.groupIntervalMillis,
    );
    const { alerts, key, labels, route } = this;
    const { untold, nextMillis } = await send({
      key,
      labels,
      route,
      alerts,
      nowMillis,
      signal: abort.signal,
    });
    limit.cancel();
    const forgotten = alerts.filter((alert) => {
      const print = fingerprintOf(alert.labels);
      // A report that came in meanwhile is told next time.
      const told = isResolved(alert, nowMillis) && !untold.has(print) && this.#alerts.get(print) === alert;
      return told && this.#alerts.delete(print);
    });
    if (forgotten.length > 0) this.#context.onForgotten(this, forgotten);
    return nextMillis;
  }
}

/** `{a="b", c="d"}`. Source: prometheus/common `model.LabelSet.String`. */
function formatLabels(labels: Labels): string {
  return `{${labels.names.map((name, i) => `${name}=${goQuote(labels.values[i]!)}`).join(', ')}}`;
}
