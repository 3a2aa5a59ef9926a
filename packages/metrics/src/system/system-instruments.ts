import type { HostDisk, HostMemory, HostReadings } from '@kotoba/core';
import { catalog } from '../catalog.ts';
import type { PollingContext } from '../database-instruments.ts';
import { GuardedRead } from '../guarded-read.ts';
import type { LabelsOf, MetricDefinition } from '../metric-definition.ts';
import { SharedReading } from '../shared-reading.ts';
import { findCgroup } from './cgroup.ts';
import { CpuUsage } from './cpu-usage.ts';
import { readDiskUsage } from './disk-usage.ts';
import { type HostRoots, hostRoots } from './host-roots.ts';
import { readMemoryUsage } from './memory-usage.ts';
import { type NetworkUsage, readNetworkUsage } from './network-usage.ts';

/** What the host tells; what the platform cannot tell is undefined or empty. */
export interface SystemReading extends HostReadings {
  readonly disks: readonly HostDisk[];
  readonly networks: readonly NetworkUsage[];
}

/**
 * Registers `system_*`. Reads a few small kernel files at most once an interval, without blocking the event loop.
 * A first CPU reading is taken at once, so that the first collection has something to compare with.
 */
export function registerSystemInstruments(
  context: PollingContext,
  roots: HostRoots = hostRoots,
): { stop(): void; read(): Promise<HostReadings> } {
  const { store, collectionIntervalMillis } = context;
  const read = createSystemReader(context, roots);
  const shared = new SharedReading(store.clock, collectionIntervalMillis, async () => {
    const reading = await read();
    publish(reading);
    return reading;
  });
  const removals: Array<() => void> = [];
  const series = <Label extends string>(definition: MetricDefinition<Label>) => {
    const observed = store.observed(definition);
    removals.push(observed.remove);
    return (values: Iterable<readonly [number | undefined, LabelsOf<Label>]>) =>
      observed.series.replace([...values].filter(isKnown));
  };
  const cpu = series(catalog.systemCpuUsage);
  const memory = series(catalog.systemMemoryUsage);
  const memoryPercent = series(catalog.systemMemoryUsagePercent);
  const disk = series(catalog.systemDiskUsage);
  const diskPercent = series(catalog.systemDiskUsagePercent);
  const received = series(catalog.systemNetworkReceive);
  const sent = series(catalog.systemNetworkTransmit);
  const publish = (reading: SystemReading) => {
    const used = reading.memory;
    cpu([[reading.cpuPercent, {}]]);
    memory([[used?.usedBytes, {}]]);
    memoryPercent([[used && Math.min(100, (used.usedBytes / used.totalBytes) * 100), {}]]);
    disk(reading.disks.map(({ mountpoint, usedBytes }) => [usedBytes, { mountpoint }]));
    diskPercent(reading.disks.map(({ mountpoint, usedPercent }) => [usedPercent, { mountpoint }]));
    received(reading.networks.map(({ name, receivedBytes }) => [receivedBytes, { interface: name }]));
    sent(reading.networks.map(({ name, sentBytes }) => [sentBytes, { interface: name }]));
  };
  removals.push(
    store.onRefresh(async () => {
      await shared.get();
    }),
  );
  return {
    read: () => shared.get(),
    stop: () => {
      for (const remove of removals.splice(0)) remove();
    },
  };
}

function isKnown<Labels>(value: readonly [number | undefined, Labels]): value is readonly [number, Labels] {
  return value[0] !== undefined;
}

/** Each part under its own time limit; one that fails is absent. Never rejects. */
function createSystemReader(context: PollingContext, roots: HostRoots): () => Promise<SystemReading> {
  const { store, readTimeoutMillis } = context;
  const cgroup = findCgroup(roots).catch(() => undefined);
  const cpuUsage = new CpuUsage(store.clock, roots, cgroup);
  const guarded = <Answer>(what: string, absent: Answer, call: () => Promise<Answer>) => {
    const guard = new GuardedRead(store.clock, readTimeoutMillis, `read of the host’s ${what}`);
    return () => guard.run(call).catch(() => absent);
  };
  const cpu = guarded<number | undefined>('CPU', undefined, () => cpuUsage.percent());
  const memory = guarded<HostMemory | undefined>('memory', undefined, async () =>
    readMemoryUsage(roots, await cgroup),
  );
  const disks = guarded<HostDisk[]>('disks', [], () => readDiskUsage(roots));
  const networks = guarded<NetworkUsage[]>('networks', [], () => readNetworkUsage(roots));
  void cpu();
  return async () => {
    const [cpuPercent, used, disk, network] = await Promise.all([cpu(), memory(), disks(), networks()]);
    return { cpuPercent, memory: used, disks: disk, networks: network };
  };
}
