import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ALERT_SEVERITIES, type AlertRule, createNotifications, testNotification } from '@kotoba/alerting';
import type { MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import { systemClock } from '@kotoba/core';
import { builtInDashboards } from '@kotoba/dashboards';
import { HealthStatus } from '@kotoba/health';
import { CustomHealthCheck } from '../../../examples/from-rust/custom-health-check.ts';
import { ExternalServiceHealthCheck } from '../../../examples/from-rust/external-service-health-check.ts';
import { MonitoredKotobaDb } from '../../../examples/from-rust/monitored-kotoba-db.ts';
import type { KotobaInstrumentation } from './kotoba-instrumentation.ts';
import type { MonitoringOptions } from './options.ts';
import { registerKotobaInstrumentation } from './register.ts';
import { resolveOptions } from './resolve-options.ts';

/*
 * The README of the Rust crate, section by section and in its order: each example and each configuration value in its
 * TypeScript form, run for real. Titles are the document's headings. The one thing changed in what runs is the
 * port: a test takes any that is free, and `resolveOptions` shows what the options come to.
 */

let kotoba: KotobaInstrumentation | undefined;
let server: Server | undefined;

afterEach(async () => {
  await kotoba?.shutdown();
  kotoba = undefined;
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
  server = undefined;
});

/** Registers with these options, save that any free port is taken and collections do not take 15 s. */
async function start(options: MonitoringOptions): Promise<KotobaInstrumentation> {
  kotoba = await registerKotobaInstrumentation({
    ...options,
    collectionIntervalMillis: 20,
    prometheus: { ...options.prometheus, port: 0 },
  });
  return kotoba;
}

async function scrape(): Promise<string> {
  return (await fetch(kotoba!.addresses.metrics!)).text();
}

async function until<T>(what: string, attempt: () => T | undefined | false | Promise<T | undefined | false>) {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const found = await attempt();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no ${what}`);
}

const database = new MonitoredKotobaDb();

describe('Quick Start', () => {
  const monitoringConfig: MonitoringOptions = {
    enableMetrics: true,
    enableHealthChecks: true,
    collectionIntervalMillis: 15_000,
    healthCheckIntervalMillis: 30_000,
    prometheus: { enabled: true, host: '127.0.0.1', port: 9090, path: '/metrics', globalLabels: {} },
  };

  it('Basic Monitoring Setup: collector, health checker and exporter start with one call', async () => {
    const { collector, health } = await start({ ...monitoringConfig, database });
    const { overallStatus } = await health.checkHealth();
    expect(['healthy', 'degraded']).toContain(overallStatus);
    await until('second collection', async () => {
      const { queryMetrics } = await collector.getPerformanceMetrics();
      return queryMetrics.queriesPerSecond === 50;
    });
    expect(await scrape()).toContain('kotoba_db_up{database="kotoba"} 1\n');
  });

  it('Basic Monitoring Setup: its values are the defaults', () => {
    const { health, ...rest } = resolveOptions({}, {});
    const { health: givenHealth, ...given } = resolveOptions(monitoringConfig, {});
    expect(givenHealth).toEqual(health);
    expect({ ...given, enableHealthChecks: undefined, healthCheckIntervalMillis: undefined }).toEqual(rest);
  });
});

describe('Custom Metrics', () => {
  it('records metrics with labels, and by the helpers of each type', async () => {
    const { collector } = await start({});
    collector.recordMetric('custom_operation_duration', 1.5, {
      operation: 'user_registration',
      region: 'us-east',
    });
    collector.recordCounter('user_registrations_total', 1, { region: 'us-east' });
    collector.recordGauge('active_users', 150, { service: 'auth' });
    collector.recordHistogram('request_duration', 0.25, { endpoint: '/api/users' });
    const text = await scrape();
    for (const line of [
      'custom_operation_duration{operation="user_registration",region="us-east"} 1.5',
      'user_registrations_total{region="us-east"} 1',
      'active_users{service="auth"} 150',
      'request_duration_count{endpoint="/api/users"} 1',
      'request_duration_sum{endpoint="/api/users"} 0.25',
    ])
      expect(text).toContain(`\n${line}\n`);
  });
});

describe('Health Checks', () => {
  it('registers a check, whose answer is reported under the name it was registered by', async () => {
    const { health } = await start({});
    health.registerCheck('custom', new CustomHealthCheck());
    const { checks } = await health.checkHealth();
    expect(checks.find(({ name }) => name === 'custom')).toMatchObject({
      status: 'healthy',
      message: 'Custom service is healthy',
      durationMillis: 50,
      details: { version: '1.2.3', uptime: '2h 30m' },
    });
  });
});

describe('Metrics Categories', () => {
  const anHour = 3_600_000;

  it('Database Metrics: answers the last hour of a metric', async () => {
    const { collector } = await start({ database });
    const points = await until('points', async () => {
      const found = await collector.getMetrics(
        'kotoba_db_connections_active',
        new Date(Date.now() - anHour),
        new Date(),
      );
      return found.length > 0 && found;
    });
    expect(points[0]).toMatchObject({ value: 10, labels: { database: 'kotoba' } });
  });

  it('Database Metrics: has every metric listed', async () => {
    const { collector } = await start({ database: { name: 'kotoba', getDatabaseMetrics: () => ({}) } });
    collector.recordQuery('select', 0.01);
    const measured = await scrape();
    await kotoba!.shutdown();
    await start({ database });
    const text = measured + (await scrape());
    for (const name of [
      'kotoba_db_connections_active',
      'kotoba_db_connections_total',
      'kotoba_db_queries_total',
      'kotoba_db_query_latency_seconds',
      'kotoba_db_storage_size_bytes',
      'kotoba_db_storage_used_bytes',
    ])
      expect(text).toContain(`# TYPE ${name} `);
  });

  it('System Metrics: has every metric listed, without a feature to switch on', async () => {
    await start({});
    await until('CPU usage, which needs two readings', async () =>
      (await scrape()).includes('# TYPE system_cpu_usage_percent gauge\n'),
    );
    const text = await scrape();
    for (const name of [
      'system_memory_usage_bytes',
      'system_memory_usage_percent',
      'system_disk_usage_bytes',
      'system_disk_usage_percent',
    ])
      expect(text).toContain(`# TYPE ${name} gauge\n`);
  });

  it('Cluster Metrics: has every metric listed, once a cluster is given', async () => {
    const cluster: MonitoredCluster = {
      name: 'main',
      getClusterMetrics: () => ({
        nodes: [
          { name: 'a', active: true },
          { name: 'b', active: false },
        ],
        leaderChanges: 1,
      }),
    };
    await start({ cluster });
    const text = await scrape();
    expect(text).toContain('\nkotoba_cluster_nodes_total{cluster="main"} 2\n');
    expect(text).toContain('\nkotoba_cluster_nodes_active{cluster="main"} 1\n');
    expect(text).toContain('\nkotoba_cluster_leader_changes_total{cluster="main"} 1\n');
  });
});

