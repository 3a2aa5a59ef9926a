import type {
  Clock,
  DatabaseMetrics,
  DetailMetrics,
  MonitoredDatabase,
  ObserveOptions,
  QueryObserver,
  ReadContext,
  StorageMetrics,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import type { LeveldbClient } from './client.ts';
import { measureQueries, type QueryMeasurement } from './measure-queries.ts';
import { DEFAULT_CLOCK, DEFAULT_NAME, type LeveldbDatabaseOptions } from './options.ts';
import { readDetails, readStorage } from './read-metrics.ts';

/**
 * Makes a LevelDB handle monitored. Go on using the very handle you passed: its operations are measured while someone
 * observes them.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function leveldbDatabase(
  client: LeveldbClient,
  options: LeveldbDatabaseOptions = {},
): MonitoredDatabase {
  const { name = DEFAULT_NAME, clock = DEFAULT_CLOCK } = options;
  if (typeof client?.getProperty !== 'function' || typeof client.location !== 'string')
    refuseClient(
      'expected a LevelDB handle with getProperty() and location, such as a ClassicLevel of classic-level',
    );
  expectName(name);
  return new LeveldbDatabase(client, name, clock);
}

class LeveldbDatabase implements MonitoredDatabase {
  readonly name: string;
  readonly system = 'leveldb';
  readonly #client: LeveldbClient;
  readonly #measurement: QueryMeasurement;

  constructor(client: LeveldbClient, name: string, clock: Clock) {
    this.name = name;
    this.#client = client;
    this.#measurement = measureQueries(client, clock);
  }

  getDatabaseMetrics(context: ReadContext): Promise<DatabaseMetrics> {
    return this.#read(context, () => {
      const { timesOpened, uptimeSeconds } = this.#measurement;
      return {
        activeConnections: 1,
        totalConnections: timesOpened,
        ...(uptimeSeconds !== undefined && { uptimeSeconds }),
      };
    });
  }

  getStorageMetrics(context: ReadContext): Promise<StorageMetrics> {
    return this.#read(context, () => readStorage(this.#client));
  }

  getDetailMetrics(context: ReadContext): Promise<DetailMetrics> {
    return this.#read(context, () => readDetails(this.#client));
  }

  async ping(context: ReadContext): Promise<void> {
    await this.#read(context, () => this.#client.getProperty('leveldb.num-files-at-level0'));
  }

  observeQueries(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#measurement.observe(observer, options);
  }

  async #read<T>({ signal }: ReadContext, read: () => T | Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      if (this.#client.status !== 'open') throw new Error(`the handle is ${this.#client.status}`);
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      throw readFailed('LevelDB database', this.name, error);
    }
  }
}
