import { type Alert, fingerprintOf } from '../notifications/alert.ts';
import type { GroupSnapshot } from '../notifications/alert-group.ts';
import type { AlertDecision } from './group-delivery.ts';

/** What was decided about an alert when its group was last looked at. */
export interface Explanation {
  readonly groupKey: string;
  readonly receiver: string;
  readonly atMillis: number;
  readonly decisions: readonly AlertDecision[];
}

/** Keeps, for each alert and each of its groups, the decisions of the last turn. */
export class Explanations {
  readonly #byPrint = new Map<
    string,
    Map<string, { atMillis: number; receiver: string; decisions: AlertDecision[] }>
  >();

  note({ key, route, nowMillis }: GroupSnapshot, alert: Alert, decision: AlertDecision): void {
    const print = fingerprintOf(alert.labels);
    const byGroup = this.#byPrint.get(print) ?? new Map();
    this.#byPrint.set(print, byGroup);
    const known = byGroup.get(key);
    if (known?.atMillis === nowMillis) known.decisions.push(decision);
    else byGroup.set(key, { atMillis: nowMillis, receiver: route.receiver, decisions: [decision] });
  }

  of(alert: Alert): Explanation[] {
    const byGroup = this.#byPrint.get(fingerprintOf(alert.labels)) ?? new Map();
    return [...byGroup].map(([groupKey, turn]) => ({ groupKey, ...turn }));
  }

  forget(alert: Alert): void {
    this.#byPrint.delete(fingerprintOf(alert.labels));
  }
}
