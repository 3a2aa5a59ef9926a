import { SendError } from '../channels/send-error.ts';

/**
 * Waits for what a channel does until the signal aborts, whether or not the channel obeys it. What comes later is dropped.
 * @throws {SendError} when the signal aborts first, or whatever the channel throws
 */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T> | T): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => reject(new SendError('ran out of time', { retry: true }));
    const settle = (finish: () => void) => {
      signal.removeEventListener('abort', leave);
      finish();
    };
    signal.addEventListener('abort', leave, { once: true });
    new Promise<T>((run) => run(work())).then(
      (value) => settle(() => resolve(value)),
      (error) => settle(() => reject(error)),
    );
  });
}
