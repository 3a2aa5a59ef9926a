import { Labels } from '@kotoba/core';
import { type Alert, isResolved } from './alert.ts';

/** Whether something fires or has ended. */
export type AlertStatus = 'firing' | 'resolved';

/** One alert as a message tells of it. */
export interface NotifiedAlert extends Alert {
  readonly status: AlertStatus;
}

/** One message about one group for one receiver. */
export interface Notification {
  readonly receiver: string;
  /** Firing as long as one of its alerts is. */
  readonly status: AlertStatus;
  /** The same for every message about the group, over restarts and in every replica. */
  readonly groupKey: string;
  readonly groupLabels: Labels;
  readonly alerts: readonly NotifiedAlert[];
  /** Labels all alerts share. */
  readonly commonLabels: Labels;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  /** Where the monitoring can be looked at. */
  readonly externalUrl: string;
  /** Alerts left out because a message may hold only so many. */
  readonly truncatedAlerts: number;
}

/** What a message is made from. */
export interface NotificationSource {
  readonly receiver: string;
  readonly groupKey: string;
  readonly groupLabels: Labels;
  readonly alerts: readonly Alert[];
  readonly nowMillis: number;
  readonly externalUrl: string;
}

/** The message about a group's alerts. Source: prometheus/alertmanager `template.Template.Data`. */
export function createNotification(source: NotificationSource): Notification {
  const { receiver, groupKey, groupLabels, externalUrl } = source;
  const alerts = source.alerts.map((alert) => ({
    ...alert,
    status: isResolved(alert, source.nowMillis) ? ('resolved' as const) : ('firing' as const),
  }));
  return {
    receiver,
    status: alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved',
    groupKey,
    groupLabels,
    alerts,
    commonLabels: Labels.from(common(alerts.map(({ labels }) => labels.toRecord()))),
    commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
    externalUrl,
    truncatedAlerts: 0,
  };
}

function common(records: ReadonlyArray<Readonly<Record<string, string>>>): Record<string, string> {
  const [first, ...others] = records;
  const entries = Object.entries(first ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.filter(([name, value]) => others.every((other) => other[name] === value)),
  );
}

/** The alerts of one status. */
export function alertsOf({ alerts }: Notification, status: AlertStatus): readonly NotifiedAlert[] {
  return alerts.filter((alert) => alert.status === status);
}

/**
 * One line about the message: `[FIRING:2] HighLatency (critical)`.
 * Source: Alertmanager's default notification templates.
 */
export function subjectOf(notification: Notification): string {
  const { status, groupLabels, commonLabels } = notification;
  const count = status === 'firing' ? `:${alertsOf(notification, 'firing').length}` : '';
  const others = commonLabels.filter((name) => !groupLabels.has(name));
  const details = commonLabels.size > groupLabels.size ? `(${valuesOf(others)})` : '';
  return `[${status.toUpperCase()}${count}] ${valuesOf(groupLabels)} ${details}`;
}

/** Values by name, the alert's name first. */
function valuesOf(labels: Labels): string {
  return sortedPairs(labels)
    .map(([, value]) => value)
    .join(' ');
}

/** Names and values, `alertname` first. */
export function sortedPairs(labels: Labels): [name: string, value: string][] {
  const pairs = labels.names.map((name, i): [string, string] => [name, labels.values[i]!]);
  const first = pairs.filter(([name]) => name === 'alertname');
  return [...first, ...pairs.filter(([name]) => name !== 'alertname')];
}

/** Where the alerts of the receiver can be looked at. */
export function linkOf({ externalUrl, receiver }: Notification): string {
  return `${externalUrl}/#/alerts?receiver=${encodeURIComponent(receiver).replaceAll('%20', '+')}`;
}

/** An instant in RFC 3339, without trailing zeros. */
export function formatTime(millis: number): string {
  return new Date(millis).toISOString().replace(/\.?0*Z$/, 'Z');
}
