import { type Alert, fingerprintOf, isResolved } from './alert.ts';
import type { NotifiedEntry } from './notification-log.ts';

/** Why a channel is, or is not, told about a group now. */
export type NotificationReason =
  | 'first'
  | 'new_firing'
  | 'all_resolved'
  | 'new_resolved'
  | 'repeat'
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
  readonly told: NotifiedEntry | undefined;
  readonly nowMillis: number;
  readonly repeatIntervalMillis: number;
  readonly sendResolved: boolean;
}

/**
 * Whether a channel hears about a group now, and what. As Alertmanager decides, with one thing added: who was told that
 * an alert fires is told that it is resolved even if the alert is muted by then.
 * Source: prometheus/alertmanager `notify.DedupStage` and `notify.RetryStage`.
 */
export function decideNotification(input: NotificationInput): NotificationDecision {
  const { alerts, muted, told, nowMillis } = input;
  const toldFiring = new Set(told?.firing);
  const isMuted = (alert: Alert) => muted.has(fingerprintOf(alert.labels));
  const firing = alerts.filter((alert) => !isResolved(alert, nowMillis) && !isMuted(alert));
  const resolved = alerts.filter(
    (alert) =>
      isResolved(alert, nowMillis) && (!isMuted(alert) || toldFiring.has(fingerprintOf(alert.labels))),
  );
  const reason = reasonToTell(prints(firing), prints(resolved), input);
  if (reason === 'nothing_to_tell' || reason === 'already_told')
    return { reason, alerts: [], entry: undefined };
  const stillMuted = alerts.filter(
    (alert) => !isResolved(alert, nowMillis) && isMuted(alert) && toldFiring.has(fingerprintOf(alert.labels)),
  );
  const entry = {
    atMillis: nowMillis,
    firing: [...prints(firing), ...prints(stillMuted)],
    resolved: prints(resolved),
  };
  if (input.sendResolved)
    return { reason, alerts: alerts.filter((a) => firing.includes(a) || resolved.includes(a)), entry };
  return { reason, alerts: firing, entry };
}

function prints(alerts: readonly Alert[]): string[] {
  return alerts.map(({ labels }) => fingerprintOf(labels));
}

function reasonToTell(
  firing: readonly string[],
  resolved: readonly string[],
  { told, nowMillis, repeatIntervalMillis, sendResolved }: NotificationInput,
): NotificationReason {
  if (told === undefined) return firing.length > 0 ? 'first' : 'nothing_to_tell';
  const toldFiring = new Set(told.firing);
  if (firing.some((print) => !toldFiring.has(print))) return 'new_firing';
  const newlyResolved = resolved.some((print) => toldFiring.has(print));
  if (firing.length === 0) return newlyResolved ? 'all_resolved' : 'nothing_to_tell';
  const toldResolved = new Set(told.resolved);
  if (sendResolved && resolved.some((print) => !toldResolved.has(print))) return 'new_resolved';
  return told.atMillis < nowMillis - repeatIntervalMillis ? 'repeat' : 'already_told';
}
