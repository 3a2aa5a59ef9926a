import {
  type Clock,
  createLogger,
  errorMessage,
  KotobaError,
  type Labels,
  LogLimiter,
  loggableError,
  type Timer,
  withTimeout,
} from '@kotoba/core';
import type { Channel } from './channels/channel.ts';
import { ChannelQueue } from './delivery/channel-queue.ts';
import { type Explanation, Explanations } from './delivery/explanations.ts';
import {
  deliverGroup,
  type GroupDeliveryContext,
  type Receiver,
  type ReceiverChannel,
} from './delivery/group-delivery.ts';
import { type DeliveryLimits, deliveryDefaults } from './delivery/options.ts';
import { OrphanedNotices } from './delivery/orphaned-notices.ts';
import type { DeliveryResult } from './delivery/retry.ts';
import { StormControl } from './delivery/storm-control.ts';
import { whileTimeIsLeft } from './delivery/while-time-is-left.ts';
import { type Acknowledgement, Acknowledgements } from './notifications/acknowledgements.ts';
import { type Alert, fingerprintOf } from './notifications/alert.ts';
import type { AlertGroup, GroupSnapshot, SentGroup } from './notifications/alert-group.ts';
import type { AlertStatus } from './notifications/alert-status.ts';
import { Dispatcher } from './notifications/dispatcher.ts';
import { Inhibitor, type InhibitRule } from './notifications/inhibition.ts';
import { NotificationLog } from './notifications/notification-log.ts';
import { createRoutes, matchRoutes, type RootRouteConfig, type Route } from './notifications/route.ts';
import { Silences } from './notifications/silences.ts';
import type { TimeInterval } from './notifications/time-interval.ts';
import type { AlertSink } from './sinks/alert-sink.ts';
import type { StateStore } from './state/state-store.ts';

/** How a message fared: told once for each message, and once for each attempt that is repeated. */
export type NotificationOutcome = 'sent' | 'failed' | 'retried';

/** A message that was sent, or given up until its group's next turn. */
export interface Delivery {
  readonly atMillis: number;
  readonly receiver: string;
  readonly channel: string;
  readonly groupKey: string;
  readonly result: DeliveryResult;
}

/** What a {@link Notifier} works with. */
export interface NotifierOptions {
  readonly route: RootRouteConfig;
  /** The channels of each receiver. */
  readonly receivers: ReadonlyMap<string, readonly Channel[]>;
  readonly inhibitRules?: readonly InhibitRule[];
  readonly timeIntervals?: ReadonlyMap<string, readonly TimeInterval[]>;
  readonly externalUrl: string;
  readonly clock: Clock;
  readonly store: StateStore;
  readonly limits?: Partial<DeliveryLimits>;
  /** How long alerts that fired before a restart are given to be reported again. @default 300000 */
  readonly restartGraceMillis?: number;
  /** @default 10000 */
  readonly maxGroups?: number;
  /** Must not throw. */
  readonly onOutcome?: (channel: string, outcome: NotificationOutcome) => void;
}

const DEFAULT_RESTART_GRACE_MILLIS = 300_000;
const DEFAULT_MAX_GROUPS = 10_000;
const KEPT_DELIVERIES = 1_000;
const LOG_AGAIN_AFTER_MILLIS = 600_000;
const ACKNOWLEDGE_TIMEOUT_MILLIS = 30_000;
/** Longest that `stop()` waits for messages that are gathered or on their way; they are aborted when it begins. */
const STOP_TIMEOUT_MILLIS = 5_000;
const FORGET_EVERY_MILLIS = 900_000;
const ORPHANS_EVERY_MILLIS = 60_000;
const LOG_KEPT_MILLIS = 120 * 3_600_000;

const logger = createLogger('alerting');

/** Our own Alertmanager: groups, mutes and sends the alerts it is given. */
export class Notifier implements AlertSink {
  readonly silences: Silences;
  readonly #options: NotifierOptions;
  readonly #routes: Route;
  readonly #limits: DeliveryLimits;
  readonly #acknowledgements: Acknowledgements;
  readonly #explanations = new Explanations();
  readonly #log: NotificationLog;
  readonly #inhibitor: Inhibitor;
  readonly #logLimiter: LogLimiter;
  readonly #dispatcher: Dispatcher;
  readonly #receivers = new Map<string, Receiver>();
  readonly #channels = new Map<string, readonly Channel[]>();
  readonly #deliveries: Delivery[] = [];
  readonly #restartGraceMillis: number;
  readonly #orphans: OrphanedNotices;
  readonly #timers: readonly Timer[];
  readonly #stopping = new AbortController();

