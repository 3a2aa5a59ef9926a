import {
  type DatabaseMetrics,
  type MonitoredDatabase,
  type QueryObserver,
  type ReadContext,
  type StorageMetrics,
  systemClock,
} from '@kotoba/core';
import { QueryObservers } from '@kotoba/databases';
import type { EmbeddedDb } from './embedded-db.ts';

/** Wraps the database for monitoring: the app calls `get` and `put` here instead of on the handle. */
export class MonitoredEmbeddedDb implements MonitoredDatabase {
  readonly name = 'settings';
  readonly system = 'embedded';
  readonly #db: EmbeddedDb;
  readonly #openedMillis = systemClock.monotonic();
  readonly #observers = new QueryObservers(systemClock);

  constructor(db: EmbeddedDb) {
    this.#db = db;
  }

  get(key: string): string | undefined {
    return this.#measured('select', () => this.#db.get(key));
  }

  put(key: string, value: string | undefined): void {
    this.#measured(value === undefined ? 'delete' : 'insert', () => this.#db.put(key, value));
  }

  /** Database metrics: what the handle cannot tell, such as connections, is left out. */
  getDatabaseMetrics(context: ReadContext): DatabaseMetrics {
    this.ping(context);
    return { uptimeSeconds: (systemClock.monotonic() - this.#openedMillis) / 1_000, version: '1.0.0' };
  }

  /** Storage metrics; a handle that fails throws, and the metrics are absent until it answers again. */
  getStorageMetrics(_context: ReadContext): StorageMetrics {
    const { fileBytes, usedBytes, bytesRead, bytesWritten } = this.#db.stats();
    return {
      totalSizeBytes: fileBytes,
      usedSizeBytes: usedBytes,
      readBytes: bytesRead,
      writtenBytes: bytesWritten,
    };
  }

  ping(_context: ReadContext): void {
    this.#db.get('');
  }

  /** Queries are measured above, so there is no `getQueryMetrics`. */
  observeQueries(observer: QueryObserver): () => void {
    return this.#observers.add(observer);
  }

  #measured<T>(operation: string, query: () => T): T {
    const startedMillis = systemClock.monotonic();
    let failed = true;
    try {
      const answer = query();
      failed = false;
      return answer;
    } finally {
      this.#observers.report(operation, startedMillis, failed);
    }
  }
}
