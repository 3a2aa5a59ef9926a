import {
  type DatabaseMetrics,
  type DatabaseServer,
  type DetailMetrics,
  type InstrumentedElsewhere,
  KotobaError,
  type MonitoredDatabase,
  type ObserveOptions,
  type QueryObserver,
  type ReadContext,
  type StorageMetrics,
  withTimeout,
} from '@kotoba/core';
import { expectName, readFailed, refuseClient } from '../errors.ts';
import { OwnConnection, StatementError } from '../own-connection/own-connection.ts';
import { SharedRead } from '../own-connection/shared-read.ts';
import {
  connectionLike,
  isInstrumentedClient,
  isPool,
  type PostgresqlClient,
  type PostgresqlConnection,
  serverOf,
} from './client.ts';
import { measureQueries, type QueryMeasurement } from './measure-queries.ts';
import {
  ANSWER_GRACE_MILLIS,
  CONNECT_TIMEOUT_MILLIS,
  DEFAULT_NAME,
  type PostgresqlDatabaseOptions,
  type ResolvedReadOptions,
  readDefaults,
} from './options.ts';
import { optionalParts } from './read-metrics.ts';
import { type ServerFigures, ServerFiguresMaker } from './server-figures.ts';
import { ServerReader } from './server-reader.ts';

/**
 * Makes a PostgreSQL client of `pg` monitored, a `Pool` or a single `Client`. Go on using the very client you passed:
 * its queries are measured from the moment someone observes them. Reads go over a connection of their own, never one of
 * the pool's, and need a role with `pg_monitor`; a role without it yields fewer figures.
 * @throws {KotobaError} KOTOBA_DATABASE_INVALID_CLIENT, KOTOBA_DATABASE_INVALID_NAME
 */
export function postgresqlDatabase(
  client: PostgresqlClient,
  options: PostgresqlDatabaseOptions = {},
): MonitoredDatabase {
  const { name = DEFAULT_NAME, connect: given, ...rest } = options;
  if (typeof client?.query !== 'function' || typeof client.on !== 'function')
    refuseClient('expected a Pool or a Client of pg, with query() and on()');
  const connect = given ?? connectionLike(client, CONNECT_TIMEOUT_MILLIS);
  if (typeof connect !== 'function')
    refuseClient('the client does not tell its settings; pass connect: () => new Client(settings)');
  expectName(name);
  return new PostgresqlDatabase(client, name, connect, { ...readDefaults, ...rest });
}

class PostgresqlDatabase implements MonitoredDatabase {
  readonly name: string;
  readonly system = 'postgresql';
  readonly server: DatabaseServer | undefined;
  readonly instrumentedElsewhere: InstrumentedElsewhere;
  readonly #client: PostgresqlClient;
  readonly #options: ResolvedReadOptions;
  readonly #measurement: QueryMeasurement;
  readonly #connection: OwnConnection;
  readonly #reader: ServerReader;
  readonly #figures = new ServerFiguresMaker();
  readonly #reading: SharedRead<ServerFigures>;

  constructor(
    client: PostgresqlClient,
    name: string,
    connect: () => PostgresqlConnection,
    options: ResolvedReadOptions,
  ) {
    this.name = name;
    this.server = serverOf(client);
    const isInstrumented = isInstrumentedClient(client);
    this.instrumentedElsewhere = { spans: isInstrumented, durations: isInstrumented };
    this.#client = client;
    this.#options = options;
    this.#measurement = measureQueries(client, options.clock);
    this.#connection = new OwnConnection(connect, options.clock);
    this.#reader = new ServerReader(this.#connection, options, optionalParts);
    this.#reading = new SharedRead((signal) => this.#readOnce(signal));
  }

  /** The pool's own figures are told even while the server does not answer. */
  async getDatabaseMetrics(context: ReadContext): Promise<DatabaseMetrics> {
    const { database } = await this.#read(context).catch((error) => {
      if (!isPool(this.#client) || this.#measurement.isClosed || context.signal.aborted) throw error;
      return { database: {} };
    });
    return { ...this.#connections(), ...database };
  }

  async getStorageMetrics(context: ReadContext): Promise<StorageMetrics> {
    return (await this.#read(context)).storage;
  }

  async getDetailMetrics(context: ReadContext): Promise<DetailMetrics> {
    const { detail } = await this.#read(context).catch((error) => {
      if (!isPool(this.#client) || this.#measurement.isClosed || context.signal.aborted) throw error;
      return { detail: { unread: ['detail'] } };
    });
    return { ...this.#measurement.connectionRequests, ...detail };
  }

  /** A reading under way answers as well; one that the server refused does not mean that the database is down. */
  async ping({ signal }: ReadContext): Promise<void> {
    signal.throwIfAborted();
    try {
      if (this.#reading.running) {
        await this.#reading.get(signal);
        return;
      }
    } catch (error) {
      if (signal.aborted || !(causeOf(error) instanceof StatementError)) throw error;
    }
    await this.#guarded(signal, (limited) => this.#reader.ping(limited));
  }

  observeQueries(observer: QueryObserver, options?: ObserveOptions): () => void {
    const stop = this.#measurement.observe(observer, options);
    return () => {
      stop();
      if (!this.#measurement.isObserved) this.#connection.close();
    };
  }

  async #read({ signal }: ReadContext): Promise<ServerFigures> {
    return await this.#reading.get(signal);
  }

  #readOnce(signal: AbortSignal): Promise<ServerFigures> {
    return this.#guarded(signal, async (limited) => this.#figures.make(await this.#reader.read(limited)));
  }

  /** Under a limit that also holds where the server has stopped answering, and so cannot keep its own. */
  async #guarded<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    if (this.#measurement.isClosed) {
      this.#connection.close();
      throw this.#failed(new Error('the client is closed'));
    }
    const limit = this.#options.statementTimeoutMillis + ANSWER_GRACE_MILLIS;
    try {
      return await withTimeout(this.#options.clock, limit, 'the monitoring statement', (limited) =>
        work(AbortSignal.any([signal, limited])),
      );
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): KotobaError {
    return readFailed('PostgreSQL database', this.name, error);
  }

  #connections(): DatabaseMetrics {
    const { connectionsOpened } = this.#measurement;
    if (!isPool(this.#client)) return { activeConnections: 1, totalConnections: connectionsOpened };
    const { totalCount, idleCount, waitingCount, options } = this.#client;
    return {
      activeConnections: Math.min(totalCount, connectionsOpened),
      totalConnections: connectionsOpened,
      idleConnections: idleCount,
      waitingRequests: waitingCount,
      ...(typeof options?.max === 'number' && { maxConnections: options.max }),
    };
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof KotobaError ? error.cause : undefined;
}
