import type { MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import type { Dashboard } from '@kotoba/dashboards';
import { type HealthThresholds, healthDefaults, healthThresholdDefaults } from '@kotoba/health';
import type { MeterProvider } from '@opentelemetry/api';
import { z } from 'zod';
import { type AccessOptions, accessSchema } from './access-options.ts';
import { type AlertingOptions, alertingSchema } from './alerting-options.ts';
import { dashboardsSchema } from './dashboards-option.ts';
import { type HistoryOptions, historySchema } from './history-options.ts';
import type { KotobaMetricReaders } from './metric-readers.ts';

/** Wire protocols of OTLP, by OpenTelemetry's names. */
export const OTLP_PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

/** What `database` and `cluster` take: one, several, or none. */
export type OneOrMany<T> = T | readonly T[];

/** Options of the scrape endpoint. */
export interface PrometheusOptions {
  /** Serve the scrape endpoint. Default true. */
  enabled?: boolean | undefined;
  /** Address to listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** TCP port; 0 lets the system choose. Default 9090. */
  port?: number | undefined;
  /** Path of the scrape. Default `/metrics`. */
  path?: string | undefined;
  /** Labels on every series of the scrape and the history; a series' own label of the same name wins. Default none. */
  globalLabels?: Readonly<Record<string, string>> | undefined;
  /** `Host` headers answered beside loopback names while bound to loopback. Default none. */
  allowedHosts?: readonly string[] | undefined;
}

/** Options of the OTLP export. Everything left out falls to OpenTelemetry's `OTEL_EXPORTER_OTLP_*`. */
export interface OtlpOptions {
  /** Push to a collector. Default: true when an endpoint is given here or in the environment. */
  enabled?: boolean | undefined;
  /**
   * Address of the metrics signal, such as `http://127.0.0.1:4318/v1/metrics` (`http://127.0.0.1:4317` for grpc). Default:
   * OpenTelemetry's.
   */
  endpoint?: string | undefined;
  /** Wire protocol. Default `http/protobuf`. */
  protocol?: 'http/protobuf' | 'http/json' | 'grpc' | undefined;
  /** Sent with every export; never shown. Default none. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** Time between exports. Default 60,000. */
  intervalMillis?: number | undefined;
  /** Time limit of one export, retries included. Default 10,000. */
  timeoutMillis?: number | undefined;
}

/** Options of PromQL over the history: limits of one query, and of all at once. */
export interface QueryLimits {
  /** Longest a PromQL query may run. Default 120,000 (two minutes). */
  timeoutMillis?: number | undefined;
  /** Queries over HTTP evaluated at once; others wait. Default 20. */
  concurrency?: number | undefined;
  /** Samples a query may hold in memory, at about 16 bytes each. Default 10,000,000. */
  maxSamples?: number | undefined;
  /** How far back an instant selector looks for a sample. Default 300,000 (five minutes). */
  lookbackMillis?: number | undefined;
  /** Accept what is experimental in Prometheus too. Default false. */
  experimentalFunctions?: boolean | undefined;
}

/** Options of the health checks. */
export interface HealthOptions extends HealthThresholds {
  /** Run health checks and serve the probes. Default true. */
  enabled?: boolean | undefined;
  /** Time between the starts of two runs of a check. Default 30,000. */
  intervalMillis?: number | undefined;
  /** Time limit of one run of a check. Default 5,000. */
  timeoutMillis?: number | undefined;
  /** Worse results in a row before a check's status gets worse. Default 1. */
  failureThreshold?: number | undefined;
  /** Better results in a row before a check's status gets better. Default 1. */
  successThreshold?: number | undefined;
  /** Checks running at once; others wait. Default 16. */
  concurrency?: number | undefined;
  /** Check the databases, clusters, host and event loop; false leaves only the app's own checks. Default true. */
  defaultChecks?: boolean | undefined;
  /** `/livez` fails when the median delay of the event loop reaches this. Default 1,000. */
  livenessDelayMillis?: number | undefined;
  /** `/readyz` and `/startupz` fail until the app calls `health.probes.markStarted()`. Default false. */
  manualStart?: boolean | undefined;
  /** At SIGTERM, let `/readyz` fail for this long before the process ends; 0 leaves SIGTERM alone. Default 0. */
  drainMillis?: number | undefined;
  /** Who may see details of the checks. Default: everybody while `prometheus.host` is loopback, else nobody. */
  authorise?: ((request: Request) => boolean | Promise<boolean>) | undefined;
}

/** Options of the built-in page. */
export interface PageOptions {
  /** Serve the page at `/`. Default true. */
  enabled?: boolean | undefined;
  /** Address of a Grafana that has the dashboards, for links to it. Default none. */
  grafanaUrl?: string | undefined;
}

/** Options of `registerKotobaInstrumentation()`. Code beats environment beats default. */
export interface MonitoringOptions {
  /** The database or databases to monitor. Default none. */
  database?: OneOrMany<MonitoredDatabase> | undefined;
  /** The cluster or clusters to monitor. Default none. */
  cluster?: OneOrMany<MonitoredCluster> | undefined;
  /** Collect database, query, storage, cluster and system metrics. Default true. */
  enableMetrics?: boolean | undefined;
  /** Short for `health.enabled`. Default none. */
  enableHealthChecks?: boolean | undefined;
  /** Short for `health.intervalMillis`. Default none. */
  healthCheckIntervalMillis?: number | undefined;
  /** Time between readings of the databases and collections of the history. Default 15,000. */
  collectionIntervalMillis?: number | undefined;
  /** How long the history keeps samples. Default 3,600,000 (one hour). */
  retentionPeriodMillis?: number | undefined;
  /** Samples the history keeps of one series at most. Default 10,000. */
  maxMetricsPoints?: number | undefined;
  /** Time limit of one reading of a database or cluster. Default 5,000. */
  readTimeoutMillis?: number | undefined;
  /** A query that takes at least this long counts as slow. Default 100. */
  slowQueryMillis?: number | undefined;
  /** Distinct label sets a metric may have before further ones share one overflow series. Default 2,000. */
  cardinalityLimit?: number | undefined;
  /**
   * Emit OpenTelemetry's `db.client.operation.duration` and `db.client.connection.*` too; each stops by itself when another
   * instrumentation emits it. Default true.
   */
  semanticConventions?: boolean | undefined;
  /**
   * Make a CLIENT span of every measured query by OpenTelemetry's database conventions, in the tracing the app has set up.
   * Default false.
   */
  spans?: boolean | undefined;
  /**
   * Put the text of the query into its span, strings and numbers replaced by `?`; where the text can be read in two ways,
   * the rest is left out. Default false.
   */
  spanQueryText?: boolean | undefined;
  /** Emit `system_*`, and OpenTelemetry's `system.*` and `process.*`. Default true. */
  hostMetrics?: boolean | undefined;
  /** Emit event-loop, garbage-collection and heap metrics of Node.js. Default true. */
  runtimeMetrics?: boolean | undefined;
  /** The scrape endpoint. */
  prometheus?: PrometheusOptions | undefined;
  /** Who may see the page, the API and the scrape. */
  access?: AccessOptions | undefined;
  /** The built-in page. */
  page?: PageOptions | undefined;
  /** The OTLP export. */
  otlp?: OtlpOptions | undefined;
  /** Alert rules and notifications. */
  alerting?: AlertingOptions | undefined;
  /** Dashboards beside the built-in ones, made by `defineDashboard()` or `customDashboard()`. Default none. */
  dashboards?: readonly Dashboard[] | undefined;
  /** Limits of the history, and where it is kept. */
  history?: HistoryOptions | undefined;
  /** PromQL over the history. */
  query?: QueryLimits | undefined;
  /** Health checks and probes. */
  health?: HealthOptions | undefined;
  /** `service.name` of the resource. Default: `OTEL_SERVICE_NAME`, else OpenTelemetry's `unknown_service:node`. */
  serviceName?: string | undefined;
  /** Further resource attributes. Default none. */
  resourceAttributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** A MeterProvider of the app's own to create the instruments in, together with `readers`. Default: our own. */
  meterProvider?: MeterProvider | undefined;
  /** What `kotobaMetricReaders()` answered, after its readers were put into `meterProvider`. Default: our own. */
  readers?: KotobaMetricReaders | undefined;
  /** Make our MeterProvider OpenTelemetry's global one unless the app has set one. Default true. */
  registerGlobally?: boolean | undefined;
}

function isDatabase(value: unknown): value is MonitoredDatabase {
  return isNamed(value) && typeof (value as MonitoredDatabase).getDatabaseMetrics === 'function';
}

function isCluster(value: unknown): value is MonitoredCluster {
  return isNamed(value) && typeof (value as MonitoredCluster).getClusterMetrics === 'function';
}

function isNamed(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { name?: unknown }).name === 'string' &&
    (value as { name: string }).name !== ''
  );
}

