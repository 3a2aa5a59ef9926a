import { type Clock, KotobaError } from '@kotoba/core';

/** Options of one check. What is left out is the checker's, else the default. */
export interface HealthCheckOptions {
  /** Time between the starts of two runs. Default 30,000. */
  readonly intervalMillis?: number | undefined;
  /** Time limit of one run. Default 5,000. */
  readonly timeoutMillis?: number | undefined;
  /** A healthy answer that took at least this long is degraded. Default: none. */
  readonly degradedAfterMillis?: number | undefined;
  /** Runs in a row with a worse result before the status gets worse. Default 1. */
  readonly failureThreshold?: number | undefined;
  /** Runs in a row with a better result before the status gets better. Default 1. */
  readonly successThreshold?: number | undefined;
  /** Time to the next run while a change waits for its threshold or the first is unknown, when that is sooner. Default 5,000. */
  readonly confirmMillis?: number | undefined;
  /** A result older than this is unknown. Default: three intervals and one time limit. */
  readonly staleAfterMillis?: number | undefined;
  /**
   * A run that has not ended this long after its time limit is given up and the check is run anew; twice as long
   * for each that still hangs. Default 60,000.
   */
  readonly abandonAfterMillis?: number | undefined;
  /** Whether this check alone can make the verdict unhealthy and `/readyz` fail. Default true. */
  readonly critical?: boolean | undefined;
}

