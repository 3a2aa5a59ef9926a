import type { Clock, MonitoredCluster, MonitoredDatabase } from '@kotoba/core';
import { systemClock } from '@kotoba/core';
import type { Meter } from '@opentelemetry/api';

/** Options of {@link createMetrics}. */
export interface MetricsOptions {
  /** Where plain instruments are made when `producerSupported` is false. Default: the global MeterProvider's. */
  readonly meter?: Meter;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default none. Names must differ. */
  readonly databases?: readonly MonitoredDatabase[];
  /** Default none. Names must differ. */
  readonly clusters?: readonly MonitoredCluster[];
  /** A database, cluster or host is read at most once in this time, whoever asks. Default 15,000. */
  readonly collectionIntervalMillis?: number;
  /** Time limit of one read. Default 5,000. */
  readonly readTimeoutMillis?: number;
  /** A query that takes at least this long counts as slow. Default 0.1. */
  readonly slowQuerySeconds?: number;
  /** Series a metric may have, its overflow series included. Default 2,000, as OpenTelemetry. */
  readonly cardinalityLimit?: number;
  /** Emit `db.client.operation.duration` and `db.client.connection.*` too. Default true. */
  readonly semanticConventions?: boolean;
  /** Emit `system_*`. Default true. */
  readonly system?: boolean;
  /**
   * Whether the readers can be given a `MetricProducer`. When false, plain instruments of `meter` are used.
   * Default true.
   */
  readonly producerSupported?: boolean;
}

/** What each option is when it is left out. */
export const metricsDefaults = {
  clock: systemClock,
  databases: [] as readonly MonitoredDatabase[],
  clusters: [] as readonly MonitoredCluster[],
  collectionIntervalMillis: 15_000,
  readTimeoutMillis: 5_000,
  slowQuerySeconds: 0.1,
  cardinalityLimit: 2_000,
  semanticConventions: true,
  system: true,
  producerSupported: true,
} as const;

/** Options with every default filled in. */
export type ResolvedMetricsOptions = Required<Omit<MetricsOptions, 'meter'>> & Pick<MetricsOptions, 'meter'>;

/** Fills in the defaults; an option that is `undefined` counts as left out. */
export function resolveMetricsOptions(options: MetricsOptions): ResolvedMetricsOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...metricsDefaults, ...(given as MetricsOptions) };
}
