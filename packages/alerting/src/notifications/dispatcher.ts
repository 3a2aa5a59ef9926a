import type { Clock, Labels } from '@kotoba/core';
import { loadRecords } from '../state/load-records.ts';
import type { StateStore } from '../state/state-store.ts';
import { type Alert, fingerprintOf, fromRecord, isResolved, mergeAlerts, toRecord } from './alert.ts';
import { AlertGroup, type SendGroup } from './alert-group.ts';
import { groupLabelsOf, matchRoutes, type Route } from './route.ts';
import { TurnQueue } from './turn-queue.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly routes: Route;
  readonly clock: Clock;
  readonly store: StateStore;
  readonly send: SendGroup;
  /** How long alerts that fired before a restart are given to be reported again. */
  readonly restartGraceMillis: number;
  /** Told of every alert as it is known now. */
  readonly onKnown?: (alert: Alert) => void;
  /** An alert has ended and everybody who was to be told has been. */
  readonly onForgotten?: (alert: Alert) => void;
  /** Groups at most; alerts that would need a further one are refused. */
  readonly maxGroups: number;
  /** An alert was refused for want of a group. */
  readonly onRefused: (alert: Alert) => void;
}

/**
 * Takes alerts, keeps what is known of each, and sorts them into groups by the routing tree.
 * Source: prometheus/alertmanager `dispatch.Dispatcher`.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #alerts = new Map<string, Alert>();
  readonly #groups = new Map<Route, Map<string, AlertGroup>>();
  readonly #turns: TurnQueue;
  #groupCount = 0;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#turns = new TurnQueue(options.clock);
    const now = options.clock.now();
    for (const alert of loadRecords(options.store, 'alert', fromRecord).values()) {
      const ended = isResolved(alert, alert.updatedAtMillis);
      this.#take(ended ? alert : { ...alert, endsAtMillis: now + options.restartGraceMillis });
    }
  }

  /** Takes reports of alerts, new or known. */
  put(reports: readonly Alert[]): void {
    const { clock, store } = this.#options;
    store.together(() => {
      for (const report of reports) {
        const print = fingerprintOf(report.labels);
        const known = this.#alerts.get(print);
        const alert = known === undefined ? report : mergeAlerts(known, report, clock.now());
        if (known === undefined || isNews(known, alert)) store.put('alert', print, toRecord(alert));
        this.#take(alert);
      }
    });
  }

  /** Every alert known, resolved ones that some group has still to tell included. */
  get alerts(): IterableIterator<Alert> {
    return this.#alerts.values();
  }

  /** What is known of the alert with these labels. */
  get(labels: Labels): Alert | undefined {
    return this.#alerts.get(fingerprintOf(labels));
  }

  /** What is known of the alert with this fingerprint. */
  getByFingerprint(print: string): Alert | undefined {
    return this.#alerts.get(print);
  }

  /** The groups there are now. */
  get groups(): AlertGroup[] {
    return [...this.#groups.values()].flatMap((groups) => [...groups.values()]);
  }

  async stop(): Promise<void> {
    this.#turns.stop();
    await Promise.all(this.groups.map((group) => group.stop()));
  }

  #take(alert: Alert): void {
    this.#alerts.set(fingerprintOf(alert.labels), alert);
    this.#options.onKnown?.(alert);
    for (const route of matchRoutes(this.#options.routes, alert.labels))
      this.#groupFor(route, alert)?.put(alert);
  }

  #groupFor(route: Route, alert: Alert): AlertGroup | undefined {
    const labels = groupLabelsOf(route, alert.labels);
    const ofRoute = this.#groups.get(route) ?? new Map<string, AlertGroup>();
    this.#groups.set(route, ofRoute);
    const known = ofRoute.get(labels.key);
    if (known !== undefined) return known;
    if (this.#groupCount >= this.#options.maxGroups) {
      this.#options.onRefused(alert);
      return undefined;
    }
    const { clock, send } = this.#options;
    const onForgotten = (from: AlertGroup, alerts: readonly Alert[]) => this.#forget(from, alerts);
    const group = new AlertGroup(route, labels, { clock, send, turns: this.#turns, onForgotten });
    ofRoute.set(labels.key, group);
    this.#groupCount++;
    return group;
  }

  /** An alert is forgotten once no group holds it any more. */
  #forget(group: AlertGroup, alerts: readonly Alert[]): void {
    if (group.isEmpty && this.#groups.get(group.route)?.delete(group.labels.key)) this.#groupCount--;
    this.#options.store.together(() => {
      for (const alert of alerts) {
        const routes = matchRoutes(this.#options.routes, alert.labels);
        const isHeld = routes.some((route) =>
          this.#groups.get(route)?.get(groupLabelsOf(route, alert.labels).key)?.holds(alert),
        );
        if (isHeld) continue;
        this.#alerts.delete(fingerprintOf(alert.labels));
        this.#options.store.delete('alert', fingerprintOf(alert.labels));
        this.#options.onForgotten?.(alert);
      }
    });
  }
}

/** Whether a report changes more than how long the alert is taken to go on. */
function isNews(known: Alert, alert: Alert): boolean {
  return (
    known.startsAtMillis !== alert.startsAtMillis ||
    isResolved(known, known.updatedAtMillis) !== isResolved(alert, alert.updatedAtMillis) ||
    JSON.stringify(known.annotations) !== JSON.stringify(alert.annotations)
  );
}
