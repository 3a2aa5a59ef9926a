import {
  createLogger,
  type DatabaseMetrics,
  errorMessage,
  type HostReadingsProvider,
  type MonitoredCluster,
  type MonitoredDatabase,
} from '@kotoba/core';
import type { HealthCheck } from '../health-check.ts';
import { type HealthCheckOptions, type HealthThresholds, resolveThresholds } from '../options.ts';
import { clusterCheck } from './cluster-check.ts';
import { databaseCheck } from './database-check.ts';
import { eventLoopCheck } from './event-loop-check.ts';
import type { EventLoopMonitor } from './event-loop-monitor.ts';
import { cpuCheck, fullestDiskCheck, memoryCheck } from './host-checks.ts';
import { type DatabaseReader, hasPoolFigures, poolCheck } from './pool-check.ts';

/** What the default checks look at; what is left out is not checked. */
export interface DefaultCheckSources {
  readonly databases?: readonly MonitoredDatabase[] | undefined;
  readonly clusters?: readonly MonitoredCluster[] | undefined;
  /** Readings of the host; `memory`, `disk` and `cpu` are checked when it is given. */
  readonly readHost?: HostReadingsProvider | undefined;
  /**
   * Reads the state of a database, for its pool and where it offers no ping; must reject when it does not answer.
   * Default: the database itself.
   */
  readonly readDatabase?: ((database: MonitoredDatabase) => DatabaseReader) | undefined;
  readonly thresholds?: HealthThresholds | undefined;
}

/** One check with the name and the options it is registered under. */
export interface NamedCheck {
  readonly name: string;
  readonly check: HealthCheck;
  readonly options: HealthCheckOptions;
}

type Thresholds = ReturnType<typeof resolveThresholds>;
type Register = (name: string, check: HealthCheck, options: HealthCheckOptions) => void;

const NOT_CRITICAL = { critical: false } as const;
const logger = createLogger('health');

/**
 * The checks `sources` allow. The databases’ are critical; how full the host is degrades the verdict only, because
 * taking an instance out of service does not empty its disk.
 * @param discovered registers the check of a pool once its database has said how large it is
 */
export function defaultChecks(
  sources: DefaultCheckSources,
  eventLoop: EventLoopMonitor,
  discovered: Register,
): readonly NamedCheck[] {
  const thresholds = resolveThresholds(sources.thresholds ?? {});
  const { databases = [], clusters = [], readHost } = sources;
  return [
    ...databases.map((database) => ({
      name: nameAmong('database', database, databases),
      check: withPool(database, sources, thresholds, discovered),
      options: { critical: true, degradedAfterMillis: thresholds.databaseDegradedAfterMillis },
    })),
    ...clusters.map((cluster) => ({
      name: nameAmong('network', cluster, clusters),
      check: clusterCheck(cluster, thresholds.replicationLagDegradedMillis),
      options: NOT_CRITICAL,
    })),
    ...(readHost === undefined ? [] : hostChecks(readHost, thresholds)),
    {
      name: 'event_loop',
      check: eventLoopCheck(eventLoop, {
        degradedMillis: thresholds.eventLoopDegradedMillis,
        unhealthyMillis: thresholds.eventLoopUnhealthyMillis,
      }),
      options: NOT_CRITICAL,
    },
  ];
}

function hostChecks(read: HostReadingsProvider, thresholds: Thresholds): NamedCheck[] {
  const limits = (degradedPercent: number, unhealthyPercent: number) => ({
    degradedPercent,
    unhealthyPercent,
  });
  return [
    {
      name: 'memory',
      check: memoryCheck(read, limits(thresholds.memoryDegradedPercent, thresholds.memoryUnhealthyPercent)),
      options: NOT_CRITICAL,
    },
    {
      name: 'disk',
      check: fullestDiskCheck(read, limits(thresholds.diskDegradedPercent, thresholds.diskUnhealthyPercent)),
      options: NOT_CRITICAL,
    },
    {
      name: 'cpu',
      check: cpuCheck(read, limits(thresholds.cpuDegradedPercent, thresholds.cpuUnhealthyPercent)),
      options: NOT_CRITICAL,
    },
  ];
}

/** The database’s check; it also finds out, beside its ping, whether there is a pool to be judged. */
function withPool(
  database: MonitoredDatabase,
  sources: DefaultCheckSources,
  thresholds: Thresholds,
  discovered: Register,
): HealthCheck {
  const read = (sources.readDatabase ?? itself)(database);
  const name = nameAmong('pool', database, sources.databases ?? []);
  const limits = {
    degradedPercent: thresholds.poolDegradedPercent,
    unhealthyPercent: thresholds.poolUnhealthyPercent,
  };
  let looking = false;
  let found = false;
  const look = (metrics: DatabaseMetrics) => {
    if (found || !hasPoolFigures(metrics)) return;
    found = true;
    discovered(name, poolCheck(read, limits), NOT_CRITICAL);
  };
  const ping = databaseCheck(database, read, look);
  return async (context) => {
    await ping(context);
    if (found || looking || database.ping === undefined) return;
    looking = true;
    const figures = new Promise<DatabaseMetrics>((resolve) => resolve(read(context)));
    figures
      .then(look)
      .catch(logFailure)
      .finally(() => {
        looking = false;
      });
  };
}

function itself(database: MonitoredDatabase): DatabaseReader {
  return (context) => database.getDatabaseMetrics(context);
}

function logFailure(error: unknown): void {
  logger.debug(`the figures of a pool cannot be read: ${errorMessage(error)}`);
}

/** `database` when there is one, `database_orders` when there are several; never the same twice. */
function nameAmong(
  kind: string,
  one: { readonly name: string },
  all: readonly { readonly name: string }[],
): string {
  if (all.length === 1) return kind;
  const names = all.map(({ name }) => `${kind}_${name}`.replace(/[^\p{L}\p{N}_.\-/]/gu, '_').slice(0, 90));
  const at = all.indexOf(one);
  const earlier = names.slice(0, at).filter((name) => name === names[at]).length;
  return earlier === 0 ? names[at]! : `${names[at]}_${earlier + 1}`;
}