describe('Prometheus Integration', () => {
  const globalLabels = { service: 'kotoba-db', environment: 'production' };

  it('Configuration: takes the document’s address, port, path and labels', () => {
    const prometheus = { enabled: true, host: '0.0.0.0', port: 9090, path: '/metrics', globalLabels };
    const access = { bearerToken: 'sixteen-characters-at-least' };
    expect(resolveOptions({ prometheus, access }, {}).prometheus).toMatchObject(prometheus);
    expect(() => resolveOptions({ prometheus }, {})).toThrow(/access: expected bearerToken or basicAuth/);
  });

  it('Accessing Metrics: serves help, type and labels', async () => {
    await start({ database, prometheus: { globalLabels } });
    expect(new URL(kotoba!.addresses.metrics!).pathname).toBe('/metrics');
    const text = await scrape();
    expect(text).toMatch(/^# HELP kotoba_db_connections_active Number of active database connections/m);
    expect(text).toContain('\n# TYPE kotoba_db_connections_active gauge\n');
    expect(text).toMatch(
      /^kotoba_db_connections_active\{(?=.*service="kotoba-db")(?=.*environment="production").*\} 10$/m,
    );
    kotoba!.collector.recordQuery('select', 0.01);
    expect(await scrape()).toMatch(
      /^# HELP kotoba_db_query_latency_seconds Database query latency in seconds/m,
    );
  });

  it('Grafana Dashboards: has the four', () => {
    expect(builtInDashboards.map(({ title }) => title.replace(/^Kotoba( \/|:)? /, ''))).toEqual(
      expect.arrayContaining(['Database Performance', 'Storage Usage', 'System Resources', 'Health Status']),
    );
  });
});

/** Another side for webhooks and checks: answers with `status`, and keeps what is posted to it. */
async function otherSide(status = 200): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => void bodies.push(text));
    request.on('end', () => response.writeHead(status).end('ok'));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

