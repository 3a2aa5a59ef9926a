import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { HostMemory } from '@kotoba/core';
import type { Cgroup } from './cgroup.ts';
import { type HostRoots, numberOf, readKernelFile } from './host-roots.ts';

/** Memory of the container where it is limited below what the host has, else of the host. */
export async function readMemoryUsage(
  roots: HostRoots,
  cgroup: Cgroup | undefined,
): Promise<HostMemory | undefined> {
  const [host, limit] = await Promise.all([readHost(roots), cgroup?.memory()]);
  if (limit !== undefined && (host === undefined || limit.limitBytes < host.totalBytes))
    return { usedBytes: limit.usedBytes, totalBytes: limit.limitBytes };
  return host;
}

/** Source: proc_meminfo(5); `MemAvailable` is what can be had without swapping. */
async function readHost(roots: HostRoots): Promise<HostMemory | undefined> {
  const text = await readKernelFile(join(roots.proc, 'meminfo'));
  if (text === undefined) return { usedBytes: totalmem() - freemem(), totalBytes: totalmem() };
  const total = numberOf(text, 'MemTotal');
  const available = numberOf(text, 'MemAvailable');
  if (total === undefined || available === undefined || total === 0) return undefined;
  return { usedBytes: (total - available) * 1_024, totalBytes: total * 1_024 };
}
