import type { HostDisk, HostReadingsProvider } from '@kotoba/core';
import type { HealthCheckAnswer, HealthCheckFunction } from '../health-check.ts';
import { thresholdAnswer } from './threshold-answer.ts';

/** From where on a reading is degraded and unhealthy, in percent. */
export interface PercentLimits {
  readonly degradedPercent: number;
  readonly unhealthyPercent: number;
}

function limits({ degradedPercent, unhealthyPercent }: PercentLimits) {
  return { unit: '%', degradedFrom: degradedPercent, unhealthyFrom: unhealthyPercent };
}

function unreadable(what: string): HealthCheckAnswer {
  return { status: 'unknown', message: `${what} is not known yet, or cannot be read on this host` };
}

/** Memory in use, of the container where one is limited. */
export function memoryCheck(read: HostReadingsProvider, given: PercentLimits): HealthCheckFunction {
  return async () => {
    const { memory } = await read();
    if (memory === undefined || !(memory.totalBytes > 0)) return unreadable('memory');
    const value = (memory.usedBytes / memory.totalBytes) * 100;
    return thresholdAnswer({ what: 'memory', detail: 'used_percent', value, ...limits(given) });
  };
}

/** CPU time in use, of what the container may use. */
export function cpuCheck(read: HostReadingsProvider, given: PercentLimits): HealthCheckFunction {
  return async () => {
    const { cpuPercent } = await read();
    if (cpuPercent === undefined) return unreadable('CPU usage');
    return thresholdAnswer({ what: 'CPU', detail: 'used_percent', value: cpuPercent, ...limits(given) });
  };
}

/** The fullest of the local file systems. */
export function fullestDiskCheck(read: HostReadingsProvider, given: PercentLimits): HealthCheckFunction {
  return async () => {
    const { disks = [] } = await read();
    const fullest = disks.reduce<HostDisk | undefined>(
      (worst, disk) => (worst === undefined || disk.usedPercent > worst.usedPercent ? disk : worst),
      undefined,
    );
    return fullest === undefined ? unreadable('disk space') : diskAnswer(fullest, given);
  };
}

/** A file system's space held against its limits. */
export function diskAnswer(disk: HostDisk, given: PercentLimits): HealthCheckAnswer {
  const reading = { what: `disk ${disk.mountpoint}`, detail: 'used_percent', value: disk.usedPercent };
  const answer = thresholdAnswer({ ...reading, ...limits(given) });
  return { ...answer, details: { ...answer.details, mountpoint: disk.mountpoint } };
}