/** Options of a checker; those of a check are for the checks that do not give their own. */
export interface HealthCheckerOptions extends Omit<HealthCheckOptions, 'critical' | 'degradedAfterMillis'> {
  /** How much an interval varies at random, as a share of it, so that checks do not run in step. Default 0.1. */
  readonly jitterRatio?: number | undefined;
  /** Checks running at once; others wait. Default 16. */
  readonly concurrency?: number | undefined;
  /** Transitions remembered of each check, and of the verdict. Default 50. */
  readonly historySize?: number | undefined;
  /** `/livez` fails when the median delay of the event loop reaches this. Default 1,000. */
  readonly livenessDelayMillis?: number | undefined;
  /** Source of time. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Source of jitter: 0 … 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Where the default checks draw their lines: from the first value on degraded, from the second on unhealthy. */
export interface HealthThresholds {
  /** Memory in use from which on the host is degraded. Default 80. */
  readonly memoryDegradedPercent?: number | undefined;
  /** Memory in use from which on the host is unhealthy. Default 90. */
  readonly memoryUnhealthyPercent?: number | undefined;
  /** Space in use of the fullest local file system from which on it is degraded. Default 85. */
  readonly diskDegradedPercent?: number | undefined;
  /** Space in use of the fullest local file system from which on it is unhealthy. Default 95. */
  readonly diskUnhealthyPercent?: number | undefined;
  /** CPU in use from which on the host is degraded. Default 80. */
  readonly cpuDegradedPercent?: number | undefined;
  /** CPU in use from which on the host is unhealthy. Default 95. */
  readonly cpuUnhealthyPercent?: number | undefined;
  /** Connections of a pool in use, of those it may open, from which on it is degraded. Default 80. */
  readonly poolDegradedPercent?: number | undefined;
  /** Connections of a pool in use, of those it may open, from which on it is unhealthy. Default 100. */
  readonly poolUnhealthyPercent?: number | undefined;
  /** 99th percentile of the event loop's delay between two runs of the check from which on it is degraded. Default 100. */
  readonly eventLoopDegradedMillis?: number | undefined;
  /** 99th percentile of the event loop's delay between two runs of the check from which on it is unhealthy. Default 500. */
  readonly eventLoopUnhealthyMillis?: number | undefined;
  /** A database that answers its ping but takes this long is degraded. Default 1,000. */
  readonly databaseDegradedAfterMillis?: number | undefined;
  /** A node this far behind its leader makes the check of its cluster degraded. Default 10,000. */
  readonly replicationLagDegradedMillis?: number | undefined;
}

/** What each option is when it is left out. */
export const healthDefaults = {
  intervalMillis: 30_000,
  timeoutMillis: 5_000,
  failureThreshold: 1,
  successThreshold: 1,
  confirmMillis: 5_000,
  abandonAfterMillis: 60_000,
  jitterRatio: 0.1,
  concurrency: 16,
  historySize: 50,
  livenessDelayMillis: 1_000,
} as const;

/** What each threshold is when it is left out; memory, disk and CPU are the source document's. */
export const healthThresholdDefaults: { readonly [Name in keyof HealthThresholds]-?: number } = {
  memoryDegradedPercent: 80,
  memoryUnhealthyPercent: 90,
  diskDegradedPercent: 85,
  diskUnhealthyPercent: 95,
  cpuDegradedPercent: 80,
  cpuUnhealthyPercent: 95,
  poolDegradedPercent: 80,
  poolUnhealthyPercent: 100,
  eventLoopDegradedMillis: 100,
  eventLoopUnhealthyMillis: 500,
  databaseDegradedAfterMillis: 1_000,
  replicationLagDegradedMillis: 10_000,
};

/** Options of one check, complete. */
export interface ResolvedCheckOptions {
  readonly intervalMillis: number;
  readonly timeoutMillis: number;
  readonly degradedAfterMillis: number | undefined;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  readonly confirmMillis: number;
  readonly staleAfterMillis: number;
  readonly abandonAfterMillis: number;
  readonly critical: boolean;
}

/**
 * A check's options over its checker's over the defaults.
 * @throws {KotobaError} KOTOBA_HEALTH_INVALID_OPTIONS, naming every wrong one
 */
export function resolveCheckOptions(
  check: HealthCheckOptions,
  checker: HealthCheckerOptions,
): ResolvedCheckOptions {
  const pick = (name: keyof typeof healthDefaults & keyof HealthCheckOptions): number =>
    check[name] ?? checker[name] ?? healthDefaults[name];
  const intervalMillis = pick('intervalMillis');
  const timeoutMillis = pick('timeoutMillis');
  const resolved: ResolvedCheckOptions = {
    intervalMillis,
    timeoutMillis,
    degradedAfterMillis: check.degradedAfterMillis,
    failureThreshold: pick('failureThreshold'),
    successThreshold: pick('successThreshold'),
    confirmMillis: pick('confirmMillis'),
    staleAfterMillis:
      check.staleAfterMillis ?? checker.staleAfterMillis ?? 3 * intervalMillis + timeoutMillis,
    abandonAfterMillis: pick('abandonAfterMillis'),
    critical: check.critical ?? true,
  };
  refuse([
    ...notPositive(resolved, [
      'intervalMillis',
      'timeoutMillis',
      'degradedAfterMillis',
      'confirmMillis',
      'staleAfterMillis',
      'abandonAfterMillis',
    ]),
    ...notCounts(resolved, ['failureThreshold', 'successThreshold']),
  ]);
  return resolved;
}

/** Options of a checker that are not those of its checks, complete. */
export interface ResolvedCheckerOptions {
  readonly jitterRatio: number;
  readonly concurrency: number;
  readonly historySize: number;
  readonly livenessDelayMillis: number;
}

/** @throws {KotobaError} KOTOBA_HEALTH_INVALID_OPTIONS, naming every wrong one */
export function resolveCheckerOptions(given: HealthCheckerOptions): ResolvedCheckerOptions {
  const { jitterRatio, concurrency, historySize, livenessDelayMillis } = healthDefaults;
  const resolved = {
    jitterRatio: given.jitterRatio ?? jitterRatio,
    concurrency: given.concurrency ?? concurrency,
    historySize: given.historySize ?? historySize,
    livenessDelayMillis: given.livenessDelayMillis ?? livenessDelayMillis,
  };
  const badJitter = !(resolved.jitterRatio >= 0 && resolved.jitterRatio <= 1);
  refuse([
    ...(badJitter ? [`jitterRatio: expected a number from 0 to 1, got ${String(resolved.jitterRatio)}`] : []),
    ...notCounts(resolved, ['concurrency', 'historySize']),
    ...notPositive(resolved, ['livenessDelayMillis']),
  ]);
  return resolved;
}

/** @throws {KotobaError} KOTOBA_HEALTH_INVALID_OPTIONS, naming every wrong one */
export function resolveThresholds(given: HealthThresholds): {
  readonly [K in keyof HealthThresholds]-?: number;
} {
  const resolved: Record<string, number> = { ...healthThresholdDefaults };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) resolved[name] = value;
  refuse(notPositive(resolved, Object.keys(resolved)));
  return resolved as { readonly [K in keyof HealthThresholds]-?: number };
}

function notPositive(options: object, names: readonly string[]): string[] {
  return problems(options, names, 'a number above 0', (value) => Number.isFinite(value) && value > 0);
}

function notCounts(options: object, names: readonly string[]): string[] {
  return problems(
    options,
    names,
    'a whole number of at least 1',
    (value) => Number.isInteger(value) && value > 0,
  );
}

function problems(
  options: object,
  names: readonly string[],
  expected: string,
  accepts: (value: number) => boolean,
): string[] {
  return names.flatMap((name) => {
    const value: unknown = (options as Record<string, unknown>)[name];
    if (value === undefined || (typeof value === 'number' && accepts(value))) return [];
    return [`${name}: expected ${expected}, got ${typeof value === 'number' ? value : typeof value}`];
  });
}

function refuse(found: readonly string[]): void {
  if (found.length > 0) throw new KotobaError('KOTOBA_HEALTH_INVALID_OPTIONS', found.join('; '));
}
