import type { Clock } from '@kotoba/core';
import type { Acknowledgements } from '../notifications/acknowledgements.ts';
import { type Alert, fingerprintOf, isResolved } from '../notifications/alert.ts';
import type { GroupSnapshot, SentGroup } from '../notifications/alert-group.ts';
import { decideNotification, type NotificationReason } from '../notifications/decide-notification.ts';
import type { Inhibitor } from '../notifications/inhibition.ts';
import { createNotification, type Notification } from '../notifications/notification.ts';
import { awaitedEnds, type NotificationLog, type NotifiedEntry } from '../notifications/notification-log.ts';
import type { Silences } from '../notifications/silences.ts';
import { intervalContains, type TimeInterval } from '../notifications/time-interval.ts';
import type { DeliveryResult } from './retry.ts';
import type { StormControl } from './storm-control.ts';

/** One channel of a receiver. */
export interface ReceiverChannel {
  /** Names it in the notification log; the same after every restart. */
  readonly key: string;
  readonly type: string;
  readonly sendResolved: boolean;
  readonly storm: StormControl;
}

/** Who is told. */
export interface Receiver {
  readonly name: string;
  readonly channels: readonly ReceiverChannel[];
}

/** What was decided about an alert on its way to one receiver. */
export type AlertDecision =
  | { readonly kind: 'time_muted'; readonly interval: string }
  | { readonly kind: 'silenced'; readonly by: readonly string[] }
  | { readonly kind: 'inhibited'; readonly by: Alert }
  | {
      readonly kind: 'channel';
      readonly channel: string;
      readonly reason: NotificationReason;
      readonly result?: DeliveryResult;
    };

/** What a delivery needs from around it. */
export interface GroupDeliveryContext {
  readonly clock: Clock;
  readonly externalUrl: string;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly silences: Silences;
  readonly acknowledgements: Acknowledgements;
  /** Knows all alerts. */
  readonly inhibitor: Inhibitor;
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  readonly log: NotificationLog;
  /** Told of every decision. */
  readonly onDecision: (group: GroupSnapshot, alert: Alert, decision: AlertDecision) => void;
  readonly onDelivery: (channel: ReceiverChannel, group: GroupSnapshot, result: DeliveryResult) => void;
}

/**
 * Sends one group to its receiver, and to those it escalates to: mutes, decides for each channel, delivers, and
 * remembers what was told.
 */
export async function deliverGroup(group: GroupSnapshot, context: GroupDeliveryContext): Promise<SentGroup> {
  const escalation = escalate(group, context);
  const receivers = [group.route.receiver, ...escalation.receivers].flatMap(
    (name) => context.receivers.get(name) ?? [],
  );
  const interval = mutingInterval(group, context);
  if (interval !== undefined) {
    for (const alert of group.alerts) context.onDecision(group, alert, { kind: 'time_muted', interval });
  } else {
    const muted = mutedAlerts(group, context);
    const tell = (receiver: Receiver) =>
      receiver.channels.map((channel) => tellChannel(group, receiver, channel, muted, context));
    await Promise.all(receivers.flatMap(tell));
  }
  const { nextMillis } = escalation;
  return { untold: untoldEnds(group, receivers, context), ...(nextMillis !== undefined && { nextMillis }) };
}

/** Who else is to be told by now, those included who were told and await the end; and when the next one will be. */
function escalate(group: GroupSnapshot, { acknowledgements, log, receivers }: GroupDeliveryContext) {
  const { alerts, nowMillis, route, key } = group;
  const waiting = alerts.filter(
    (alert) =>
      !isResolved(alert, nowMillis) && acknowledgements.get(fingerprintOf(alert.labels)) === undefined,
  );
  const since = waiting.reduce((first, { startsAtMillis }) => Math.min(first, startsAtMillis), Infinity);
  const isTold = (name: string) =>
    receivers.get(name)?.channels.some((channel) => awaitedEnds(log.get(key, channel.key)).length > 0) ??
    false;
  const due = route.escalations.filter(
    ({ afterMillis, receiver }) => since + afterMillis <= nowMillis || isTold(receiver),
  );
  const next = route.escalations.map(({ afterMillis }) => since + afterMillis).filter((at) => at > nowMillis);
  const nextMillis = Math.min(...next);
  return {
    receivers: [...new Set(due.map(({ receiver }) => receiver))].filter((name) => name !== route.receiver),
    nextMillis: Number.isFinite(nextMillis) ? nextMillis : undefined,
  };
}

/** The name of the time interval that keeps the group from being sent now. */
function mutingInterval(
  { route, nowMillis }: GroupSnapshot,
  { timeIntervals }: GroupDeliveryContext,
): string | undefined {
  const holds = (name: string) =>
    timeIntervals.get(name)?.some((part) => intervalContains(part, nowMillis)) ?? false;
  const { activeTimeIntervals, muteTimeIntervals } = route;
  if (activeTimeIntervals.length > 0 && !activeTimeIntervals.some(holds))
    return activeTimeIntervals.join(', ');
  return muteTimeIntervals.find(holds);
}

