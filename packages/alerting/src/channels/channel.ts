import type { Notification } from '../notifications/notification.ts';

/** What a channel may use while it sends. */
export interface SendContext {
  /** Aborts when there is no time left; a channel that goes on after it is not waited for. */
  readonly signal: AbortSignal;
}

/** One way to reach people or machines. A custom channel is an object of this shape. */
export interface Channel {
  /** Value of the label `channel` of `kotoba_notifications_total`, and what logs and the API call it. */
  readonly type: string;
  /** Whether it wants to hear of ends. */
  readonly sendResolved: boolean;
  /**
   * Delivers the message: resolves, with what the other side answered, once that has taken it.
   * Rejects with a {@link SendError} to say whether trying again makes sense; anything else it rejects with is tried again.
   * The same message may be sent twice; `groupKey` tells the other side that it belongs to what it knows.
   */
  send(notification: Notification, context: SendContext): Promise<string | undefined>;
  /**
   * Tells the other side that somebody has taken the group on, where it can show that.
   * Rejects as `send` does.
   */
  acknowledge?(group: Pick<Notification, 'groupKey'>, context: SendContext): Promise<string | undefined>;
}
