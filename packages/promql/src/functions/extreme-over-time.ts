import type { FloatKernel } from './float-function.ts';

/** Which extreme of a window is wanted, and what of it. */
export interface Extreme {
  readonly isMax: boolean;
  /** When it was, in seconds, rather than what: the last time of several. */
  readonly isTime: boolean;
}

/**
 * The greatest or smallest float of each window; NaN only where there is nothing else. A queue holds the candidates
 * of the current window, each better than all that follow it, so that every sample enters and leaves it once.
 */
export function extremeKernel({ isMax, isTime }: Extreme): FloatKernel {
  let queue = new Int32Array(0);
  const sign = isMax ? 1 : -1;
  return ({ timestamps, values, windows }, result) => {
    if (queue.length < values.length) queue = new Int32Array(values.length);
    let head = 0;
    let tail = 0;
    let next = windows.first[0]!;
    for (let step = 0; step < result.length; step++) {
      const from = windows.first[step]!;
      const to = windows.end[step]!;
      if (from === to) continue;
      for (next = Math.max(next, from); next < to; next++) {
        const value = sign * values[next]!;
        if (Number.isNaN(value)) continue;
        // Of equal values the first is the extreme, but the last gives the time.
        while (tail > head && beats(value, sign * values[queue[tail - 1]!]!, isTime)) tail--;
        queue[tail++] = next;
      }
      while (head < tail && queue[head]! < from) head++;
      // Nothing but NaN: the last of them counts.
      const best = head < tail ? queue[head]! : to - 1;
      result[step] = isTime ? timestamps[best]! / 1000 : values[best]!;
    }
    return undefined;
  };
}

function beats(value: number, other: number, isEqualEnough: boolean): boolean {
  return value > other || (isEqualEnough && value === other);
}
