import { type HostReadings, KotobaError } from '@kotoba/core';
import { type Meter, metrics as metricsApi } from '@opentelemetry/api';
import { catalog, conventionMetrics } from './catalog.ts';
import { CellQueryRecorder, type QueryRecorderContext } from './cell-query-recorder.ts';
import { registerClusterInstruments } from './cluster-instruments.ts';
import { CustomMetrics } from './custom-metrics.ts';
import { type RegisteredReading, registerDatabaseInstruments } from './database-instruments.ts';
import type { ClusterReading, DatabaseReading, KotobaMetrics } from './kotoba-metrics.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { MetricStore } from './metric-store.ts';
import { observeGauges } from './observable-instruments.ts';
import { type MetricsOptions, type ResolvedMetricsOptions, resolveMetricsOptions } from './options.ts';
import { PlainInstruments } from './plain-instruments.ts';
import { QueryCells } from './query-cells.ts';
import { QueryExemplars } from './query-exemplars.ts';
import type { QueryRecorder } from './query-recorder.ts';
import { createBackupRecorder } from './record-backup.ts';
import { rejectionReasons } from './rejection.ts';
import { registerSelfMetrics } from './self-metrics.ts';
import { StoreProducer } from './store-producer.ts';
import { registerSystemInstruments } from './system/system-instruments.ts';
import { INSTRUMENTATION_SCOPE } from './version.ts';

/** `db.system.name` of a database that does not say. Source: OpenTelemetry database conventions. */
const UNKNOWN_SYSTEM = 'other_sql';

/**
 * Makes the metrics of one registration: registers everything the options name and answers what records and
 * what is read.
 * @throws {KotobaError} KOTOBA_DUPLICATE_NAME
 */
export function createMetrics(given: MetricsOptions = {}): KotobaMetrics {
  const options = resolveMetricsOptions(given);
  refuseDuplicates('databases', options.databases);
  refuseDuplicates('clusters', options.clusters);
  const store = new MetricStore(options);
  for (const definition of Object.values<MetricDefinition>(catalog))
    if (definition.historyOnly !== true) store.family(definition);
  for (const definition of conventionMetrics) store.family(definition).muted = !options.semanticConventions;
  const cells = new QueryCells(store);
  const plain = options.producerSupported
    ? undefined
    : new PlainInstruments(store, options.meter ?? globalMeter());
  const exemplars = new QueryExemplars(store.clock);
  const recording: QueryRecorderContext = {
    store,
    cells,
    slowQuerySeconds: options.slowQuerySeconds,
    listener: (operation, cell, seconds) => {
      exemplars.note(operation, seconds);
      plain?.onQuery(operation, cell, seconds);
    },
  };
  const readings = registerReadings(options, recording);
  registerSelfMetrics(store);
  plain?.start();

  const producer = plain === undefined ? new StoreProducer(store) : undefined;
  const custom = new CustomMetrics(store);
  return {
    producer,
    observeGaugesWith: (meter) => {
      if (producer !== undefined && !producer.without.has('gauge'))
        readings.stops.push(observeGauges(store, producer, meter));
    },
    queries: readings.queries,
    queryExemplars: () => exemplars.all(cells),
    recordQuery: createNamedRecorder(recording, readings.queries),
    recordMetric: (name, value, labels) => custom.gauge(name, value, labels),
    recordCounter: (name, value, labels) => custom.counter(name, value, labels),
    recordGauge: (name, value, labels) => custom.gauge(name, value, labels),
    recordHistogram: (name, value, labels) => custom.histogram(name, value, labels),
    recordBackup: createBackupRecorder(store),
    counter: (definition) => store.counter(definition),
    gauge: (definition) => store.gauge(definition),
    histogram: (definition) => store.histogram(definition),
    observeGauge: (definition, observe) => store.observe(definition, observe),
    observeCounter: (definition, observe) => store.observe(definition, observe),
    readDatabase: async (name) => readings.databases.get(name)?.read(),
    readCluster: async (name) => readings.clusters.get(name)?.read(),
    readHost: async () => readings.host?.(),
    mute: (definition) => {
      store.family(definition).muted = true;
    },
    shutdown: () => {
      for (const stop of readings.stops.splice(0)) stop();
      store.shutdown();
      plain?.stop();
    },
  };
}

interface Readings {
  readonly databases: ReadonlyMap<string, RegisteredReading<DatabaseReading>>;
  readonly clusters: ReadonlyMap<string, RegisteredReading<ClusterReading>>;
  readonly queries: ReadonlyMap<string, QueryRecorder>;
  readonly host: (() => Promise<HostReadings>) | undefined;
  readonly stops: Array<() => void>;
}

/** Registers all that is read at each collection: databases, clusters and the host. */
function registerReadings(options: ResolvedMetricsOptions, recording: QueryRecorderContext): Readings {
  const { store, cells } = recording;
  const polling = { store, ...options };
  const databases = new Map<string, RegisteredReading<DatabaseReading>>();
  const clusters = new Map<string, RegisteredReading<ClusterReading>>();
  const queries = new Map<string, QueryRecorder>();
  const stops: Array<() => void> = [];
  for (const database of options.databases) {
    const owner = {
      database: database.name,
      system: database.system ?? UNKNOWN_SYSTEM,
      durationsElsewhere: database.instrumentedElsewhere?.durations === true,
    };
    const recorder = new CellQueryRecorder(recording, owner);
    const reading = registerDatabaseInstruments(polling, { cells, recorder }, database);
    queries.set(database.name, recorder);
    databases.set(database.name, reading);
    stops.push(reading.stop);
  }
  for (const cluster of options.clusters) {
    const reading = registerClusterInstruments(polling, cluster);
    clusters.set(cluster.name, reading);
    stops.push(reading.stop);
  }
  const host = options.system ? registerSystemInstruments(polling) : undefined;
  if (host !== undefined) stops.push(host.stop);
  return { databases, clusters, queries, host: host?.read, stops };
}

function globalMeter(): Meter {
  return metricsApi.getMeter(INSTRUMENTATION_SCOPE.name, INSTRUMENTATION_SCOPE.version);
}

function refuseDuplicates(kind: string, named: ReadonlyArray<{ readonly name: string }>): void {
  const names = new Set<string>();
  for (const { name } of named) {
    if (names.has(name))
      throw new KotobaError('KOTOBA_DUPLICATE_NAME', `two ${kind} are named ${JSON.stringify(name)}`);
    names.add(name);
  }
}

/** Recorders of databases that are not registered are kept up to this many. */
const MOST_UNREGISTERED = 100;
const LONGEST_NAME = 255;

function createNamedRecorder(
  context: QueryRecorderContext,
  registered: ReadonlyMap<string, QueryRecorder>,
): KotobaMetrics['recordQuery'] {
  const others = new Map<string, QueryRecorder>();
  return (database, operation, seconds, error) => {
    if (typeof database !== 'string' || database.length > LONGEST_NAME) {
      context.store.rejected(
        rejectionReasons.label,
        catalog.dbQueries.name,
        'a database’s name must be text',
      );
      return;
    }
    let recorder = registered.get(database) ?? others.get(database);
    if (recorder === undefined) {
      recorder = new CellQueryRecorder(context, {
        database,
        system: UNKNOWN_SYSTEM,
        durationsElsewhere: false,
      });
      if (others.size < MOST_UNREGISTERED) others.set(database, recorder);
    }
    recorder.recordQuery(operation, seconds, error);
  };
}
