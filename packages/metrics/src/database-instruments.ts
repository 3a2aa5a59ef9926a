import { createLogger, loggableError, type MonitoredDatabase } from '@kotoba/core';
import { DatabaseReader } from './database-reader.ts';
import { DatabaseWriter } from './database-writer.ts';
import type { DatabaseReading } from './kotoba-metrics.ts';
import type { MetricStore } from './metric-store.ts';
import type { QueryCells } from './query-cells.ts';
import type { QueryRecorder } from './query-recorder.ts';
import { SharedReading } from './shared-reading.ts';

/** What the instruments of databases and clusters need. */
export interface PollingContext {
  readonly store: MetricStore;
  readonly collectionIntervalMillis: number;
  readonly readTimeoutMillis: number;
}

/** What it takes to feed a database's queries to its recorder. */
export interface QueryContext {
  readonly cells: QueryCells;
  readonly recorder: QueryRecorder;
}

/** A polled thing whose metrics are registered. */
export interface RegisteredReading<Reading> {
  /** The reading of the present interval. Never rejects. */
  read(): Promise<Reading>;
  /** Stops reading and takes the series away. May be called twice. */
  stop(): void;
}

/**
 * Registers the metrics of one database: what it tells of itself at each collection, and its queries where it
 * offers to have them observed. A database that throws, hangs or answers nonsense costs its own samples only.
 */
export function registerDatabaseInstruments(
  context: PollingContext,
  queries: QueryContext,
  database: MonitoredDatabase,
): RegisteredReading<DatabaseReading> {
  const { store } = context;
  const reader = new DatabaseReader(database, store.clock, context.readTimeoutMillis);
  const writer = new DatabaseWriter(store, queries.cells, database);
  const readTimed = async () => {
    const before = store.clock.monotonic();
    const reading = await reader.read();
    writer.apply(reading, (store.clock.monotonic() - before) / 1_000);
    return reading;
  };
  const shared = new SharedReading(store.clock, context.collectionIntervalMillis, readTimed);
  const stopRefreshing = store.onRefresh(async () => {
    await shared.get();
  });
  const stopObserving = observeQueries(database, queries.recorder);
  writer.observed = stopObserving !== undefined;
  return {
    read: () => shared.get(),
    stop: () => {
      stopRefreshing();
      writer.stop();
      stopObserving?.();
    },
  };
}

/** Answers how to stop, or undefined when the database does not offer its queries. */
function observeQueries(database: MonitoredDatabase, recorder: QueryRecorder): (() => void) | undefined {
  if (database.observeQueries === undefined) return undefined;
  const bound = new Map<string, ReturnType<QueryRecorder['bindQuery']>>();
  const observe = (operation: string, seconds: number, failed: boolean) => {
    const known = bound.get(operation);
    if (known !== undefined) return known(seconds, failed);
    const made = recorder.bindQuery(operation);
    if (bound.size < MOST_BOUND_OPERATIONS) bound.set(operation, made);
    made(seconds, failed);
  };
  const log = createLogger('metrics');
  try {
    const stop = database.observeQueries(observe);
    return () => {
      try {
        stop();
      } catch (error) {
        log.warn(`database ${JSON.stringify(database.name)} failed to stop: ${loggableError(error)}`);
      }
    };
  } catch (error) {
    log.warn(`database ${JSON.stringify(database.name)} refused an observer: ${loggableError(error)}`);
    return undefined;
  }
}

/** Adapters know a handful of operations; more than this are looked up one by one. */
const MOST_BOUND_OPERATIONS = 100;