describe('Alerting System', () => {
  const rules: readonly AlertRule[] = [
    {
      name: 'High CPU Usage',
      description: 'CPU usage is above 80%',
      query: 'system_cpu_usage_percent > 80',
      threshold: { greaterThan: 80 },
      evaluationInterval: '60s',
      severity: 'warning',
      labels: { team: 'infrastructure' },
    },
    {
      name: 'Database Down',
      description: 'Database health check is failing',
      query: 'health_check_status{check_name="database"} == 0',
      threshold: { equal: 0 },
      evaluationInterval: '30s',
      severity: 'critical',
      labels: { service: 'database' },
    },
  ];
  const notifications = [
    { type: 'slack', webhookUrl: 'https://hooks.slack.com/services/T/B/x', channel: '#alerts' },
  ] as const;

  it('Alert Rules: takes the document’s rules and its Slack notification', async () => {
    const { alerts } = await start({ database, alerting: { enabled: true, rules, notifications } });
    const shown = alerts.groups().map(({ name, intervalMillis }) => [name, intervalMillis]);
    expect(Object.fromEntries(shown)).toEqual({ 'High CPU Usage': 60_000, 'Database Down': 30_000 });
  });

  it('Alert Rules: “Database Down” fires while the database does not answer', async () => {
    const gone: MonitoredDatabase = {
      name: 'kotoba',
      getDatabaseMetrics: () => ({}),
      ping: () => Promise.reject(new Error('gone')),
    };
    const { alerts } = await start({
      database: gone,
      alerting: { rules: rules.map((rule) => ({ ...rule, evaluationInterval: 50 })) },
    });
    const [alert] = await until('alert', () => alerts.activeAlerts().length > 0 && alerts.activeAlerts());
    expect(alert!.labels.toRecord()).toMatchObject({
      alertname: 'Database Down',
      severity: 'critical',
      service: 'database',
    });
  });

  it('Alert Severities: are the four', () => {
    expect(ALERT_SEVERITIES).toEqual(['info', 'warning', 'error', 'critical']);
  });

  it('Notification Channels: are the four, and say what is wrong in their own words', async () => {
    const { url, bodies } = await otherSide();
    const { receivers } = createNotifications({
      clock: systemClock,
      notifications: [
        { ...notifications[0], webhookUrl: url },
        { type: 'webhook', url },
        { type: 'pagerduty', routingKey: '0'.repeat(32), url },
        { type: 'email', host: '127.0.0.1', port: 1, requireTls: false, to: 'ops@example.org' },
      ],
    })!;
    const channels = [...receivers.values()].flat();
    const message = testNotification('default', 'firing', Date.now());
    const results = await Promise.allSettled(
      channels.map((channel) => channel.send(message, { signal: AbortSignal.timeout(5_000) })),
    );
    expect(channels.map(({ type }, i) => [type, results[i]!.status])).toEqual([
      ['slack', 'fulfilled'],
      ['webhook', 'fulfilled'],
      ['pagerduty', 'fulfilled'],
      ['email', 'rejected'],
    ]);
    expect(bodies.join('')).toContain('"channel":"#alerts"');
  });
});

describe('Health Checks, built-in and custom', () => {
  it('Built-in Health Checks: are the five, network with a cluster', async () => {
    const { health } = await start({ database, cluster: { name: 'main', getClusterMetrics: () => ({}) } });
    const names = health.currentHealth.checks.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['database', 'memory', 'disk', 'cpu', 'network']));
  });

  it('Health Status Levels: are the four', () => {
    expect(Object.keys(HealthStatus)).toEqual(['Healthy', 'Degraded', 'Unhealthy', 'Unknown']);
  });

  it.each([
    [200, 'healthy', 'External service is responding'],
    [500, 'degraded', 'External service returned status 500'],
    [undefined, 'unhealthy', 'External service unreachable: fetch failed'],
  ])('Custom Health Checks: a service that answers %s is %s', async (status, expected, message) => {
    const url = status === undefined ? 'http://127.0.0.1:1/' : (await otherSide(status)).url;
    const { health } = await start({ health: { defaultChecks: false } });
    health.registerCheck('external_service', new ExternalServiceHealthCheck(url), { timeoutMillis: 5_000 });
    const { checks } = await health.checkHealth();
    expect(checks).toMatchObject([{ name: 'external_service', status: expected, message }]);
  });
});

