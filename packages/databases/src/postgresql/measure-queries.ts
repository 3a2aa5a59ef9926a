import type { Clock, DetailMetrics, QueryObserver } from '@kotoba/core';
import { type Method, Override } from '../override.ts';
import { QueryObservers } from '../query-observers.ts';
import { isPool, type PostgresqlClient, type PostgresqlPool, type PostgresqlSingleClient } from './client.ts';
import { measuredQuery, operationOf } from './measured-query.ts';

/** The measurement of one pool or client. It lives as long as the client does. */
export interface QueryMeasurement {
  observe(observer: QueryObserver): () => void;
  readonly isObserved: boolean;
  /** Whether the app has closed the client. */
  readonly isClosed: boolean;
  /** Connections opened, those included that were open when the client was first seen. */
  readonly connectionsOpened: number;
  /** Requests for a connection of the pool; nothing where none have been measured. */
  readonly connectionRequests: Pick<DetailMetrics, 'connectionRequests' | 'connectionWaitSeconds'>;
}

const measurementByClient = new WeakMap<PostgresqlClient, QueryMeasurement>();

/**
 * The measurement of `client`; asking again answers the same one, so no query is ever measured twice. Only this
 * client, and the connections its pool hands out, get a `query` (and the pool a `connect`) of their own; no class of the
 * driver's is touched. When the last observer goes, all of it is taken back; the next brings it anew.
 */
export function measureQueries(client: PostgresqlClient, clock: Clock): QueryMeasurement {
  const known = measurementByClient.get(client);
  if (known !== undefined) return known;
  const measurement = isPool(client)
    ? new PoolMeasurement(client, clock)
    : new ClientMeasurement(client, clock);
  measurementByClient.set(client, measurement);
  return measurement;
}

class ClientMeasurement implements QueryMeasurement {
  readonly connectionsOpened = 1;
  readonly connectionRequests = {};
  readonly #client: PostgresqlSingleClient;
  readonly #observers: QueryObservers;
  #ended = false;

  constructor(client: PostgresqlSingleClient, clock: Clock) {
    this.#client = client;
    this.#observers = new QueryObservers(clock, (active) =>
      active ? override.install() : override.remove(),
    );
    const override = new Override(client, 'query', (native) => measuredQuery(native, clock, this.#observers));
    client.on('end', () => {
      this.#ended = true;
    });
  }

  get isClosed(): boolean {
    return this.#ended || this.#client._ending === true;
  }

  get isObserved(): boolean {
    return this.#observers.active;
  }

  observe(observer: QueryObserver): () => void {
    return this.#observers.add(observer);
  }
}

type ConnectCallback = (this: unknown, error: unknown, ...rest: unknown[]) => unknown;

class PoolMeasurement implements QueryMeasurement {
  connectionsOpened: number;
  readonly #pool: PostgresqlPool;
  readonly #clock: Clock;
  readonly #observers: QueryObservers;
  readonly #overrides: readonly Override[];
  readonly #clients = new Map<object, Override>();
  readonly #adopt = (client: object) => this.#measureClient(client);
  readonly #release = (client: object) => this.#clients.delete(client);
  #requests = { measured: false, ok: 0, failed: 0, waitedMillis: 0 };
  /** The text of the `pool.query` call that is just asking for its connection. */
  #asking: { readonly sql: unknown } | undefined;

  constructor(pool: PostgresqlPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    this.connectionsOpened = pool.totalCount;
    this.#observers = new QueryObservers(clock, (active) => this.#setActive(active));
    this.#overrides = [
      new Override(pool, 'query', (native) => this.#markedQuery(native)),
      new Override(pool, 'connect', (native) => this.#measuredConnect(native)),
    ];
    pool.on('connect', () => {
      this.connectionsOpened++;
    });
  }

  get isObserved(): boolean {
    return this.#observers.active;
  }

  get isClosed(): boolean {
    return this.#pool.ending === true;
  }

  get connectionRequests(): QueryMeasurement['connectionRequests'] {
    const { measured, ok, failed, waitedMillis } = this.#requests;
    if (!measured) return {};
    return {
      connectionRequests: [
        [ok, 'ok'],
        [failed, 'error'],
      ],
      connectionWaitSeconds: [[waitedMillis / 1_000]],
    };
  }

  observe(observer: QueryObserver): () => void {
    return this.#observers.add(observer);
  }

  #setActive(active: boolean): void {
    if (active) {
      this.#requests.measured = true;
      for (const override of this.#overrides) override.install();
      this.#pool.on('acquire', this.#adopt);
      this.#pool.on('remove', this.#release);
      return;
    }
    this.#pool.removeListener('acquire', this.#adopt);
    this.#pool.removeListener('remove', this.#release);
    for (const override of [...this.#overrides, ...this.#clients.values()]) override.remove();
    this.#clients.clear();
  }

  #measureClient(client: object): void {
    if (this.#clients.has(client)) return;
    const override = new Override(client, 'query', (native) =>
      measuredQuery(native, this.#clock, this.#observers),
    );
    this.#clients.set(client, override);
    override.install();
  }

  /** The query itself is measured on its connection; only one that never gets a connection is counted here. */
  #markedQuery(native: Method): Method {
    const measurement = this;
    return function query(this: unknown, ...parameters: unknown[]) {
      measurement.#asking = { sql: parameters[0] };
      try {
        return Reflect.apply(native, this, parameters);
      } finally {
        measurement.#asking = undefined;
      }
    };
  }

  #measuredConnect(native: Method): Method {
    const measurement = this;
    return function connect(this: unknown, ...parameters: unknown[]) {
      if (!measurement.#observers.active) return Reflect.apply(native, this, parameters);
      const started = measurement.#clock.monotonic();
      const asking = measurement.#asking;
      measurement.#asking = undefined;
      const ended = (failed: boolean) => measurement.#requestEnded(started, asking, failed);
      const [callback] = parameters;
      if (typeof callback === 'function') {
        const measured: ConnectCallback = function (error, ...rest) {
          ended(Boolean(error));
          return Reflect.apply(callback, this, [error, ...rest]);
        };
        return Reflect.apply(native, this, [measured, ...parameters.slice(1)]);
      }
      return (Reflect.apply(native, this, parameters) as Promise<unknown>).then(
        (client) => {
          ended(false);
          return client;
        },
        (error) => {
          ended(true);
          throw error;
        },
      );
    };
  }

  #requestEnded(startedMillis: number, asking: { readonly sql: unknown } | undefined, failed: boolean): void {
    this.#requests.waitedMillis += this.#clock.monotonic() - startedMillis;
    if (!failed) this.#requests.ok++;
    else {
      this.#requests.failed++;
      if (asking !== undefined) this.#observers.report(operationOf(asking.sql), startedMillis, true);
    }
  }
}