function oneOrMany<T>(accepts: (value: unknown) => value is T, expected: string) {
  const all = (value: unknown) => (Array.isArray(value) ? value.every(accepts) : accepts(value));
  return z
    .custom<OneOrMany<T>>(all, { error: `expected ${expected}, or an array of them` })
    .transform((value): readonly T[] => (Array.isArray(value) ? value : [value as T]))
    .default([]);
}

const LONGEST_TIMER_MILLIS = 2_147_483_647;
const port = z.number().int().min(0).max(65_535);
const millis = z.number().min(1).max(LONGEST_TIMER_MILLIS);
const labelName = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'expected a label name of letters, digits and underscores')
  .refine((name) => !name.startsWith('__'), 'label names that start with "__" are reserved');
const path = z.string().regex(/^\/[^?#\s]*$/, 'expected a path that starts with "/"');

const prometheusSchema = z.strictObject({
  enabled: z.boolean().default(true),
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(9090),
  path: path.default('/metrics'),
  globalLabels: z.record(labelName, z.string()).default({}),
  allowedHosts: z.array(z.string().min(1)).default([]),
});

const pageSchema = z.strictObject({
  enabled: z.boolean().default(true),
  grafanaUrl: z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).optional(),
});

const otlpSchema = z.strictObject({
  enabled: z.boolean().optional(),
  endpoint: z.url({ protocol: /^https?$/, error: 'expected an http or https address' }).optional(),
  protocol: z.enum(OTLP_PROTOCOLS).default('http/protobuf'),
  headers: z.record(z.string(), z.string()).default({}),
  intervalMillis: millis.default(60_000),
  timeoutMillis: millis.default(10_000),
});

const querySchema = z.strictObject({
  timeoutMillis: millis.default(120_000),
  concurrency: z.number().int().min(1).max(1_000).default(20),
  maxSamples: z.number().int().min(1).default(10_000_000),
  lookbackMillis: millis.default(300_000),
  experimentalFunctions: z.boolean().default(false),
});

const threshold = (name: keyof HealthThresholds) =>
  z.number().positive().default(healthThresholdDefaults[name]);

const healthSchema = z.strictObject({
  enabled: z.boolean().default(true),
  intervalMillis: millis.default(healthDefaults.intervalMillis),
  timeoutMillis: millis.default(healthDefaults.timeoutMillis),
  failureThreshold: z.number().int().min(1).default(healthDefaults.failureThreshold),
  successThreshold: z.number().int().min(1).default(healthDefaults.successThreshold),
  concurrency: z.number().int().min(1).default(healthDefaults.concurrency),
  defaultChecks: z.boolean().default(true),
  livenessDelayMillis: millis.default(healthDefaults.livenessDelayMillis),
  manualStart: z.boolean().default(false),
  drainMillis: z.number().min(0).max(LONGEST_TIMER_MILLIS).default(0),
  authorise: z
    .custom<(request: Request) => boolean | Promise<boolean>>((value) => typeof value === 'function', {
      error: 'expected a function',
    })
    .optional(),
  memoryDegradedPercent: threshold('memoryDegradedPercent'),
  memoryUnhealthyPercent: threshold('memoryUnhealthyPercent'),
  diskDegradedPercent: threshold('diskDegradedPercent'),
  diskUnhealthyPercent: threshold('diskUnhealthyPercent'),
  cpuDegradedPercent: threshold('cpuDegradedPercent'),
  cpuUnhealthyPercent: threshold('cpuUnhealthyPercent'),
  poolDegradedPercent: threshold('poolDegradedPercent'),
  poolUnhealthyPercent: threshold('poolUnhealthyPercent'),
  eventLoopDegradedMillis: threshold('eventLoopDegradedMillis'),
  eventLoopUnhealthyMillis: threshold('eventLoopUnhealthyMillis'),
  databaseDegradedAfterMillis: threshold('databaseDegradedAfterMillis'),
  replicationLagDegradedMillis: threshold('replicationLagDegradedMillis'),
});

/** Every option with its check and its default; the only place where either stands. */
export const optionsSchema = z.strictObject({
  database: oneOrMany(isDatabase, 'a MonitoredDatabase (a non-empty `name` and `getDatabaseMetrics()`)'),
  cluster: oneOrMany(isCluster, 'a MonitoredCluster (a non-empty `name` and `getClusterMetrics()`)'),
  enableMetrics: z.boolean().default(true),
  enableHealthChecks: z.boolean().optional(),
  healthCheckIntervalMillis: millis.optional(),
  collectionIntervalMillis: millis.default(15_000),
  retentionPeriodMillis: z.number().min(1).default(3_600_000),
  maxMetricsPoints: z.number().int().min(1).default(10_000),
  readTimeoutMillis: millis.default(5_000),
  slowQueryMillis: z.number().positive().default(100),
  cardinalityLimit: z.number().int().min(1).max(100_000).default(2_000),
  semanticConventions: z.boolean().default(true),
  spans: z.boolean().default(false),
  spanQueryText: z.boolean().default(false),
  hostMetrics: z.boolean().default(true),
  runtimeMetrics: z.boolean().default(true),
  prometheus: prometheusSchema.prefault({}),
  access: accessSchema.prefault({}),
  page: pageSchema.prefault({}),
  otlp: otlpSchema.prefault({}),
  alerting: alertingSchema.prefault({}),
  dashboards: dashboardsSchema,
  history: historySchema.prefault({}),
  query: querySchema.prefault({}),
  health: healthSchema.prefault({}),
  serviceName: z.string().min(1).optional(),
  resourceAttributes: z.record(z.string().min(1), z.union([z.string(), z.number(), z.boolean()])).default({}),
  meterProvider: z
    .custom<MeterProvider>((value) => typeof (value as MeterProvider | null)?.getMeter === 'function', {
      error: 'expected a MeterProvider',
    })
    .optional(),
  readers: z
    .custom<KotobaMetricReaders>((value) => Array.isArray((value as KotobaMetricReaders | null)?.readers), {
      error: 'expected what kotobaMetricReaders() answered',
    })
    .optional(),
  registerGlobally: z.boolean().default(true),
});

/** Options after checks, environment and defaults. */
export type ResolvedOptions = z.output<typeof optionsSchema>;
