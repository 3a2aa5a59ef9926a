import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Labels, type SeriesSamples } from '@kotoba/core';
import { childrenOf, type Expression, MemorySeriesSource, parseQuery } from '@kotoba/promql';
import { backtest } from '../../evaluator/backtest.ts';
import { toRuleGroup } from '../alert-rule.ts';
import { BURN_RATE_ALERT } from '../slo-group.ts';
import { builtInRules } from './built-in-rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const STEP = 15_000;
const rules = Object.values(builtInRules).flat();

/** A value by the minutes that have passed. */
type Course = (minute: number) => number;
/** Courses by series, `name{label="value"}` as PromQL writes it. */
type Courses = Readonly<Record<string, Course>>;

const constant =
  (value: number): Course =>
  () =>
    value;
const rising =
  (perMinute: number): Course =>
  (minute) =>
    minute * perMinute;
/** `before` for the first hour, `after` from then on. */
const turning =
  (before: number, after: number): Course =>
  (minute) =>
    minute < 60 ? before : after;
/** A counter that begins to rise after an hour. */
const bursting =
  (perMinute: number): Course =>
  (minute) =>
    Math.max(minute - 60, 0) * perMinute;

interface Case {
  /** What must make it fire, in the second of three hours. */
  readonly bad: Courses;
  /** What must not. */
  readonly good: Courses;
  /** Minutes from the beginning of what is bad until it fires. */
  readonly within: readonly [least: number, most: number];
}

const latency = (slowPerMinute: Course): Courses => ({
  'kotoba_db_query_latency_seconds_bucket{database="main", le="0.5"}': rising(600),
  'kotoba_db_query_latency_seconds_bucket{database="main", le="5"}': (minute) =>
    minute * 600 + slowPerMinute(minute),
  'kotoba_db_query_latency_seconds_bucket{database="main", le="+Inf"}': (minute) =>
    minute * 600 + slowPerMinute(minute),
});
const queries = (errors: Course): Courses => ({
  'kotoba_db_queries_total{database="main", status="ok"}': rising(600),
  'kotoba_db_queries_total{database="main", status="error"}': errors,
});
const gauge = (series: string, bad: number, good: number, least: number): Case => ({
  bad: { [series]: turning(good, bad) },
  good: { [series]: constant(good) },
  within: [least, least + 1],
});
const pair = (used: string, most: string, least: number): Case => ({
  bad: { [used]: turning(50, 95), [most]: constant(100) },
  good: { [used]: turning(50, 85), [most]: constant(100) },
  within: [least, least + 1],
});
const counter = (series: string, perMinute: number, within: Case['within']): Case => ({
  bad: { [series]: bursting(perMinute) },
  good: { [series]: constant(7) },
  within,
});

const CASES: Readonly<Record<string, Case>> = {
  DatabaseDown: gauge('kotoba_db_up{database="main"}', 0, 1, 1),
  DatabaseErrors: {
    bad: queries(bursting(100)),
    good: queries(bursting(10)),
    within: [5, 9],
  },
  DatabaseSlow: { bad: latency(bursting(60)), good: latency(bursting(1)), within: [10, 13] },
  DatabaseConnectionsHigh: pair(
    'kotoba_db_connections_active{database="main"}',
    'kotoba_db_connections_max{database="main"}',
    5,
  ),
  DatabaseConnectionsWaiting: gauge('kotoba_db_connection_pending_requests{database="main"}', 3, 0, 2),
  DatabaseServerConnectionsHigh: pair(
    'kotoba_db_server_connections{database="main", state="active"}',
    'kotoba_db_server_connections_max{database="main"}',
    5,
  ),
  DatabaseCacheMisses: gauge('kotoba_db_cache_hit_ratio{database="main"}', 0.7, 0.99, 30),
  DatabaseDeadlocks: counter('kotoba_db_deadlocks_total{database="main"}', 1, [0, 2]),
  DatabaseLocksWaiting: gauge('kotoba_db_locks_waiting{database="main"}', 9, 2, 5),
  DatabaseLongTransaction: gauge('kotoba_db_longest_transaction_seconds{database="main"}', 1_000, 10, 0),
  DatabaseReplicationLag: gauge('kotoba_db_replication_lag_seconds{database="main", standby="s"}', 60, 1, 5),
  DatabaseTransactionIdsShort: gauge(
    'kotoba_db_vacuum_age{database="main", kind="transaction"}',
    1.6e9,
    2e8,
    0,
  ),
  BackupFailed: counter('kotoba_backup_success_total{backup_type="full", status="error"}', 0.1, [0, 20]),
  ClusterNodesMissing: {
    bad: {
      'kotoba_cluster_nodes_total{cluster="c"}': constant(5),
      'kotoba_cluster_nodes_active{cluster="c"}': turning(5, 4),
    },
    good: {
      'kotoba_cluster_nodes_total{cluster="c"}': constant(5),
      'kotoba_cluster_nodes_active{cluster="c"}': constant(5),
    },
    within: [2, 3],
  },
  ClusterQuorumAtRisk: {
    bad: {
      'kotoba_cluster_nodes_total{cluster="c"}': constant(4),
      'kotoba_cluster_nodes_active{cluster="c"}': turning(4, 2),
    },
    good: {
      'kotoba_cluster_nodes_total{cluster="c"}': constant(4),
      'kotoba_cluster_nodes_active{cluster="c"}': turning(4, 3),
    },
    within: [1, 2],
  },
  ClusterReplicationLag: gauge('kotoba_cluster_replication_lag_seconds{cluster="c", node="n"}', 60, 1, 5),
  ClusterLeaderUnsteady: counter('kotoba_cluster_leader_changes_total{cluster="c"}', 1, [2, 6]),
  HostCpuHigh: {
    bad: { system_cpu_usage_percent: turning(20, 99) },
    // High for a moment only.
    good: { system_cpu_usage_percent: (minute) => (minute >= 60 && minute < 64 ? 100 : 20) },
    within: [12, 17],
  },
  HostMemoryHigh: gauge('system_memory_usage_percent', 95, 70, 5),
  StorageFull: gauge('system_disk_usage_percent{mountpoint="/"}', 97, 80, 2),
  StorageFillsUp: {
    // Ten points an hour from 62% on: full in less than four hours.
    bad: { 'system_disk_usage_percent{mountpoint="/"}': (minute) => 62 + Math.max(minute - 60, 0) / 6 },
    // The same pace on a disk that is nearly empty, which may be a restore.
    good: { 'system_disk_usage_percent{mountpoint="/"}': (minute) => 5 + Math.max(minute - 60, 0) / 6 },
    within: [30, 75],
  },
  Unhealthy: gauge('health_status', 0, 1, 1),
  HealthCheckFailing: gauge('health_check_status{check_name="database"}', 0, 1, 1),
  HealthCheckDegraded: gauge('health_check_status{check_name="disk"}', 0.5, 1, 10),
  HealthCheckUnknown: gauge('health_check_status{check_name="disk"}', -1, 1, 10),
  MonitoringReadsFail: counter(
    'kotoba_monitoring_read_errors_total{database="main", read="storage"}',
    4,
    [5, 8],
  ),
  NotificationsFail: counter('kotoba_notifications_total{channel="slack", result="failed"}', 1, [0, 2]),
};

