import { type Clock, sleep } from '@kotoba/core';
import type { Channel } from '../channels/channel.ts';
import { SendError } from '../channels/send-error.ts';
import type { Notification } from '../notifications/notification.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { DeliveryLimits } from './options.ts';
import { type DeliveryResult, type FailedAttempt, sendWithRetry } from './retry.ts';
import { whileTimeIsLeft } from './while-time-is-left.ts';

/** What a queue needs from around it. */
export interface ChannelQueueContext {
  readonly clock: Clock;
  readonly limits: DeliveryLimits;
  readonly onFailedAttempt: (attempt: FailedAttempt) => void;
  readonly random?: () => number;
}

/**
 * One channel's way out: so many messages at a time, so many a minute, none for a while after failures in a row.
 * A message beyond the queue's length is refused at once; its group comes again.
 */
export class ChannelQueue {
  readonly channel: Channel;
  readonly #context: ChannelQueueContext;
  readonly #breaker: CircuitBreaker;
  /** When the messages of the last minute were sent. */
  readonly #sentAt: number[] = [];
  readonly #waiting: Array<() => void> = [];
  #running = 0;

  constructor(channel: Channel, context: ChannelQueueContext) {
    const { clock, limits } = context;
    this.channel = channel;
    this.#context = context;
    this.#breaker = new CircuitBreaker({
      failures: limits.breakerFailures,
      openMillis: limits.breakerOpenMillis,
      clock,
    });
  }

  /** Messages that wait or are on their way. */
  get length(): number {
    return this.#running + this.#waiting.length;
  }

  /** Whether the channel is left alone after failures. */
  get isOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /** Delivers the message unless time is up first. Never rejects. */
  async deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryResult> {
    const { clock, limits, onFailedAttempt, random } = this.#context;
    if (this.length >= limits.maxQueuedMessages) return notDelivered('the queue is full');
    if (!(await this.#turn(signal))) return notDelivered('ran out of time');
    try {
      return await sendWithRetry(() => this.#attempt(notification, signal), {
        clock,
        policy: limits,
        signal,
        onFailedAttempt,
        ...(random !== undefined && { random }),
      });
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  /** Waits for a place among those on their way; false when time is up first. */
  async #turn(signal: AbortSignal): Promise<boolean> {
    while (this.#running >= this.#context.limits.maxConcurrentMessages && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const go = () => {
          signal.removeEventListener('abort', leave);
          resolve();
        };
        const leave = () => {
          this.#waiting.splice(this.#waiting.indexOf(go), 1);
          resolve();
        };
        this.#waiting.push(go);
        signal.addEventListener('abort', leave, { once: true });
      });
    }
    if (signal.aborted) return false;
    this.#running++;
    return true;
  }

  async #attempt(notification: Notification, signal: AbortSignal): Promise<string | undefined> {
    const { clock } = this.#context;
    for (let wait = this.#waitMillis(); wait > 0; wait = this.#waitMillis()) {
      await sleep(clock, wait, signal).catch(() => {
        throw new SendError(
          this.isOpen ? 'was left alone after failures' : 'was held back by the rate limit',
          { retry: true, mayBeTaken: false },
        );
      });
    }
    this.#sentAt.push(clock.monotonic());
    try {
      const answer: unknown = await whileTimeIsLeft(signal, () =>
        this.channel.send(notification, { signal }),
      );
      this.#breaker.succeeded();
      return typeof answer === 'string' ? answer : undefined;
    } catch (error) {
      // A refusal for good is an answer: the other side is well.
      if (error instanceof SendError && !error.retry) this.#breaker.succeeded();
      else this.#breaker.failed();
      throw error;
    }
  }

  #waitMillis(): number {
    const { clock, limits } = this.#context;
    const minuteAgo = clock.monotonic() - 60_000;
    while (this.#sentAt.length > 0 && this.#sentAt[0]! <= minuteAgo) this.#sentAt.shift();
    if (this.#sentAt.length >= limits.maxMessagesPerMinute) return this.#sentAt[0]! - minuteAgo;
    return this.#breaker.waitMillis();
  }
}

function notDelivered(reason: string): DeliveryResult {
  const error = new SendError(reason, { retry: true, mayBeTaken: false });
  return { delivered: false, attempts: 0, error, mayBeTaken: false };
}
