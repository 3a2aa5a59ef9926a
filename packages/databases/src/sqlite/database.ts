import {
  type Clock,
  type DatabaseMetrics,
  type KotobaError,
  type MonitoredDatabase,
  type ObserveOptions,
  type QueryObserver,
  type ReadContext,
  type StorageMetrics,
  sleep,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import { isInTransaction, isOpen, type SqliteClient } from './client.ts';
import { measureQueries, type QueryMeasurement } from './measure-queries.ts';
import { BUSY_RETRY_MILLIS, DEFAULT_CLOCK, DEFAULT_NAME, type SqliteDatabaseOptions } from './options.ts';
import {
  isBusy,
  type Prepare,
  readHeader,
  readNothing,
  readStorage,
  readVersion,
  withoutWaiting,
} from './read-metrics.ts';

/**
 * Makes a SQLite handle monitored. Go on using the very handle you passed: its queries are measured from the
 * moment someone observes them, statements prepared before this call excepted. Reads run between the app's
 * statements, wait for no lock, and leave a transaction of the app's alone.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function sqliteDatabase(client: SqliteClient, options: SqliteDatabaseOptions = {}): MonitoredDatabase {
  const { name = DEFAULT_NAME, clock = DEFAULT_CLOCK } = options;
  if (typeof client?.prepare !== 'function' || typeof client.exec !== 'function')
    refuseClient('expected a SQLite handle with prepare() and exec(), such as a DatabaseSync of node:sqlite');
  expectName(name);
  return new SqliteDatabase(client, name, clock);
}

class SqliteDatabase implements MonitoredDatabase {
  readonly name: string;
  readonly system = 'sqlite';
  readonly #client: SqliteClient;
  readonly #clock: Clock;
  readonly #measurement: QueryMeasurement;
  readonly #prepare: Prepare;
  #rowsOfEarlierOpenings = 0;
  #lastRows = { timesOpened: 0, rows: 0 };

  constructor(client: SqliteClient, name: string, clock: Clock) {
    this.name = name;
    this.#client = client;
    this.#clock = clock;
    this.#measurement = measureQueries(client, clock);
    this.#prepare = (sql) => this.#measurement.prepareUnmeasured(sql);
  }

  getDatabaseMetrics(context: ReadContext): Promise<DatabaseMetrics> {
    return this.#read(context, () => {
      const { timesOpened, uptimeSeconds } = this.#measurement;
      return {
        activeConnections: 1,
        totalConnections: timesOpened,
        ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
        version: readVersion(this.#prepare),
      };
    });
  }

  /** Inside the app's transaction sizes are left out: reading them could fix its snapshot too early. */
  getStorageMetrics(context: ReadContext): Promise<StorageMetrics> {
    return this.#read(context, () => {
      if (isInTransaction(this.#client)) return {};
      const { totalSizeBytes, usedSizeBytes, rowsWritten } = withoutWaiting(this.#prepare, () =>
        readStorage(this.#prepare),
      );
      return { totalSizeBytes, usedSizeBytes, writeOperations: this.#sinceFirstOpened(rowsWritten) };
    });
  }

  ping(context: ReadContext): Promise<void> {
    return this.#read(context, () => {
      if (isInTransaction(this.#client)) readNothing(this.#prepare);
      else withoutWaiting(this.#prepare, () => readHeader(this.#prepare));
    });
  }

  observeQueries(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#measurement.observe(observer, options);
  }

  /** Tries again while another connection holds the file locked, until the signal aborts. */
  async #read<T>(context: ReadContext, read: () => T): Promise<T> {
    for (;;) {
      context.signal.throwIfAborted();
      try {
        if (!isOpen(this.#client)) throw new Error('the handle is closed');
        return read();
      } catch (error) {
        if (!isBusy(error)) throw this.#failed(error);
      }
      await sleep(this.#clock, BUSY_RETRY_MILLIS, context.signal);
    }
  }

  #failed(error: unknown): KotobaError {
    return readFailed('SQLite database', this.name, error);
  }

  /** SQLite counts anew at every opening; a counter of ours never goes back. */
  #sinceFirstOpened(rows: number): number {
    const { timesOpened } = this.#measurement;
    if (timesOpened !== this.#lastRows.timesOpened) this.#rowsOfEarlierOpenings += this.#lastRows.rows;
    this.#lastRows = { timesOpened, rows };
    return this.#rowsOfEarlierOpenings + rows;
  }
}
