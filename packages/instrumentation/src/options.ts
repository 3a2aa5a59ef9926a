import type { MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import type { Dashboard } from '@kotoba/dashboards';
import type { HealthThresholds } from '@kotoba/health';
import type { MeterProvider } from '@opentelemetry/api';
import type { AccessOptions } from './access-options.ts';
import type { AlertingOptions } from './alerting-options.ts';
import type { HistoryOptions } from './history-options.ts';
import type { KotobaMetricReaders } from './metric-readers.ts';

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
