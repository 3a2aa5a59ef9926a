import type { MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import { type HealthThresholds, healthDefaults, healthThresholdDefaults } from '@kotoba/health';
import type { MeterProvider } from '@opentelemetry/api';
import * as z from 'zod';
import { accessSchema } from './access-schema.ts';
import { alertingSchema } from './alerting-schema.ts';
import { dashboardsSchema } from './dashboards-option.ts';
import { historySchema } from './history-schema.ts';
import type { KotobaMetricReaders } from './metric-readers.ts';
import type { OneOrMany } from './options.ts';

/** Wire protocols of OTLP, by OpenTelemetry's names. */
const OTLP_PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

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
