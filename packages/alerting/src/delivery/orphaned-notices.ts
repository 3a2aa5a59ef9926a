import { Labels } from '@kotoba/core';
import type { Alert } from '../notifications/alert.ts';
import { createNotification, type Notification } from '../notifications/notification.ts';
import { awaitedEnds, type NotificationLog, type NotifiedRecord } from '../notifications/notification-log.ts';
import type { ReceiverChannel } from './group-delivery.ts';
import type { DeliveryResult } from './retry.ts';
import { digestKey } from './storm-control.ts';

/** What telling of orphaned notices needs from around it. */
export interface OrphanedNoticesContext {
  readonly log: NotificationLog;
  readonly externalUrl: string;
  /** The channel a key names; undefined when it is there no more. */
  readonly channelOf: (channelKey: string) => ReceiverChannel | undefined;
  /** Whether a channel that is not there now will not come any more. */
  readonly maySayGone: () => boolean;
  /** What is known of the alert with this fingerprint. */
  readonly alertOf: (print: string) => Alert | undefined;
  /** Keys of the groups there are. */
  readonly groupKeys: () => ReadonlySet<string>;
  readonly onDelivery: (channel: ReceiverChannel, record: NotifiedRecord, result: DeliveryResult) => void;
  /** A channel that was told an alert fires is there no more, so nobody can be told of its end. */
  readonly onDropped: (record: NotifiedRecord) => void;
}

/**
 * Tells the ends nobody else will: of groups that are no more since the routes were changed, whose alerts are told anew
 * from where they belong now; and of digests whose own end did not get through.
 */
export class OrphanedNotices {
  readonly #context: OrphanedNoticesContext;
  #telling: Promise<unknown> | undefined;

  constructor(context: OrphanedNoticesContext) {
    this.#context = context;
  }

  /** Looks for such ends and tells them. Never rejects; while one look is under way there is no other. */
  tell(nowMillis: number, signal: AbortSignal): Promise<unknown> {
    this.#telling ??= Promise.all(
      this.#orphans().map((record) => this.#tellOne(record, nowMillis, signal)),
    ).finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  #orphans(): NotifiedRecord[] {
    const { log, alertOf, groupKeys } = this.#context;
    const keys = groupKeys();
    return log.records.filter((record) => {
      const prints = awaitedEnds(record);
      if (prints.length === 0) return false;
      if (record.groupKey !== digestKey(record.receiver)) return !keys.has(record.groupKey);
      return prints.every((print) => alertOf(print) === undefined);
    });
  }

  async #tellOne(record: NotifiedRecord, nowMillis: number, signal: AbortSignal): Promise<void> {
    const { log, channelOf, maySayGone, onDelivery, onDropped } = this.#context;
    const channel = channelOf(record.channelKey);
    if (channel === undefined) {
      if (!maySayGone()) return;
      onDropped(record);
      log.set(record, undefined);
      return;
    }
    if (channel.sendResolved) {
      const result = await channel.storm.deliver(this.#endOf(record, nowMillis), signal, { alone: true });
      onDelivery(channel, record, result);
      if (!result.delivered) return;
    }
    log.set(record, undefined);
  }

  #endOf(record: NotifiedRecord, nowMillis: number): Notification {
    const { receiver, groupKey } = record;
    const groupLabels = Labels.from(record.groupLabels);
    const known = awaitedEnds(record).flatMap((print) => this.#context.alertOf(print) ?? []);
    const alerts = known.map((alert) => ({
      ...alert,
      endsAtMillis: Math.min(alert.endsAtMillis, nowMillis),
    }));
    const { externalUrl } = this.#context;
    const end = createNotification({ receiver, groupKey, groupLabels, alerts, nowMillis, externalUrl });
    return alerts.length > 0 ? end : { ...end, commonLabels: groupLabels };
  }
}
