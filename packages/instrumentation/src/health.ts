import type { Clock, HostReadings, MonitoredDatabase } from '@kotoba/core';
import {
  HealthChecker,
  type HealthReport,
  type HealthStatus,
  healthStatuses,
  healthStatusValue,
} from '@kotoba/health';
import { type Access, healthRoutes, isLoopback } from '@kotoba/http';
import { catalog, type KotobaMetrics } from '@kotoba/metrics';
import { Hono } from 'hono';
import type { ResolvedOptions } from './options-schema.ts';
import type { ShutdownStack } from './shutdown-stack.ts';

/** The checker with the default checks, running and observed; idle and empty when health checks are off. */
export function startHealth(
  options: ResolvedOptions,
  metrics: KotobaMetrics,
  started: ShutdownStack,
  clock: Clock,
): HealthChecker {
  const {
    intervalMillis,
    timeoutMillis,
    failureThreshold,
    successThreshold,
    concurrency,
    livenessDelayMillis,
  } = options.health;
  const checker = new HealthChecker({
    intervalMillis,
    timeoutMillis,
    failureThreshold,
    successThreshold,
    concurrency,
    livenessDelayMillis,
    clock,
  });
  if (!options.health.enabled) return checker;
  if (options.health.defaultChecks) addDefaultChecks(checker, options, metrics);
  observe(checker, metrics);
  checker.start();
  started.push('the health checks', () => checker.stop());
  return checker;
}

function addDefaultChecks(checker: HealthChecker, options: ResolvedOptions, metrics: KotobaMetrics): void {
  const readHost = async (): Promise<HostReadings> => (await metrics.readHost()) ?? {};
  const sharedReading = (database: MonitoredDatabase) => async () => {
    const reading = await metrics.readDatabase(database.name);
    if (reading?.errors.database !== undefined) throw reading.errors.database;
    return reading?.database ?? {};
  };
  checker.addDefaultChecks({
    databases: options.database,
    clusters: options.cluster,
    readHost: options.enableMetrics && options.hostMetrics ? readHost : undefined,
    readDatabase: options.enableMetrics ? sharedReading : undefined,
    thresholds: thresholdsOf(options.health),
  });
}

function thresholdsOf(health: ResolvedOptions['health']) {
  const {
    memoryDegradedPercent,
    memoryUnhealthyPercent,
    diskDegradedPercent,
    diskUnhealthyPercent,
    cpuDegradedPercent,
    cpuUnhealthyPercent,
    poolDegradedPercent,
    poolUnhealthyPercent,
    eventLoopDegradedMillis,
    eventLoopUnhealthyMillis,
    databaseDegradedAfterMillis,
    replicationLagDegradedMillis,
  } = health;
  return {
    memoryDegradedPercent,
    memoryUnhealthyPercent,
    diskDegradedPercent,
    diskUnhealthyPercent,
    cpuDegradedPercent,
    cpuUnhealthyPercent,
    poolDegradedPercent,
    poolUnhealthyPercent,
    eventLoopDegradedMillis,
    eventLoopUnhealthyMillis,
    databaseDegradedAfterMillis,
    replicationLagDegradedMillis,
  };
}

/** Offers the results as gauges; each collection reads what is known and runs no check. */
function observe(checker: HealthChecker, metrics: KotobaMetrics): void {
  const checks = (): HealthReport['checks'] => checker.currentHealth.checks;
  metrics.observeGauge(catalog.healthCheckStatus, () =>
    checks().map(({ name, status }) => [healthStatusValue(status), { check_name: name }]),
  );
  metrics.observeGauge(catalog.healthCheckDuration, () =>
    checks().flatMap(({ name, durationMillis }) =>
      durationMillis === undefined ? [] : [[durationMillis / 1_000, { check_name: name }] as const],
    ),
  );
  metrics.observeGauge(catalog.healthCheckState, () =>
    checks().flatMap(({ name, status }) => healthStatuses.map((state) => stateSample(name, status, state))),
  );
  metrics.observeGauge(catalog.healthStatus, () => [
    [healthStatusValue(checker.currentHealth.overallStatus), {}],
  ]);
  metrics.observeCounter(catalog.healthCheckLateAnswers, () =>
    checks().map(({ name, lateAnswers }) => [lateAnswers, { check_name: name }]),
  );
}

function stateSample(name: string, status: HealthStatus, state: HealthStatus) {
  return [status === state ? 1 : 0, { check_name: name, state }] as const;
}

/**
 * The probes and the report, for the scrape's port. Without an `authorise` of the app's, who is logged in may see details,
 * and whoever reaches a server bound to loopback that asks nobody to log in: the metrics beside them say as much.
 */
export function healthApi(options: ResolvedOptions, checker: HealthChecker, access: Access): Hono {
  if (!options.health.enabled) return new Hono();
  const { authorise } = options.health;
  const known = access.isRequired ? (request: Request) => access.isAuthenticated(request) : undefined;
  const local = isLoopback(options.prometheus.host) ? () => true : undefined;
  return healthRoutes({ checker, authorise: authorise ?? known ?? local, description: options.serviceName });
}
