import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  /** @default 20 000 */
  readonly timeoutMillis?: number;
  /** @default 50 */
  readonly everyMillis?: number;
}

/**
 * Asks until the answer is neither undefined nor false, and returns it. What `ask` throws counts as "not yet" and stands
 * in the message when time is up.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMillis = 20_000, everyMillis = 50 }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMillis;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await sleep(everyMillis);
  } while (performance.now() < deadline);
  throw new Error(`no ${what} within ${timeoutMillis} ms; last: ${String(last)}`, { cause: last });
}
