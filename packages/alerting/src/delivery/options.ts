import type { RetryPolicy } from './retry.ts';

/** How much is sent, and how hard is tried. */
export interface DeliveryLimits extends RetryPolicy {
  /** Messages of one channel that may wait or be on their way; further ones come again with their group. */
  readonly maxQueuedMessages: number;
  readonly maxConcurrentMessages: number;
  /** Messages a channel sends in a minute; further ones wait. */
  readonly maxMessagesPerMinute: number;
  /** Failures in a row after which a channel is left alone. */
  readonly breakerFailures: number;
  readonly breakerOpenMillis: number;
  /** Messages of one channel in a storm's window after which further ones become one digest. */
  readonly stormMessages: number;
  readonly stormWindowMillis: number;
  /** How long messages are gathered into a digest. */
  readonly digestMillis: number;
  /** Longest a digest is tried to be delivered. */
  readonly digestTimeoutMillis: number;
}

/** The defaults of {@link DeliveryLimits}. */
export const deliveryDefaults: DeliveryLimits = {
  firstPauseMillis: 1_000,
  longestPauseMillis: 60_000,
  maxQueuedMessages: 1_000,
  maxConcurrentMessages: 4,
  maxMessagesPerMinute: 60,
  breakerFailures: 5,
  breakerOpenMillis: 30_000,
  stormMessages: 20,
  stormWindowMillis: 60_000,
  digestMillis: 10_000,
  digestTimeoutMillis: 300_000,
};