  constructor(options: NotifierOptions) {
    const { clock, store } = options;
    this.#options = options;
    this.#routes = createRoutes(options.route);
    this.#restartGraceMillis = options.restartGraceMillis ?? DEFAULT_RESTART_GRACE_MILLIS;
    this.#limits = { ...deliveryDefaults, ...options.limits };
    this.silences = new Silences(clock, store);
    this.#acknowledgements = new Acknowledgements(clock, store);
    this.#log = new NotificationLog(store);
    this.#inhibitor = new Inhibitor(options.inhibitRules ?? []);
    this.#logLimiter = new LogLimiter(clock, LOG_AGAIN_AFTER_MILLIS);
    for (const [name, channels] of options.receivers) this.#setChannels(name, channels);
    this.#dispatcher = this.#createDispatcher();
    this.#orphans = this.#createOrphans();
    const tellOrphans = () => {
      this.#orphans
        .tell(clock.now(), this.#stopping.signal)
        .catch((error) => this.#warn('orphans', `telling what ended failed: ${loggableError(error)}`));
    };
    this.#timers = [
      clock.setInterval(() => this.#log.forgetBefore(clock.now() - LOG_KEPT_MILLIS), FORGET_EVERY_MILLIS),
      clock.setTimeout(tellOrphans, 0),
      clock.setInterval(tellOrphans, ORPHANS_EVERY_MILLIS),
    ];
  }

  put(alerts: readonly Alert[]): void {
    this.#dispatcher.put(alerts);
  }

  /** Every alert known: firing, and ended ones somebody has still to be told about. */
  get alerts(): readonly Alert[] {
    return [...this.#dispatcher.alerts];
  }

  get groups(): readonly AlertGroup[] {
    return this.#dispatcher.groups;
  }

  /** What stands between an alert with these labels and its messages now. */
  statusOf(labels: Labels): AlertStatus {
    const inhibition = this.#inhibitor.inhibiting(labels, this.#options.clock.now());
    return {
      silencedBy: this.silences.silencing(labels),
      inhibitedBy: inhibition === undefined ? [] : [fingerprintOf(inhibition.by.labels)],
      receivers: [...new Set(matchRoutes(this.#routes, labels).map(({ receiver }) => receiver))],
    };
  }

  /** Adds a channel to a receiver, which is made when it is not there. It is told of alerts at their group's next turn. */
  addChannel(receiver: string, channel: Channel): void {
    this.#setChannels(receiver, [...(this.#channels.get(receiver) ?? []), channel]);
  }

  /** Names of all receivers, in the order they were given. */
  get receiverNames(): readonly string[] {
    return [...this.#receivers.keys()];
  }

  /** What was sent last, newest first. */
  deliveries(limit: number): readonly Delivery[] {
    return this.#deliveries.slice(-limit).reverse();
  }

  /** The decisions about an alert, by group. */
  explain(labels: Labels): Explanation[] {
    const alert = this.#dispatcher.get(labels);
    return alert === undefined ? [] : this.#explanations.of(alert);
  }

  acknowledgementOf(labels: Labels): Acknowledgement | undefined {
    return this.#acknowledgements.get(fingerprintOf(labels));
  }

  /**
   * Notes that somebody has taken an alert on: it is not repeated and not escalated until it ends.
   * @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_ALERT
   */
  async acknowledge(labels: Labels, by: string, comment = ''): Promise<Acknowledgement> {
    const alert = this.#dispatcher.get(labels);
    if (alert === undefined)
      throw new KotobaError('KOTOBA_ALERTING_UNKNOWN_ALERT', `there is no alert ${labels}`);
    const acknowledgement = this.#acknowledgements.set(fingerprintOf(labels), by, comment);
    const groups = this.groups.filter((group) => group.holds(alert) && this.#isTakenOn(group));
    await Promise.all(groups.map((group) => this.#tellAcknowledged(group)));
    return acknowledgement;
  }

  /**
   * Takes an alert for ended now, until it is put again.
   * @throws {KotobaError} KOTOBA_ALERTING_UNKNOWN_ALERT
   */
  resolve(labels: Labels): void {
    const alert = this.#dispatcher.get(labels);
    if (alert === undefined)
      throw new KotobaError('KOTOBA_ALERTING_UNKNOWN_ALERT', `there is no alert ${labels}`);
    const now = this.#options.clock.now();
    this.put([{ ...alert, endsAtMillis: now, updatedAtMillis: now }]);
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.cancel();
    this.#stopping.abort(new Error('alerting is shutting down'));
    await withTimeout(this.#options.clock, STOP_TIMEOUT_MILLIS, 'what is under way', () =>
      this.#dispatcher.stop(),
    ).catch((error) => logger.warn(`notifications were cut off: ${errorMessage(error)}`));
  }

  #setChannels(name: string, channels: readonly Channel[]): void {
    const known = this.#receivers.get(name)?.channels ?? [];
    const added = channels
      .slice(known.length)
      .map((channel, i) => this.#receiverChannel(name, channel, known.length + i));
    this.#channels.set(name, channels);
    this.#receivers.set(name, { name, channels: [...known, ...added] });
  }

  #receiverChannel(receiver: string, channel: Channel, index: number): ReceiverChannel {
    const { clock, onOutcome } = this.#options;
    const { type, sendResolved } = channel;
    const key = `${receiver}/${type}/${index}`;
    const onFailedAttempt = () => onOutcome?.(type, 'retried');
    const queue = new ChannelQueue(channel, { clock, limits: this.#limits, onFailedAttempt });
    const storm = new StormControl(queue, { clock, limits: this.#limits, log: this.#log, channelKey: key });
    return { key, type, sendResolved, storm };
  }

  #createDispatcher(): Dispatcher {
    const { clock, store, externalUrl, timeIntervals = new Map() } = this.#options;
    return new Dispatcher({
      routes: this.#routes,
      clock,
      store,
      restartGraceMillis: this.#restartGraceMillis,
      maxGroups: this.#options.maxGroups ?? DEFAULT_MAX_GROUPS,
      onRefused: () =>
        this.#warn('groups', 'an alert is not sent: there are more groups than maxGroups allows'),
      onKnown: (alert) => this.#inhibitor.note(alert),
      onForgotten: (alert) => {
        this.#inhibitor.forget(alert);
        this.#acknowledgements.clear(fingerprintOf(alert.labels));
        this.#explanations.forget(alert);
      },
      send: (group) =>
        this.#deliver(group, {
          clock,
          externalUrl,
          inhibitor: this.#inhibitor,
          timeIntervals,
          receivers: this.#receivers,
          silences: this.silences,
          acknowledgements: this.#acknowledgements,
          log: this.#log,
          onDecision: (one, alert, decision) => this.#explanations.note(one, alert, decision),
          onDelivery: (channel, one, result) => this.#delivered(channel, one.route.receiver, one.key, result),
        }),
    });
  }

  /** Never rejects: a group that cannot be told now keeps all it has for its next turn. */
  async #deliver(group: GroupSnapshot, context: GroupDeliveryContext): Promise<SentGroup> {
    try {
      return await deliverGroup(group, context);
    } catch (error) {
      this.#warn(`group ${group.key}`, `the group ${group.key} was not told: ${loggableError(error)}`);
      return { untold: new Set(group.alerts.map(({ labels }) => fingerprintOf(labels))) };
    }
  }

  #createOrphans(): OrphanedNotices {
    const { clock, externalUrl } = this.#options;
    const graceEndsAt = clock.now() + this.#restartGraceMillis;
    return new OrphanedNotices({
      log: this.#log,
      externalUrl,
      channelOf: (key) =>
        [...this.#receivers.values()].flatMap(({ channels }) => channels).find((one) => one.key === key),
      // Channels may be added after the start.
      maySayGone: () => clock.now() >= graceEndsAt,
      alertOf: (print) => this.#dispatcher.getByFingerprint(print),
      groupKeys: () => new Set(this.groups.map(({ key }) => key)),
      onDelivery: (channel, { receiver, groupKey }, result) =>
        this.#delivered(channel, receiver, groupKey, result),
      onDropped: ({ channelKey, groupKey }) =>
        this.#warn(
          `dropped ${channelKey}`,
          `the end of ${groupKey} is told to nobody: the channel ${channelKey} is there no more`,
        ),
    });
  }

  #delivered({ type }: ReceiverChannel, receiver: string, groupKey: string, result: DeliveryResult): void {
    this.#options.onOutcome?.(type, result.delivered ? 'sent' : 'failed');
    this.#deliveries.push({ atMillis: this.#options.clock.now(), receiver, channel: type, groupKey, result });
    if (this.#deliveries.length > KEPT_DELIVERIES) this.#deliveries.shift();
    if (!result.delivered)
      this.#warn(`${receiver} ${type}`, `${type} for ${receiver} ${result.error.message}`);
  }

  #isTakenOn(group: AlertGroup): boolean {
    const now = this.#options.clock.now();
    return group.alerts.every(
      (alert) =>
        alert.endsAtMillis <= now || this.#acknowledgements.get(fingerprintOf(alert.labels)) !== undefined,
    );
  }

  async #tellAcknowledged(group: AlertGroup): Promise<void> {
    const { clock } = this.#options;
    const abort = new AbortController();
    const limit = clock.setTimeout(() => abort.abort(), ACKNOWLEDGE_TIMEOUT_MILLIS);
    const channels = this.#channels.get(group.route.receiver) ?? [];
    const telling = channels.map(async (channel) => {
      try {
        const { signal } = abort;
        await whileTimeIsLeft(signal, () => channel.acknowledge?.({ groupKey: group.key }, { signal }));
      } catch (error) {
        const reason = error instanceof KotobaError ? error.message : 'failed';
        this.#warn(
          `acknowledge ${channel.type}`,
          `${channel.type} was not told of an acknowledgement: ${reason}`,
        );
      }
    });
    await Promise.all(telling);
    limit.cancel();
  }

  #warn(key: string, message: string): void {
    if (this.#logLimiter.allows(key)) logger.warn(message);
  }
}
