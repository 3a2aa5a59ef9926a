import { KotobaError } from '@kotoba/core';

/** What is known about a delivery that failed. */
export interface SendErrorOptions {
  /** Whether the same message may get through later. */
  readonly retry: boolean;
  /** How long the other side asked to be left alone. */
  readonly retryAfterMillis?: number;
  /**
   * Whether the other side may have taken the message all the same: it must be told of an end then. @default as `retry`
   */
  readonly mayBeTaken?: boolean;
  readonly cause?: unknown;
}

/** A message was not taken. Its text holds no address and no credential. */
export class SendError extends KotobaError {
  readonly retry: boolean;
  readonly retryAfterMillis: number | undefined;
  readonly mayBeTaken: boolean;

  constructor(message: string, options: SendErrorOptions) {
    super('KOTOBA_ALERTING_SEND_FAILED', message, 'cause' in options ? { cause: options.cause } : {});
    this.retry = options.retry;
    this.retryAfterMillis = options.retryAfterMillis;
    this.mayBeTaken = options.mayBeTaken ?? options.retry;
  }
}
