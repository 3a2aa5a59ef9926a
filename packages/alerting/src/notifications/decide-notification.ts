import { type Alert, fingerprintOf, isResolved } from './alert.ts';
import { awaitedEnds, type NotifiedEntry } from './notification-log.ts';

/** Why a channel is, or is not, told about a group now. */
export type NotificationReason =
  | 'first'
  | 'new_firing'
  | 'all_resolved'
  | 'new_resolved'
  | 'repeat'
  | 'acknowledged'
  | 'nothing_to_tell'
  | 'already_told';

/** What to do about one group for one channel. */
export interface NotificationDecision {
  readonly reason: NotificationReason;
  /** What to send; empty when nothing is to be sent. */
  readonly alerts: readonly Alert[];
  /** What to remember once that is sent; undefined when nothing changes. */
  readonly entry: NotifiedEntry | undefined;
}

/** What a decision depends on. */
export interface NotificationInput {
  /** All alerts of the group. */
  readonly alerts: readonly Alert[];
  /** Fingerprints of those that are silenced or inhibited. */
  readonly muted: ReadonlySet<string>;
  /** Fingerprints of those somebody has taken on: they are not repeated. */
  readonly acknowledged: ReadonlySet<string>;
  readonly told: NotifiedEntry | undefined;
  readonly nowMillis: number;
  readonly repeatIntervalMillis: number;
  readonly sendResolved: boolean;
}

const SILENT_REASONS: ReadonlySet<NotificationReason> = new Set([
  'nothing_to_tell',
  'already_told',
  'acknowledged',
]);

/**
 * Whether a channel hears about a group now, and what. As Alertmanager decides, with one thing added: who was told that
 * an alert fires is told that it is resolved even if the alert is muted by then.
 * Source: prometheus/alertmanager `notify.DedupStage` and `notify.RetryStage`.
 */
export function decideNotification(input: NotificationInput): NotificationDecision {
  const { alerts, muted, told, nowMillis } = input;
  const awaited = new Set(awaitedEnds(told));
  const isMuted = (alert: Alert) => muted.has(fingerprintOf(alert.labels));
  const firing = alerts.filter((alert) => !isResolved(alert, nowMillis) && !isMuted(alert));
  const resolved = alerts.filter(
    (alert) => isResolved(alert, nowMillis) && (!isMuted(alert) || awaited.has(fingerprintOf(alert.labels))),
  );
  const reason = reasonToTell(prints(firing), prints(resolved), input);
  if (SILENT_REASONS.has(reason)) return { reason, alerts: [], entry: undefined };
  const stillMuted = alerts.filter(
    (alert) => !isResolved(alert, nowMillis) && isMuted(alert) && awaited.has(fingerprintOf(alert.labels)),
  );
  const entry = {
    atMillis: nowMillis,
    firing: [...prints(firing), ...prints(stillMuted)],
    resolved: prints(resolved),
  };
  const chosen = new Set([...firing, ...resolved]);
  if (input.sendResolved) return { reason, alerts: alerts.filter((alert) => chosen.has(alert)), entry };
  return { reason, alerts: firing, entry };
}

function prints(alerts: readonly Alert[]): string[] {
  return alerts.map(({ labels }) => fingerprintOf(labels));
}

function reasonToTell(
  firing: readonly string[],
  resolved: readonly string[],
  { told, acknowledged, nowMillis, repeatIntervalMillis, sendResolved }: NotificationInput,
): NotificationReason {
  if (told === undefined) return firing.length > 0 ? 'first' : 'nothing_to_tell';
  const toldFiring = new Set(told.firing);
  if (firing.some((print) => !toldFiring.has(print))) return 'new_firing';
  const awaited = new Set(awaitedEnds(told));
  const newlyResolved = resolved.some((print) => awaited.has(print));
  if (firing.length === 0) return newlyResolved ? 'all_resolved' : 'nothing_to_tell';
  const toldResolved = new Set(told.resolved);
  if (sendResolved && resolved.some((print) => !toldResolved.has(print))) return 'new_resolved';
  if (told.atMillis >= nowMillis - repeatIntervalMillis) return 'already_told';
  return firing.every((print) => acknowledged.has(print)) ? 'acknowledged' : 'repeat';
}
