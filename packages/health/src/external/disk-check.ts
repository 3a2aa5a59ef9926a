import { statfs } from 'node:fs/promises';
import { diskSpace } from '@kotoba/core';
import { diskAnswer } from '../checks/host-checks.ts';
import type { HealthCheckFunction } from '../health-check.ts';
import { resolveThresholds } from '../options.ts';

/** Options of {@link diskCheck}. */
export interface DiskCheckOptions {
  /** Default 85. */
  readonly degradedPercent?: number | undefined;
  /** Default 95. */
  readonly unhealthyPercent?: number | undefined;
}

/**
 * Space of the file system that holds `path`, such as the directory of an embedded database.
 * @throws {KotobaError} KOTOBA_HEALTH_INVALID_OPTIONS
 */
export function diskCheck(path: string, options: DiskCheckOptions = {}): HealthCheckFunction {
  const { diskDegradedPercent, diskUnhealthyPercent } = resolveThresholds({
    diskDegradedPercent: options.degradedPercent,
    diskUnhealthyPercent: options.unhealthyPercent,
  });
  const limits = { degradedPercent: diskDegradedPercent, unhealthyPercent: diskUnhealthyPercent };
  return async () => {
    const space = diskSpace(await statfs(path));
    if (space === undefined) return { status: 'unknown', message: `${path} has no space to measure` };
    return diskAnswer({ mountpoint: path, ...space }, limits);
  };
}
