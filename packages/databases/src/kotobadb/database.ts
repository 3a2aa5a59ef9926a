import {
  type DatabaseMetrics,
  type DetailMetrics,
  errorMessage,
  type MonitoredDatabase,
  type ReadContext,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import { KotobaClient } from './client.ts';
import { DEFAULT_NAME, DEFAULT_URL, type KotobaDatabaseOptions } from './options.ts';
import { readHealth, readStats } from './read-metrics.ts';

/**
 * Monitors a KotobaDB over its HTTP server: whether it answers, and how many nodes, edges and cached entries it has. What
 * KotobaDB does not tell today (connections, latencies, storage) is absent.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function kotobaDatabase(options: KotobaDatabaseOptions = {}): MonitoredDatabase {
  const { url = DEFAULT_URL, name = DEFAULT_NAME, token } = options;
  if (typeof url !== 'string' || !/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
    refuseClient('expected the address of KotobaDB’s HTTP server, such as http://127.0.0.1:8100');
  const address = new URL(url);
  if (address.username !== '' || address.password !== '')
    refuseClient('expected an address without user and password: use the option token');
  expectName(name);
  return new KotobaDatabase(new KotobaClient(address, token), name);
}

class KotobaDatabase implements MonitoredDatabase {
  readonly name: string;
  readonly system = 'kotobadb';
  readonly #client: KotobaClient;

  constructor(client: KotobaClient, name: string) {
    this.#client = client;
    this.name = name;
  }

  getDatabaseMetrics({ signal }: ReadContext): Promise<DatabaseMetrics> {
    return this.#read(signal, () => readHealth(this.#client, signal));
  }

  getDetailMetrics({ signal }: ReadContext): Promise<DetailMetrics> {
    return this.#read(signal, () => readStats(this.#client, signal));
  }

  async ping({ signal }: ReadContext): Promise<void> {
    await this.#read(signal, () => readHealth(this.#client, signal));
  }

  async #read<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await read();
    } catch (error) {
      signal.throwIfAborted();
      throw readFailed('KotobaDB', this.name, error, reasonOf(error));
    }
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return error instanceof TypeError && cause !== undefined ? errorMessage(cause) : errorMessage(error);
}