function mutedAlerts(group: GroupSnapshot, context: GroupDeliveryContext): ReadonlySet<string> {
  const muted = new Set<string>();
  for (const alert of group.alerts) {
    const inhibition = context.inhibitor.inhibiting(alert.labels, group.nowMillis);
    const silencedBy = context.silences.silencing(alert.labels);
    if (inhibition !== undefined) context.onDecision(group, alert, { kind: 'inhibited', by: inhibition.by });
    if (silencedBy.length > 0) context.onDecision(group, alert, { kind: 'silenced', by: silencedBy });
    if (inhibition !== undefined || silencedBy.length > 0) muted.add(fingerprintOf(alert.labels));
  }
  return muted;
}

async function tellChannel(
  group: GroupSnapshot,
  receiver: Receiver,
  channel: ReceiverChannel,
  muted: ReadonlySet<string>,
  context: GroupDeliveryContext,
): Promise<void> {
  const { key: groupKey, labels: groupLabels, route, nowMillis, signal } = group;
  const { log, externalUrl } = context;
  const subject = {
    groupKey,
    channelKey: channel.key,
    receiver: receiver.name,
    groupLabels: groupLabels.toRecord(),
  };
  const told = log.get(groupKey, channel.key);
  const { alerts, entry, reason } = decideNotification({
    alerts: group.alerts,
    muted,
    acknowledged: acknowledgedAlerts(group, context),
    told,
    nowMillis,
    repeatIntervalMillis: route.repeatIntervalMillis,
    sendResolved: channel.sendResolved,
  });
  const chosen = new Set(alerts);
  const decided = (result?: DeliveryResult) => {
    for (const alert of group.alerts) {
      if (muted.has(fingerprintOf(alert.labels)) && !chosen.has(alert)) continue;
      const outcome = result !== undefined && chosen.has(alert) ? { result } : {};
      context.onDecision(group, alert, { kind: 'channel', channel: channel.type, reason, ...outcome });
    }
  };
  if (alerts.length === 0) {
    if (entry !== undefined) log.set(subject, entry);
    decided();
    return;
  }
  const notification = createNotification({
    receiver: receiver.name,
    groupKey,
    groupLabels,
    alerts,
    nowMillis,
    externalUrl,
  });
  log.set(subject, entryWhileTrying(told, notification));
  const alone = told?.isOwn === true && notification.status === 'resolved';
  const result = await channel.storm.deliver(notification, signal, { alone });
  if (result.delivered) {
    const isOwn = result.inDigest ? told?.isOwn === true : notification.status === 'firing';
    log.set(subject, entry && { ...entry, isOwn });
  } else if (!result.mayBeTaken) log.set(subject, told);
  context.onDelivery(channel, group, result);
  decided(result);
}

/**
 * What is known while a message is under way. Should the process die, or the answer be lost, ends are told again, and so
 * is what fires anew.
 */
function entryWhileTrying(told: NotifiedEntry | undefined, { alerts }: Notification): NotifiedEntry {
  const { atMillis = 0, firing = [], resolved = [] } = told ?? {};
  const ended = new Set(
    alerts.filter(({ status }) => status === 'resolved').map(({ labels }) => fingerprintOf(labels)),
  );
  const stillFiring = firing.filter((print) => !ended.has(print));
  const still = new Set(stillFiring);
  const fresh = alerts
    .filter(({ status }) => status === 'firing')
    .map(({ labels }) => fingerprintOf(labels))
    .filter((print) => !still.has(print));
  const unsure = firing.filter((print) => ended.has(print));
  const trying = [...new Set([...(told?.trying ?? []), ...fresh, ...unsure])];
  return { atMillis, firing: stillFiring, resolved, trying, isOwn: true };
}

function acknowledgedAlerts({ alerts }: GroupSnapshot, context: GroupDeliveryContext): ReadonlySet<string> {
  const prints = alerts.map(({ labels }) => fingerprintOf(labels));
  return new Set(prints.filter((print) => context.acknowledgements.get(print) !== undefined));
}

function untoldEnds(
  group: GroupSnapshot,
  receivers: readonly Receiver[],
  { log }: GroupDeliveryContext,
): ReadonlySet<string> {
  const channels = receivers.flatMap((receiver) => receiver.channels);
  const toldFiring = new Set(channels.flatMap(({ key }) => awaitedEnds(log.get(group.key, key))));
  const ended = group.alerts.filter((alert) => isResolved(alert, group.nowMillis));
  return new Set(ended.map(({ labels }) => fingerprintOf(labels)).filter((print) => toldFiring.has(print)));
}
