import type { Clock } from './clock.ts';
import { KotobaError } from './errors.ts';

/**
 * Runs `work` with a signal that aborts after `limitMillis`, and stops waiting for it then, whether or not it
 * obeys the signal. A result that comes later is dropped.
 * @param what names the work in the error, such as `read of database "main"`
 * @throws {KotobaError} KOTOBA_TIMEOUT, or whatever `work` throws
 */
export function withTimeout<T>(
  clock: Clock,
  limitMillis: number,
  what: string,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      const error = new KotobaError('KOTOBA_TIMEOUT', `${what} did not finish within ${limitMillis} ms`);
      reject(error);
      controller.abort(error);
    }, limitMillis);
    const settle = (finish: () => void) => {
      timer.cancel();
      finish();
    };
    try {
      Promise.resolve(work(controller.signal)).then(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
    } catch (error) {
      settle(() => reject(error));
    }
  });
}
