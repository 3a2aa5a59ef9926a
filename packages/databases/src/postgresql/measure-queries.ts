import type { Clock, DetailMetrics, ObserveOptions, QueryObserver } from '@kotoba/core';
import { type Method, Override } from '../override.ts';
import { QueryObservers } from '../query-observers.ts';
import { isPool, type PostgresqlClient, type PostgresqlPool, type PostgresqlSingleClient } from './client.ts';
import { MeasuredClients } from './measured-clients.ts';
import { operationOf } from './measured-query.ts';

/** The measurement of one pool or client. It lives as long as the client does. */
export interface QueryMeasurement {
  observe(observer: QueryObserver, options?: ObserveOptions): () => void;
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
 * pool, which gets a `query` and a `connect` of its own, and the connections it hands out are touched, no class of the
 * driver's. When the last observer goes, all of it is taken back; the next brings it anew.
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
      active ? measured.adopt(client) : measured.release(),
    );
    const measured = new MeasuredClients(clock, this.#observers);
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

  observe(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#observers.add(observer, options);
  }
}

type ConnectCallback = (this: unknown, error: unknown, client: unknown, release: unknown) => unknown;

/** No `pool.query` call asks for a connection. */
const NOBODY = Symbol('nobody');

class PoolMeasurement implements QueryMeasurement {
  connectionsOpened: number;
  readonly #pool: PostgresqlPool;
  readonly #clock: Clock;
  readonly #observers: QueryObservers;
  readonly #overrides: readonly Override[];
  readonly #clients: MeasuredClients;
  readonly #adopt = (client: object) => this.#clients.adopt(client);
  /** Those opened before anyone observed are adopted as they are used, until there are no more of them. */
  readonly #adoptOlder = (client: object) => {
    this.#clients.adopt(client);
    if (this.#clients.size >= this.#pool.totalCount) this.#pool.removeListener('acquire', this.#adoptOlder);
  };
  readonly #release = (client: object) => this.#clients.forget(client);
  #requests = { measured: false, ok: 0, failed: 0, waitedMillis: 0 };
  /** What the `pool.query` call was given that is just asking for its connection. */
  #asking: unknown = NOBODY;

  constructor(pool: PostgresqlPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
    this.connectionsOpened = pool.totalCount;
    this.#observers = new QueryObservers(clock, (active) => this.#setActive(active));
    this.#clients = new MeasuredClients(clock, this.#observers);
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

  observe(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#observers.add(observer, options);
  }

  #setActive(active: boolean): void {
    if (active) {
      this.#requests.measured = true;
      for (const override of this.#overrides) override.install();
      this.#pool.on('connect', this.#adopt);
      if (this.#pool.totalCount > 0) this.#pool.on('acquire', this.#adoptOlder);
      this.#pool.on('remove', this.#release);
      return;
    }
    this.#pool.removeListener('connect', this.#adopt);
    this.#pool.removeListener('acquire', this.#adoptOlder);
    this.#pool.removeListener('remove', this.#release);
    // Last in, first out: the pool then keeps the shape it had, and its speed.
    for (const override of this.#overrides.toReversed()) override.remove();
    this.#clients.release();
  }

  /** The query itself is measured on its connection; only one that never gets a connection is counted here. */
  #markedQuery(native: Method): Method {
    const measurement = this;
    return function query(this: unknown, ...parameters: unknown[]) {
      measurement.#asking = parameters[0];
      try {
        return Reflect.apply(native, this, parameters);
      } finally {
        measurement.#asking = NOBODY;
      }
    };
  }

  #measuredConnect(native: Method): Method {
    const measurement = this;
    return function connect(this: unknown, ...parameters: unknown[]) {
      if (!measurement.#observers.active) return Reflect.apply(native, this, parameters);
      if (measurement.#pool.idleCount > measurement.#pool.waitingCount) {
        // Given at once: there is nothing to time, and no way to fail.
        measurement.#asking = NOBODY;
        measurement.#requests.ok++;
        return Reflect.apply(native, this, parameters);
      }
      const started = measurement.#clock.monotonic();
      const asking = measurement.#asking;
      measurement.#asking = NOBODY;
      const [callback] = parameters;
      if (typeof callback === 'function') {
        const measured: ConnectCallback = function (error, client, release) {
          measurement.#requestEnded(started, asking, Boolean(error));
          return callback.call(this, error, client, release);
        };
        return native.call(this, measured);
      }
      return (Reflect.apply(native, this, parameters) as Promise<unknown>).then(
        (client) => {
          measurement.#requestEnded(started, asking, false);
          return client;
        },
        (error) => {
          measurement.#requestEnded(started, asking, true);
          throw error;
        },
      );
    };
  }

  #requestEnded(startedMillis: number, asking: unknown, failed: boolean): void {
    this.#requests.waitedMillis += this.#clock.monotonic() - startedMillis;
    if (!failed) this.#requests.ok++;
    else {
      this.#requests.failed++;
      if (asking !== NOBODY) this.#observers.report(operationOf(asking), startedMillis, true, asking);
    }
  }
}
