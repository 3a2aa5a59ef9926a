import { untilAborted } from '@kotoba/core';
import { SendError } from '../channels/send-error.ts';

/**
 * Waits for what a channel does until the signal aborts. What comes later is dropped.
 * @throws {SendError} when the signal aborts first, or whatever the channel throws
 */
export async function whileTimeIsLeft<T>(signal: AbortSignal, work: () => Promise<T> | T): Promise<T> {
  try {
    return await untilAborted(new Promise<T>((run) => run(work())), signal);
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw new SendError('ran out of time', { retry: true });
    throw error;
  }
}
