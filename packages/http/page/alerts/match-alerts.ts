import type { NotifiedAlert, RuleAlert } from '../api/alerts.ts';
import type { LabelRecord } from '../api/queries.ts';

/** An alert with what the rules and what the notifications know of it. */
export interface KnownAlert {
  readonly labels: LabelRecord;
  readonly annotations: LabelRecord;
  readonly state: 'pending' | 'firing';
  /** When it began to be active, in seconds since the epoch. */
  readonly since: number;
  readonly value?: string;
  /** Why it is held back though its condition ended or holds. */
  readonly heldBy?: string;
  readonly notified?: NotifiedAlert;
}

const SEVERITIES = ['critical', 'error', 'warning', 'info'];

/**
 * Joins the two views of each alert; the notifications' may have further labels, which tell services apart. The worst
 * come first, then the oldest.
 */
export function matchAlerts(
  ofRules: readonly RuleAlert[],
  notified: readonly NotifiedAlert[],
  nowSeconds: number,
): readonly KnownAlert[] {
  const left = new Set(notified);
  const alike = new AlikeAlerts(notified);
  const joined: KnownAlert[] = ofRules.map(({ activeAt, ...alert }) => {
    const match = alike.with(alert.labels).find((one) => left.has(one));
    if (match !== undefined) left.delete(match);
    return { ...alert, since: seconds(activeAt), ...(match && { notified: match }) };
  });
  for (const alert of left) {
    if (seconds(alert.endsAt) <= nowSeconds) continue;
    const { labels, startsAt } = alert;
    joined.push({ labels, annotations: {}, state: 'firing', since: seconds(startsAt), notified: alert });
  }
  return joined.sort((a, b) => rank(a) - rank(b) || a.since - b.since);
}

/** Finds alerts that have certain labels, whatever else they have, without looking at all of thousands each time. */
class AlikeAlerts {
  readonly #alerts: readonly NotifiedAlert[];
  /** For each set of label names, the alerts by their values of those. */
  readonly #byNames = new Map<string, Map<string, NotifiedAlert[]>>();

  constructor(alerts: readonly NotifiedAlert[]) {
    this.#alerts = alerts;
  }

  with(labels: LabelRecord): readonly NotifiedAlert[] {
    const names = Object.keys(labels).sort();
    const key = JSON.stringify(names);
    const byValues = this.#byNames.get(key) ?? this.#index(names);
    this.#byNames.set(key, byValues);
    return byValues.get(valuesOf(labels, names)) ?? [];
  }

  #index(names: readonly string[]): Map<string, NotifiedAlert[]> {
    const byValues = new Map<string, NotifiedAlert[]>();
    for (const alert of this.#alerts) {
      const key = valuesOf(alert.labels, names);
      const alike = byValues.get(key);
      if (alike === undefined) byValues.set(key, [alert]);
      else alike.push(alert);
    }
    return byValues;
  }
}

function valuesOf(labels: LabelRecord, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => labels[name]));
}

function rank({ state, labels }: KnownAlert): number {
  const severity = SEVERITIES.indexOf(labels.severity ?? '');
  return (state === 'firing' ? 0 : 100) + (severity < 0 ? SEVERITIES.length : severity);
}

function seconds(time: string): number {
  return Date.parse(time) / 1_000;
}
