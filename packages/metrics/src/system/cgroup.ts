import { join } from 'node:path';
import { type HostRoots, numberOf, readKernelFile, readKernelNumber } from './host-roots.ts';

/** Memory of the tightest limit this process is under. */
export interface CgroupMemory {
  readonly limitBytes: number;
  /** In use without the page cache that can be dropped at once. */
  readonly usedBytes: number;
}

/** CPU of the tightest limit this process is under. */
export interface CgroupCpu {
  /** How many CPUs' time may be used. */
  readonly cpus: number;
  /** CPU time used since the group was made, in microseconds. */
  readonly usedMicros: number;
}

/** What limits the group this process is in; undefined where nothing does or nothing can be told. */
export interface Cgroup {
  memory(): Promise<CgroupMemory | undefined>;
  cpu(): Promise<CgroupCpu | undefined>;
}

/** The group of this process under cgroup v2, else v1; undefined on a host without either. */
export async function findCgroup(roots: HostRoots): Promise<Cgroup | undefined> {
  const membership = await readKernelFile(join(roots.proc, 'self/cgroup'));
  if (membership === undefined) return undefined;
  const paths = membershipPaths(membership);
  if ((await readKernelFile(join(roots.cgroup, 'cgroup.controllers'))) !== undefined)
    return new CgroupV2(roots.cgroup, paths.get('') ?? '/');
  if (!paths.has('memory') && !paths.has('cpu')) return undefined;
  return new CgroupV1(roots.cgroup, paths);
}

/** Path by controller; `''` is the unified hierarchy. Source: cgroups(7), `/proc/pid/cgroup`. */
function membershipPaths(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    if (match === null) continue;
    for (const controller of match[1]!.split(',')) paths.set(controller, match[2]!);
  }
  return paths;
}

/**
 * The group's directory and its ancestors up to the mount, innermost first: a limit may stand on any of them. Inside
 * a container the path may be the host's, and then only the mount's root is there.
 */
function lineage(root: string, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..');
  return parts.map((_, depth) => join(root, ...parts.slice(0, parts.length - depth))).concat(root);
}

function tightest<Found>(found: ReadonlyArray<Found | undefined>, limit: (of: Found) => number) {
  let best: Found | undefined;
  for (const candidate of found)
    if (candidate !== undefined && (best === undefined || limit(candidate) < limit(best))) best = candidate;
  return best;
}

/** Source: Linux Documentation/admin-guide/cgroup-v2. */
class CgroupV2 implements Cgroup {
  readonly #directories: readonly string[];

  constructor(root: string, path: string) {
    this.#directories = lineage(root, path);
  }

  async memory(): Promise<CgroupMemory | undefined> {
    const read = async (directory: string) => {
      const limitBytes = await readKernelNumber(join(directory, 'memory.max'));
      if (limitBytes === undefined) return undefined;
      const [current, stat] = await Promise.all([
        readKernelNumber(join(directory, 'memory.current')),
        readKernelFile(join(directory, 'memory.stat')),
      ]);
      return workingSet(limitBytes, current, stat && numberOf(stat, 'inactive_file'));
    };
    return tightest(await Promise.all(this.#directories.map(read)), (memory) => memory.limitBytes);
  }

  async cpu(): Promise<CgroupCpu | undefined> {
    const read = async (directory: string) => {
      const [max, set] = await Promise.all([
        readKernelFile(join(directory, 'cpu.max')),
        readKernelFile(join(directory, 'cpuset.cpus.effective')),
      ]);
      const quota = /^(\d+) (\d+)/.exec(max ?? '');
      const cpus = smaller(quota && Number(quota[1]) / Number(quota[2]), cpuCount(set));
      if (cpus === undefined) return undefined;
      const stat = await readKernelFile(join(directory, 'cpu.stat'));
      const usedMicros = stat && numberOf(stat, 'usage_usec');
      return usedMicros === undefined || usedMicros === '' ? undefined : { cpus, usedMicros };
    };
    return tightest(await Promise.all(this.#directories.map(read)), (cpu) => cpu.cpus);
  }
}

/** Source: Linux Documentation/admin-guide/cgroup-v1 and Documentation/scheduler/sched-bwc. */
class CgroupV1 implements Cgroup {
  readonly #root: string;
  readonly #paths: ReadonlyMap<string, string>;

  constructor(root: string, paths: ReadonlyMap<string, string>) {
    this.#root = root;
    this.#paths = paths;
  }

  async memory(): Promise<CgroupMemory | undefined> {
    const read = async (directory: string) => {
      const limitBytes = await readKernelNumber(join(directory, 'memory.limit_in_bytes'));
      if (limitBytes === undefined) return undefined;
      const [current, stat] = await Promise.all([
        readKernelNumber(join(directory, 'memory.usage_in_bytes')),
        readKernelFile(join(directory, 'memory.stat')),
      ]);
      return workingSet(limitBytes, current, stat && numberOf(stat, 'total_inactive_file'));
    };
    return tightest(await Promise.all(this.#directories('memory').map(read)), (memory) => memory.limitBytes);
  }

  async cpu(): Promise<CgroupCpu | undefined> {
    const accounts = this.#directories('cpuacct');
    const sets = this.#directories('cpuset');
    const read = async (directory: string, depth: number) => {
      const [quota, period, set] = await Promise.all([
        readKernelNumber(join(directory, 'cpu.cfs_quota_us')),
        readKernelNumber(join(directory, 'cpu.cfs_period_us')),
        readKernelFile(join(sets[depth] ?? sets[0] ?? directory, 'cpuset.effective_cpus')),
      ]);
      const cpus = smaller(quota && period && quota / period, cpuCount(set));
      const account = accounts[depth] ?? accounts[0];
      if (cpus === undefined || account === undefined) return undefined;
      const usedNanos = await readKernelNumber(join(account, 'cpuacct.usage'));
      return usedNanos === undefined ? undefined : { cpus, usedMicros: usedNanos / 1_000 };
    };
    return tightest(await Promise.all(this.#directories('cpu').map(read)), (cpu) => cpu.cpus);
  }

  #directories(controller: string): string[] {
    const path = this.#paths.get(controller);
    return path === undefined ? [] : lineage(join(this.#root, controller), path);
  }
}

function workingSet(
  limitBytes: number,
  current: number | undefined,
  inactiveFile: number | '' | undefined,
): CgroupMemory | undefined {
  if (current === undefined || limitBytes === 0) return undefined;
  return { limitBytes, usedBytes: Math.max(0, current - (inactiveFile || 0)) };
}

function smaller(a: number | null | undefined, b: number | undefined): number | undefined {
  if (!a) return b;
  return b === undefined ? a : Math.min(a, b);
}

/** How many CPUs a list such as `0-3,8` names. */
function cpuCount(list: string | undefined): number | undefined {
  let count = 0;
  for (const range of (list ?? '').trim().split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(range);
    if (match === null) return undefined;
    count += Number(match[2] ?? match[1]) - Number(match[1]) + 1;
  }
  return count;
}
