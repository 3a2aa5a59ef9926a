import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@kotoba/core';
import type { Cgroup } from './cgroup.ts';
import { type HostRoots, readKernelFile } from './host-roots.ts';

/** Used and available CPU time so far, both in the same unit. */
interface CpuTimes {
  /** Which counters these are; a difference across two kinds means nothing. */
  readonly kind: string;
  readonly used: number;
  readonly available: number;
  readonly atMillis: number;
}

/** Two readings closer than this tell more about the kernel's tick than about the load. */
const SHORTEST_SPAN_MILLIS = 500;

/**
 * Share of CPU time in use between two readings: of the container's quota where one is set below what the host has,
 * else of the host. The first reading has nothing to compare with and yields nothing.
 */
export class CpuUsage {
  readonly #clock: Clock;
  readonly #roots: HostRoots;
  readonly #cgroup: Promise<Cgroup | undefined>;
  #previous: CpuTimes | undefined;
  #percent: number | undefined;
  #running: Promise<number | undefined> | undefined;

  constructor(clock: Clock, roots: HostRoots, cgroup: Promise<Cgroup | undefined>) {
    this.#clock = clock;
    this.#roots = roots;
    this.#cgroup = cgroup;
  }

  /** 0 … 100; undefined while unknown. Those who ask during a reading wait for it: two would overtake each other. */
  percent(): Promise<number | undefined> {
    this.#running ??= this.#next().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #next(): Promise<number | undefined> {
    const times = await this.#read();
    const previous = this.#previous;
    if (times === undefined) return undefined;
    if (previous !== undefined && previous.kind === times.kind) {
      if (times.atMillis - previous.atMillis < SHORTEST_SPAN_MILLIS) return this.#percent;
      this.#percent = share(times.used - previous.used, times.available - previous.available);
    } else this.#percent = undefined;
    this.#previous = times;
    return this.#percent;
  }

  async #read(): Promise<CpuTimes | undefined> {
    const atMillis = this.#clock.monotonic();
    const host = await this.#readHost();
    const limit = await (await this.#cgroup)?.cpu();
    if (limit !== undefined && (host === undefined || limit.cpus < host.cpus))
      return {
        kind: `cgroup ${limit.cpus}`,
        used: limit.usedMicros,
        available: atMillis * 1_000 * limit.cpus,
        atMillis,
      };
    return host && { kind: 'host', used: host.busy, available: host.total, atMillis };
  }

  async #readHost(): Promise<{ cpus: number; busy: number; total: number } | undefined> {
    const stat = await readKernelFile(join(this.#roots.proc, 'stat'));
    return stat === undefined ? fromOs() : fromProcStat(stat);
  }
}

function share(used: number, available: number): number | undefined {
  if (!(available > 0) || !(used >= 0)) return undefined;
  return Math.min(100, (used / available) * 100);
}

/** Source: proc_stat(5). Guest time is part of user time and not added again. */
function fromProcStat(stat: string): { cpus: number; busy: number; total: number } | undefined {
  const line = /^cpu +(.+)$/m.exec(stat)?.[1];
  if (line === undefined) return undefined;
  const times = line.split(' ').slice(0, 8).map(Number);
  const total = times.reduce((sum, time) => sum + time, 0);
  const [, , , idle = 0, iowait = 0] = times;
  const count = stat.match(/^cpu\d+ /gm)?.length ?? 0;
  return Number.isFinite(total) ? { cpus: count, busy: total - idle - iowait, total } : undefined;
}

function fromOs(): { cpus: number; busy: number; total: number } | undefined {
  const all = cpus();
  if (all.length === 0) return undefined;
  let busy = 0;
  let total = 0;
  for (const { times } of all) {
    busy += times.user + times.nice + times.sys + times.irq;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return total === 0 ? undefined : { cpus: all.length, busy, total };
}