function sourceOf(courses: Courses): MemorySeriesSource {
  const count = (3 * HOUR) / STEP + 1;
  const timestamps = Float64Array.from({ length: count }, (_, index) => index * STEP);
  return new MemorySeriesSource(
    Object.entries(courses).map(([text, course]): SeriesSamples => {
      const selector = parseQuery(text);
      if (selector.kind !== 'vectorSelector') throw new Error(`${text} is no series`);
      const labels = Labels.from(
        Object.fromEntries(selector.matchers.map(({ name, value }) => [name, value])),
      );
      return { labels, timestamps, values: timestamps.map((millis) => course(millis / MINUTE)) };
    }),
  );
}

async function firingsOf(name: string, courses: Courses) {
  const rule = { ...rules.find((one) => one.name === name)!, evaluationInterval: '30s' };
  const result = await backtest(rule, 30 * MINUTE, 3 * HOUR, { source: sourceOf(courses) });
  expect(result.firstFailure).toBeUndefined();
  return result.firings;
}

function metricNames(expression: Expression): string[] {
  if (expression.kind === 'vectorSelector') return [expression.name];
  return childrenOf(expression).flatMap(metricNames);
}

const ROOT = join(import.meta.dirname, '../../../../..');

describe('the built-in rules', () => {
  it('each have a test', () => {
    expect(Object.keys(CASES).sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it.each(Object.entries(CASES))(
    '%s fires when it is bad, and not when it is good',
    async (name, { bad, good, within }) => {
      const firings = await firingsOf(name, bad);
      expect(firings).toHaveLength(1);
      expect(firings[0]!.annotations.description).toMatch(/^[^{}<>]+\.$/);
      const after = firings[0]!.firedAtMillis / MINUTE - 60;
      expect(after).toBeGreaterThanOrEqual(within[0]);
      expect(after).toBeLessThanOrEqual(within[1]);
      expect(await firingsOf(name, good)).toEqual([]);
    },
  );

  it('ask only for metrics there are', () => {
    const page = readFileSync(join(ROOT, 'docs/metrics.md'), 'utf8');
    for (const { query, name } of rules) {
      const missing = metricNames(parseQuery(query)).filter(
        (metric) => !page.includes(`\`${metric.replace(/_bucket$/, '')}\``),
      );
      expect([name, missing]).toEqual([name, []]);
    }
  });

  it('each have a severity, a description and a runbook, and there are no other runbooks', () => {
    const page = readFileSync(join(ROOT, 'docs/runbooks.md'), 'utf8');
    const runbooks = [...page.matchAll(/^### (\w+)$/gm)].map(([, name]) => name);
    expect(runbooks.sort()).toEqual([...rules.map(({ name }) => name), BURN_RATE_ALERT].sort());
    for (const rule of rules) {
      const [alert] = toRuleGroup(rule).rules;
      expect(alert).toMatchObject({
        labels: { severity: expect.any(String) },
        annotations: {
          description: expect.stringMatching(/\.$/),
          runbook_url: `docs/runbooks.md#${rule.name.toLowerCase()}`,
        },
      });
    }
  });
});
