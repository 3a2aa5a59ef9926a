import type { Labels } from '@kotoba/core';

/** Where an alert stands. An inactive one has ended and is kept for a while so that its end can be told. */
export type AlertState = 'pending' | 'firing' | 'inactive';

/** Why an alert goes on although its query no longer gives its series. */
export type HoldReason = 'keep_firing_for' | 'resolve_when' | 'no_data' | 'error' | 'flapping';

/** A series a rule's query gives now, as the alert it makes. */
export interface AlertCandidate {
  /** Labels of the alert: the sample's without its name, then the rule's, then `alertname`. */
  readonly labels: Labels;
  /** Labels of the sample itself. */
  readonly sampleLabels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly value: number;
  /** Set of an alert that tells of a missing result. */
  readonly reason?: MissingReason;
}

/** Why there was nothing to judge a rule's alerts by. */
export type MissingReason = 'no_data' | 'error';

/** One alert of a rule. Times are milliseconds since the epoch. Source: prometheus/prometheus `rules.Alert`. */
export interface AlertInstance extends AlertCandidate {
  readonly state: AlertState;
  /** Since when its query gives its series; a restart moves it by the time nobody looked. */
  readonly activeAtMillis: number;
  readonly firedAtMillis?: number;
  readonly resolvedAtMillis?: number;
  /** Since when it fires only because of `keep_firing_for`. */
  readonly keepFiringSinceMillis?: number;
  readonly lastSentAtMillis?: number;
  /** Until when whoever was sent it may take it as firing. */
  readonly validUntilMillis?: number;
  readonly heldBy?: HoldReason;
}

/** All a rule remembers from one evaluation to the next. */
export interface AlertRuleState {
  /** By the key of their labels. */
  readonly alerts: ReadonlyMap<string, AlertInstance>;
  /** When each alert began or ended firing of late; kept only for rules that look for flapping. */
  readonly changes: ReadonlyMap<string, readonly number[]>;
}

/** The state of a rule that was never evaluated. */
export const EMPTY_STATE: AlertRuleState = { alerts: new Map(), changes: new Map() };

/** What happened to an alert. `cleared`: it ended before it fired. */
export interface AlertTransition {
  readonly kind: 'pending' | 'firing' | 'resolved' | 'cleared';
  readonly atMillis: number;
  readonly alert: AlertInstance;
}
