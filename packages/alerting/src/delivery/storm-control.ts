import { type Clock, Labels } from '@kotoba/core';
import { fingerprintOf } from '../notifications/alert.ts';
import { createNotification, type Notification } from '../notifications/notification.ts';
import type { NotificationLog } from '../notifications/notification-log.ts';
import type { ChannelQueue } from './channel-queue.ts';
import type { DeliveryLimits } from './options.ts';
import type { DeliveryResult } from './retry.ts';

/** What storm control needs from around it. */
export interface StormControlContext {
  readonly clock: Clock;
  readonly limits: DeliveryLimits;
  readonly log: NotificationLog;
  /** Names the channel in the log. */
  readonly channelKey: string;
}

interface Digest {
  readonly notifications: Notification[];
  readonly delivered: Promise<DeliveryResult>;
}

/**
 * Many messages at once become one: after so many in a window those that follow are gathered into a digest.
 * Messages with a critical alert go out by themselves. Once all that digests told of has ended, one more message says so.
 */
export class StormControl {
  readonly #queue: ChannelQueue;
  readonly #context: StormControlContext;
  readonly #sentAt: number[] = [];
  #digest: Digest | undefined;

  constructor(queue: ChannelQueue, context: StormControlContext) {
    this.#queue = queue;
    this.#context = context;
  }

  /** Delivers the message, by itself, as it must be with `alone`, or within a digest. Never rejects. */
  async deliver(
    notification: Notification,
    signal: AbortSignal,
    { alone = false }: { readonly alone?: boolean } = {},
  ): Promise<DeliveryResult> {
    const isStorm = this.#isStorm();
    const byItself = alone || isCritical(notification) || !isStorm;
    const result = await (byItself ? this.#queue.deliver(notification, signal) : this.#gather(notification));
    if (result.delivered) await this.#noteEnds(notification, signal);
    return result;
  }

  /** Counts this message, and answers whether there were too many before it. */
  #isStorm(): boolean {
    const { clock, limits } = this.#context;
    const now = clock.monotonic();
    while (this.#sentAt.length > 0 && this.#sentAt[0]! <= now - limits.stormWindowMillis)
      this.#sentAt.shift();
    if (this.#sentAt.length >= limits.stormMessages) return true;
    this.#sentAt.push(now);
    return false;
  }

  #gather(notification: Notification): Promise<DeliveryResult> {
    if (this.#digest === undefined) {
      const notifications: Notification[] = [];
      const { clock, limits } = this.#context;
      const delivered = new Promise<DeliveryResult>((resolve) => {
        clock.setTimeout(() => {
          this.#digest = undefined;
          void this.#sendDigest(notifications).then(resolve);
        }, limits.digestMillis);
      });
      this.#digest = { notifications, delivered };
    }
    this.#digest.notifications.push(notification);
    return this.#digest.delivered;
  }

  async #sendDigest(notifications: readonly Notification[]): Promise<DeliveryResult> {
    const { clock, limits, log, channelKey } = this.#context;
    const abort = new AbortController();
    const limit = clock.setTimeout(() => abort.abort(), limits.digestTimeoutMillis);
    const gathered = this.#digestOf(notifications);
    const { receiver, groupKey } = gathered;
    const told = () => log.get(groupKey, channelKey)?.firing ?? [];
    const ended = printsOf(gathered, 'resolved');
    const before = new Set(told());
    const fresh = [...printsOf(gathered, 'firing')].filter((print) => !before.has(print));
    // Noted beforehand: should the process die, the end is told all the same.
    this.#note(receiver, [...before, ...fresh]);
    const goesOn = told().some((print) => !ended.has(print));
    const digest = { ...gathered, status: goesOn ? ('firing' as const) : ('resolved' as const) };
    const result = await this.#queue.deliver(digest, abort.signal);
    limit.cancel();
    const taken = new Set(fresh);
    if (result.delivered)
      this.#note(
        receiver,
        told().filter((print) => !ended.has(print)),
      );
    else if (!result.mayBeTaken)
      this.#note(
        receiver,
        told().filter((print) => !taken.has(print)),
      );
    return result.delivered ? { ...result, inDigest: true } : result;
  }

  /** Remembers the alerts that digests told of and that have not ended. */
  #note(receiver: string, firing: readonly string[]): void {
    const { clock, log, channelKey } = this.#context;
    const subject = {
      groupKey: digestKey(receiver),
      channelKey,
      receiver,
      groupLabels: { alertname: 'Digest' },
    };
    log.set(subject, firing.length === 0 ? undefined : { atMillis: clock.now(), firing, resolved: [] });
  }

  #digestOf(notifications: readonly Notification[]): Notification {
    const { receiver, externalUrl } = notifications[0]!;
    const alerts = notifications.flatMap((one) => one.alerts);
    return createNotification({
      receiver,
      groupKey: digestKey(receiver),
      groupLabels: Labels.from({ alertname: `Digest of ${notifications.length} groups` }),
      alerts,
      nowMillis: this.#context.clock.now(),
      externalUrl,
    });
  }

  /** Strikes ends off what digests told of; the last one is told as the digest's own end. */
  async #noteEnds(notification: Notification, signal: AbortSignal): Promise<void> {
    const { log, channelKey } = this.#context;
    const groupKey = digestKey(notification.receiver);
    const entry = log.get(groupKey, channelKey);
    if (entry === undefined || entry.firing.length === 0) return;
    const ended = printsOf(notification, 'resolved');
    const firing = entry.firing.filter((print) => !ended.has(print));
    if (firing.length === entry.firing.length) return;
    if (firing.length === 0 && this.#queue.channel.sendResolved) {
      const alerts = notification.alerts.filter(({ status }) => status === 'resolved');
      const end = { ...this.#digestOf([notification]), status: 'resolved' as const, alerts };
      const { delivered } = await this.#queue.deliver(end, signal);
      if (!delivered) return;
    }
    this.#note(notification.receiver, firing);
  }
}

function printsOf({ alerts }: Notification, status: 'firing' | 'resolved'): Set<string> {
  const chosen = alerts.filter((alert) => alert.status === status);
  return new Set(chosen.map(({ labels }) => fingerprintOf(labels)));
}

/** The key of the digests' own group. */
export function digestKey(receiver: string): string {
  return `digest/${receiver}`;
}

function isCritical({ alerts }: Notification): boolean {
  return alerts.some(({ status, labels }) => status === 'firing' && labels.get('severity') === 'critical');
}
