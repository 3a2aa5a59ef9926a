import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import type { DatabaseMetrics, HostReadings, MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import { ManualClock } from '@kotoba/core';
import type { HealthCheckFunction } from '../health-check.ts';
import { HealthChecker } from '../health-checker.ts';
import { clusterCheck } from './cluster-check.ts';
import { eventLoopCheck } from './event-loop-check.ts';
import { EventLoopMonitor } from './event-loop-monitor.ts';
import { cpuCheck, fullestDiskCheck, memoryCheck } from './host-checks.ts';
import { poolCheck } from './pool-check.ts';

const context = { signal: new AbortController().signal };
const run = async (check: HealthCheckFunction) => check(context);
const limits = { degradedPercent: 80, unhealthyPercent: 90 };

function disk(mountpoint: string, usedPercent: number) {
  return { mountpoint, usedBytes: 1, usedPercent };
}

describe('the host’s checks', () => {
  it.each([
    [79.9, 'healthy'],
    [80, 'degraded'],
    [89.9, 'degraded'],
    [90, 'unhealthy'],
    [100, 'unhealthy'],
  ])('with %d percent used are %s', async (percent, status) => {
    const readings: HostReadings = {
      cpuPercent: percent,
      memory: { usedBytes: percent * 10, totalBytes: 1_000 },
      disks: [disk('/', 3), disk('/data', percent), disk('/boot', 1)],
    };
    const read = () => readings;
    expect(await run(memoryCheck(read, limits))).toMatchObject({
      status,
      details: { used_percent: percent },
    });
    expect(await run(cpuCheck(read, limits))).toMatchObject({ status });
    const answer = await run(fullestDiskCheck(read, limits));
    expect(answer).toMatchObject({ status, details: { mountpoint: '/data' } });
    expect((answer as { message: string }).message).toContain(`disk /data at ${percent}%`);
  });

  it('are unknown, not 0, for what cannot be read', async () => {
    for (const check of [memoryCheck, cpuCheck, fullestDiskCheck])
      expect(await run(check(async () => ({}), limits))).toMatchObject({ status: 'unknown' });
    const noLimit = { memory: { usedBytes: 0, totalBytes: 0 } };
    expect(await run(memoryCheck(() => noLimit, limits))).toMatchObject({ status: 'unknown' });
  });
});

describe('poolCheck', () => {
  it.each<[string, DatabaseMetrics]>([
    ['healthy', { activeConnections: 10, idleConnections: 3, maxConnections: 10 }],
    ['degraded', { activeConnections: 10, idleConnections: 2, maxConnections: 10 }],
    ['unhealthy', { activeConnections: 10, maxConnections: 10 }],
    ['degraded', { activeConnections: 1, maxConnections: 10, waitingRequests: 2 }],
    ['unhealthy', { activeConnections: 10, maxConnections: 10, waitingRequests: 2 }],
    ['unknown', { activeConnections: 10 }],
    ['unknown', { maxConnections: 10 }],
  ])('is %s for %j', async (status, figures) => {
    const check = poolCheck(() => figures, { degradedPercent: 80, unhealthyPercent: 100 });
    expect(await run(check)).toMatchObject({ status });
  });
});

describe('clusterCheck', () => {
  const node = (name: string, active = true, lag?: number) => ({
    name,
    active,
    ...(lag !== undefined && { replicationLagSeconds: lag }),
  });
  it.each([
    ['healthy', [node('a'), node('b', true, 9.9), node('c')]],
    ['degraded', [node('a'), node('b', true, 10), node('c')]],
    ['degraded', [node('a'), node('b', false), node('c')]],
    ['unhealthy', [node('a'), node('b', false)]],
    ['unhealthy', [node('a'), node('b', false), node('c', false)]],
    ['unknown', []],
  ])('is %s for %j', async (status, nodes) => {
    const cluster: MonitoredCluster = { name: 'c', getClusterMetrics: () => ({ nodes }) };
    expect(await run(clusterCheck(cluster, 10_000))).toMatchObject({ status });
  });
});

describe('eventLoopCheck', () => {
  const delays = { degradedMillis: 100, unhealthyMillis: 500 };
  it('judges the 99th percentile of the window', async () => {
    const of = (p99Millis: number) =>
      run(eventLoopCheck({ takeWindow: () => ({ medianMillis: 0, p99Millis, maxMillis: 900 }) }, delays));
    expect(await of(99)).toMatchObject({ status: 'healthy', details: { p99_ms: 99, max_ms: 900 } });
    expect(await of(100)).toMatchObject({ status: 'degraded' });
    expect(await of(500)).toMatchObject({ status: 'unhealthy' });
  });

  it('sees a loop that is really blocked, and begins a new window with each run', async () => {
    const monitor = new EventLoopMonitor();
    monitor.start();
    const turn = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
    await turn(60);
    const until = performance.now() + 400;
    while (performance.now() < until);
    await turn(60);
    const window = monitor.takeWindow();
    expect(window!.maxMillis).toBeGreaterThan(300);
    await turn(60);
    expect(monitor.takeWindow()!.maxMillis).toBeLessThan(window!.maxMillis);
    expect(monitor.medianMillis()).toBeLessThan(300);
    monitor.roll();
    await turn(60);
    monitor.roll();
    expect(monitor.takeWindow()).toBeUndefined();
    monitor.stop();
    expect(monitor.takeWindow()).toBeUndefined();
    expect(monitor.medianMillis()).toBeUndefined();
  });
});

describe('addDefaultChecks', () => {
  const database = (name: string, more: Partial<MonitoredDatabase> = {}): MonitoredDatabase => ({
    name,
    getDatabaseMetrics: () => ({}),
    ...more,
  });

  it('registers what the sources allow, under the source document’s names, databases alone critical', async () => {
    const checker = new HealthChecker({ clock: new ManualClock() });
    const names = checker.addDefaultChecks({
      databases: [database('orders')],
      clusters: [{ name: 'c', getClusterMetrics: () => ({}) }],
      readHost: () => ({}),
    });
    expect(names).toEqual(['database', 'network', 'memory', 'disk', 'cpu', 'event_loop']);
    const critical = checker.currentHealth.checks.filter((check) => check.critical).map(({ name }) => name);
    expect(critical).toEqual(['database']);
    expect(new HealthChecker({ clock: new ManualClock() }).addDefaultChecks()).toEqual(['event_loop']);
  });

  it('tells several databases apart by their names, even when those look alike as check names', () => {
    const checker = new HealthChecker({ clock: new ManualClock() });
    const databases = [database('orders'), database('a b'), database('a:b')];
    expect(checker.addDefaultChecks({ databases })).toEqual([
      'database_orders',
      'database_a_b',
      'database_a_b_2',
      'event_loop',
    ]);
  });

  it('pings a database, or reads its state where it has no ping; both fail as the database does', async () => {
    const real = new DatabaseSync(':memory:');
    const ask = () => void real.prepare('SELECT 1').get();
    const read = () => {
      ask();
      return {};
    };
    const checker = new HealthChecker({ clock: new ManualClock() });
    const databases = [database('pinged', { ping: ask }), database('read', { getDatabaseMetrics: read })];
    checker.addDefaultChecks({ databases });
    const statuses = (report: { checks: readonly { name: string; status: string }[] }) =>
      report.checks.filter(({ name }) => name.startsWith('database')).map(({ status }) => status);
    expect(statuses(await checker.checkHealth())).toEqual(['healthy', 'healthy']);
    real.close();
    const report = await checker.checkHealth();
    expect(statuses(report)).toEqual(['unhealthy', 'unhealthy']);
    expect(report.overallStatus).toBe('unhealthy');
  });

  it('makes a database that answers slowly degraded by its budget', async () => {
    const clock = new ManualClock();
    const checker = new HealthChecker({ clock });
    const ping = () => new Promise<void>((resolve) => clock.setTimeout(resolve, 300));
    checker.addDefaultChecks({
      databases: [database('d', { ping })],
      thresholds: { databaseDegradedAfterMillis: 200 },
    });
    const report = checker.checkHealth();
    await clock.advance(300);
    expect((await report).checks[0]).toMatchObject({ name: 'database', status: 'degraded' });
  });

  it('checks a pool once its database says how many connections it may open, and no sooner', async () => {
    let figures: DatabaseMetrics = { activeConnections: 3 };
    const pooled = database('d', { ping: () => undefined, getDatabaseMetrics: () => figures });
    const checker = new HealthChecker({ clock: new ManualClock() });
    checker.addDefaultChecks({ databases: [pooled] });
    const names = () => checker.currentHealth.checks.map(({ name }) => name);
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    await checker.checkHealth();
    await settled();
    expect(names()).not.toContain('pool');
    figures = { activeConnections: 9, maxConnections: 10 };
    await checker.checkHealth();
    await settled();
    expect(names()).toContain('pool');
    const report = await checker.checkHealth();
    expect(report.checks.at(-1)).toMatchObject({ name: 'pool', status: 'degraded', critical: false });
  });

  it('is not harmed by pool figures that throw or hang, and asks for them once at a time', async () => {
    let reads = 0;
    const hanging = database('d', {
      ping: () => undefined,
      getDatabaseMetrics: () => {
        if (reads++ === 0) throw new Error('no figures');
        return new Promise<never>(() => undefined);
      },
    });
    const checker = new HealthChecker({ clock: new ManualClock() });
    checker.addDefaultChecks({ databases: [hanging] });
    for (let i = 0; i < 5; i++) {
      expect((await checker.checkHealth()).checks[0]).toMatchObject({ status: 'healthy' });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(reads).toBe(2);
  });
});
