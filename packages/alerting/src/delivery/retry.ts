import { type Clock, loggableError, sleep } from '@kotoba/core';
import { SendError } from '../channels/send-error.ts';

/** How failed deliveries are repeated. */
export interface RetryPolicy {
  /** Pause before the second attempt; doubled before each further one. */
  readonly firstPauseMillis: number;
  readonly longestPauseMillis: number;
}

/** One attempt that failed. */
export interface FailedAttempt {
  /** 1 for the first. */
  readonly attempt: number;
  readonly error: SendError;
}

/** What became of a delivery. */
export type DeliveryResult =
  | {
      readonly delivered: true;
      readonly attempts: number;
      readonly answer: string;
      /** It was told together with others, not under its own key. */
      readonly inDigest?: true;
    }
  | {
      readonly delivered: false;
      readonly attempts: number;
      readonly error: SendError;
      readonly mayBeTaken: boolean;
    };

/** What repeating needs from around it. */
export interface RetryContext {
  readonly clock: Clock;
  readonly policy: RetryPolicy;
  /** Aborts when no further attempt is to be made. */
  readonly signal: AbortSignal;
  readonly onFailedAttempt?: (attempt: FailedAttempt) => void;
  /** 0 … 1, so that many senders do not come back at the same moment. @default Math.random */
  readonly random?: () => number;
}

/** Sends until it is taken, refused for good, or time is up. Never rejects. */
export async function sendWithRetry(
  send: () => Promise<string | undefined>,
  { clock, policy, signal, onFailedAttempt, random = Math.random }: RetryContext,
): Promise<DeliveryResult> {
  let mayBeTaken = false;
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send();
      return { delivered: true, attempts: attempt, answer: answer ?? 'was taken' };
    } catch (thrown) {
      const error = asSendError(thrown);
      mayBeTaken ||= error.mayBeTaken;
      onFailedAttempt?.({ attempt, error });
      if (!error.retry || signal.aborted) return { delivered: false, attempts: attempt, error, mayBeTaken };
      const pause = Math.max(error.retryAfterMillis ?? 0, backoff(attempt, policy, random));
      const timeUp = await sleep(clock, pause, signal).then(
        () => false,
        () => true,
      );
      if (timeUp) return { delivered: false, attempts: attempt, error, mayBeTaken };
    }
  }
}

/** Doubles from attempt to attempt; the second half of each pause is chance. */
function backoff(attempt: number, policy: RetryPolicy, random: () => number): number {
  const pause = Math.min(policy.firstPauseMillis * 2 ** (attempt - 1), policy.longestPauseMillis);
  return pause / 2 + (pause / 2) * random();
}

/**
 * What a custom channel throws is tried again; its text is its author's. The error itself is not kept: those of HTTP clients
 * carry the request with its credentials, and results are shown.
 */
function asSendError(thrown: unknown): SendError {
  if (thrown instanceof SendError) return thrown;
  return new SendError(`failed: ${loggableError(thrown)}`, { retry: true });
}