describe('Performance Monitoring', () => {
  it('Real-time Metrics: answers every figure of the document', async () => {
    const { collector } = await start({ database });
    const { queryMetrics, storageMetrics } = await until('report', async () => {
      const report = await collector.getPerformanceMetrics();
      return report.queryMetrics.totalQueries === 1_000 && report;
    });
    expect(queryMetrics).toEqual(database.getQueryMetrics());
    expect(storageMetrics).toEqual(database.getStorageMetrics());
  });

  it('Historical Analysis: averages the query latency of the last hour', async () => {
    const { collector } = await start({ database });
    const to = new Date();
    const from = new Date(to.getTime() - 3_600_000);
    const latencies = await until('latencies', async () => {
      const found = await collector.getMetrics('kotoba_db_query_latency_average_seconds', from, new Date());
      return found.length > 1 && found;
    });
    const average = latencies.reduce((sum, { value }) => sum + value, 0) / latencies.length;
    expect(1_000 * average).toBeCloseTo(25);
    const measured = await collector.getPerformanceMetrics({ windowMillis: 3_600_000 });
    expect(measured.queryMetrics.avgQueryLatencyMs).toBeCloseTo(25);
  });
});

describe('Configuration', () => {
  it('Advanced Configuration: is accepted as it stands', () => {
    const globalLabels = { cluster: 'production', region: 'us-east-1' };
    const config: MonitoringOptions = {
      enableMetrics: true,
      enableHealthChecks: true,
      collectionIntervalMillis: 10_000,
      healthCheckIntervalMillis: 20_000,
      retentionPeriodMillis: 7_200_000,
      maxMetricsPoints: 50_000,
      prometheus: { enabled: true, host: '127.0.0.1', port: 9090, path: '/metrics', globalLabels },
      alerting: { enabled: true, rules: [], notifications: [] },
    };
    expect(resolveOptions(config, {})).toMatchObject({ ...config, health: { intervalMillis: 20_000 } });
  });

  it('Environment Variables: are read', () => {
    const resolved = resolveOptions(
      {},
      {
        KOTOBA_METRICS_PORT: '9090',
        KOTOBA_METRICS_PATH: '/metrics',
        KOTOBA_ALERT_SLACK_WEBHOOK: 'https://hooks.slack.com/services/T/B/x',
        KOTOBA_ALERT_EMAIL_SMTP: 'smtp.gmail.com:587',
      },
    );
    expect(resolved).toMatchObject({
      prometheus: { port: 9_090, path: '/metrics' },
      alerting: {
        slackWebhookUrl: 'https://hooks.slack.com/services/T/B/x',
        emailSmtpUrl: 'smtp.gmail.com:587',
      },
    });
  });
});

describe('Integration Examples', () => {
  it('With KotobaDB: the wrapped database’s figures are metrics', async () => {
    await start({ database });
    const text = await scrape();
    for (const line of [
      'kotoba_db_connections_active{database="kotoba"} 10',
      'kotoba_db_connections_total{database="kotoba"} 15',
      'kotoba_db_uptime_seconds{database="kotoba"} 3600',
      'kotoba_db_info{database="kotoba",system="kotobadb",version="0.1.0"} 1',
      'kotoba_db_queries_total{database="kotoba",operation="all",status="ok"} 999',
      'kotoba_db_queries_total{database="kotoba",operation="all",status="error"} 1',
      'kotoba_db_storage_size_bytes{database="kotoba"} 1000000000',
      'kotoba_db_cache_hit_ratio{database="kotoba"} 0.95',
      'kotoba_db_io_latency_seconds{database="kotoba"} 0.01',
    ])
      expect(text).toContain(`\n${line}\n`);
  });

  it('With Custom Metrics: business figures are metrics', async () => {
    const { collector } = await start({});
    collector.recordMetric('orders_total', 150, { status: 'completed', region: 'us-east' });
    collector.recordMetric('revenue_total', 25_000, { currency: 'USD', period: 'daily' });
    const text = await scrape();
    expect(text).toContain('\norders_total{region="us-east",status="completed"} 150\n');
    expect(text).toContain('\nrevenue_total{currency="USD",period="daily"} 25000\n');
  });
});

describe('Troubleshooting', () => {
  it('High Memory Usage and Slow Health Checks: the proposed options are accepted', () => {
    const config = { retentionPeriodMillis: 1_800_000, maxMetricsPoints: 10_000 };
    expect(resolveOptions(config, {})).toMatchObject(config);
    expect(resolveOptions({ healthCheckIntervalMillis: 60_000 }, {}).health.intervalMillis).toBe(60_000);
  });

  it('Alert Spam: rules take hysteresis, and calm down when they flap', async () => {
    const { alerts } = await start({});
    alerts.addRule({
      name: 'High CPU Usage',
      query: 'system_cpu_usage_percent > 80',
      resolveThreshold: 70,
      keepFiringFor: '10m',
      flap: { changes: 4, window: '1h' },
    });
    expect(alerts.groups()).toMatchObject([{ rules: [{ name: 'High CPU Usage', health: 'unknown' }] }]);
  });
});
