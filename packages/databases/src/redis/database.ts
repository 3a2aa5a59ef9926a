import {
  type DatabaseMetrics,
  type DatabaseServer,
  type DetailMetrics,
  type InstrumentedElsewhere,
  type MonitoredDatabase,
  type ObserveOptions,
  type QueryObserver,
  type ReadContext,
  type StorageMetrics,
  withTimeout,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import { OwnConnection } from '../own-connection/own-connection.ts';
import { SharedRead } from '../own-connection/shared-read.ts';
import { isPatchedMethod } from '../patched-method.ts';
import {
  addressOf,
  type CommandAnswers,
  connectionLike,
  isClosed,
  isRedisClient,
  type RedisClient,
} from './client.ts';
import { measureCommands } from './measure-commands.ts';
import { type RedisDatabaseOptions, redisDefaults } from './options.ts';
import { figuresOf, type KeyReads, READING, type RedisFigures } from './read-metrics.ts';

/**
 * Makes a Redis (or Valkey) monitored by the client the app has, of `redis` or `ioredis`. Reads go over a connection of their
 * own, which needs `INFO` and `SLOWLOG` alone; what the app asks is measured by the channels the drivers publish.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function redisDatabase(client: RedisClient, options: RedisDatabaseOptions = {}): MonitoredDatabase {
  if (!isRedisClient(client))
    refuseClient('expected a client of redis or ioredis, with duplicate() and sendCommand() or call()');
  const resolved = { ...redisDefaults, ...options };
  expectName(resolved.name);
  return new RedisDatabase(client, resolved);
}

class RedisDatabase implements MonitoredDatabase {
  readonly name: string;
  readonly system = 'redis';
  readonly server: DatabaseServer;
  readonly instrumentedElsewhere: InstrumentedElsewhere;
  readonly #client: RedisClient;
  readonly #options: Required<RedisDatabaseOptions>;
  readonly #connection: OwnConnection;
  readonly #reading: SharedRead<RedisFigures>;
  readonly #measurement: ReturnType<typeof measureCommands>;
  #keyReads: KeyReads | undefined;
  /** Of the last time in which keys were read at all. */
  #hitRate: number | undefined;
  #observers = 0;

  constructor(client: RedisClient, options: Required<RedisDatabaseOptions>) {
    const { name, clock, timeoutMillis } = options;
    this.name = name;
    this.server = addressOf(client);
    // Those of both drivers make spans only.
    this.instrumentedElsewhere = { spans: isPatchedMethod(client, 'sendCommand'), durations: false };
    this.#client = client;
    this.#options = options;
    this.#connection = new OwnConnection(() => connectionLike(client, timeoutMillis), clock);
    this.#reading = new SharedRead((signal) => this.#read(signal));
    this.#measurement = measureCommands(addressOf(client), clock);
  }

  async getDatabaseMetrics({ signal }: ReadContext): Promise<DatabaseMetrics> {
    return (await this.#reading.get(signal)).database;
  }

  async getStorageMetrics({ signal }: ReadContext): Promise<StorageMetrics> {
    return (await this.#reading.get(signal)).storage;
  }

  async getDetailMetrics({ signal }: ReadContext): Promise<DetailMetrics> {
    return (await this.#reading.get(signal)).detail;
  }

  async ping({ signal }: ReadContext): Promise<void> {
    const [answer] = (await this.#ask('PING', signal)) as CommandAnswers;
    if (answer instanceof Error && !/^NOPERM\b/.test(answer.message)) throw this.#failed(answer);
  }

  observeQueries(observer: QueryObserver, options?: ObserveOptions): () => void {
    const stop = this.#measurement.observe(observer, options);
    this.#observers++;
    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      stop();
      if (--this.#observers === 0) this.#connection.close();
    };
  }

  async #read(signal: AbortSignal): Promise<RedisFigures> {
    const answers = (await this.#ask(READING, signal)) as CommandAnswers;
    try {
      const { keyReads, ...figures } = figuresOf(answers, this.#options.topCommands, this.#keyReads);
      this.#keyReads = keyReads;
      this.#hitRate = figures.storage.cacheHitRate ?? this.#hitRate;
      if (this.#hitRate === undefined) return figures;
      return { ...figures, storage: { ...figures.storage, cacheHitRate: this.#hitRate } };
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async #ask(commands: string, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    if (isClosed(this.#client)) {
      this.#connection.close();
      throw this.#failed(new Error('the client is closed'));
    }
    const { clock, timeoutMillis } = this.#options;
    try {
      return await withTimeout(clock, timeoutMillis, 'the monitoring commands', (limited) =>
        this.#connection.run(commands, AbortSignal.any([signal, limited])),
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#failed(error);
    }
  }

  #failed(error: unknown) {
    return readFailed('Redis', this.name, error);
  }
}
