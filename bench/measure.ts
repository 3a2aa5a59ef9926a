import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** One line of a benchmark: our cost beside that of the named peer, in the benchmark's unit. Lower is better. */
export interface BenchCase {
  readonly case: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** `ours / peer`: below 1 we are cheaper. */
  readonly ratio: number;
}

/** One measured round; answers the cost of that round in the benchmark's unit. */
export type Round = () => number | Promise<number>;

export interface InterleaveOptions {
  /** Measured rounds of each side. @default 15 */
  readonly rounds?: number;
  /** Rounds of each side that are run first and thrown away. @default 3 */
  readonly warmupRounds?: number;
}

/** The middle value of a list that is not empty; of an even count, the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Rounds to four significant digits, so that figures of any magnitude read alike. */
export function significant(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : value;
}

/** Makes a case out of two costs. */
export function benchCase(name: string, ours: number, peer: number, peerName: string): BenchCase {
  return {
    case: name,
    ours: significant(ours),
    peer: significant(peer),
    peerName,
    ratio: significant(ours / peer),
  };
}

/**
 * Medians of rounds run in turn, so that a machine that slows down for a while slows both sides alike.
 * The side that goes first changes every round, since the second finds warmer caches.
 */
export async function interleaved(
  sides: { readonly ours: Round; readonly peer: Round },
  { rounds = 15, warmupRounds = 3 }: InterleaveOptions = {},
): Promise<{ ours: number; peer: number }> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < warmupRounds + rounds; round++) {
    const kept = round >= warmupRounds;
    const turns: [Round, number[]][] = [
      [sides.ours, ours],
      [sides.peer, peer],
    ];
    if (round % 2 === 1) turns.reverse();
    for (const [run, results] of turns) {
      globalThis.gc?.();
      const cost = await run();
      if (kept) results.push(cost);
    }
  }
  return { ours: median(ours), peer: median(peer) };
}

/** A round that times `operations` calls of `operation` made in a row, in nanoseconds a call. */
export function nanosecondsEach(operations: number, operation: (index: number) => void): Round {
  return () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < operations; index++) operation(index);
    return Number(process.hrtime.bigint() - start) / operations;
  };
}

/** A round that times one call of `operation`, awaited, in milliseconds. */
export function millisecondsOf(operation: () => unknown): Round {
  return async () => {
    const start = performance.now();
    await operation();
    return performance.now() - start;
  };
}

/**
 * A round that answers the longest block of the event loop, in milliseconds, while `operation` runs: the longest time
 * between two turns of the loop, less the meter's own resolution of 1 ms.
 */
export function longestBlockOf(operation: () => unknown): Round {
  return async () => {
    const resolutionMillis = 1;
    const meter = monitorEventLoopDelay({ resolution: resolutionMillis });
    meter.enable();
    // The meter compares each turn with the one before, so it needs a few turns before the operation starts.
    await turns(3);
    await operation();
    await turns(2);
    meter.disable();
    return Math.max(0, meter.max / 1e6 - resolutionMillis);
  };
}

/** Lets the event loop turn, so that a timer that is due has fired. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}
