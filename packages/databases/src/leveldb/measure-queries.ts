import type { Clock, ObserveOptions, QueryObserver } from '@kotoba/core';
import { type Method, Override } from '../override.ts';
import { QueryObservers } from '../query-observers.ts';
import type { LeveldbClient } from './client.ts';

/** What each method counts as. */
const OPERATIONS = {
  get: 'select',
  getSync: 'select',
  getMany: 'select',
  has: 'select',
  hasMany: 'select',
  put: 'insert',
  del: 'delete',
  clear: 'delete',
  batch: 'update',
  compactRange: 'other',
  approximateSize: 'other',
} as const;

/** Methods whose result is read until it is closed. */
const ITERATORS = ['iterator', 'keys', 'values'] as const;

/** The measurement of one handle. It lives as long as the handle does. */
export interface QueryMeasurement {
  observe(observer: QueryObserver, options?: ObserveOptions): () => void;
  /** How often the handle has been opened, as far as this measurement has seen. */
  readonly timesOpened: number;
  /** Undefined while it has not been seen open. */
  readonly uptimeSeconds: number | undefined;
}

const measurementByClient = new WeakMap<LeveldbClient, QueryMeasurement>();

/** The measurement of `client`; asking again answers the same one. Only this one handle is touched, while somebody observes. */
export function measureQueries(client: LeveldbClient, clock: Clock): QueryMeasurement {
  const known = measurementByClient.get(client);
  if (known !== undefined) return known;
  const measurement = new HandleMeasurement(client, clock);
  measurementByClient.set(client, measurement);
  return measurement;
}

class HandleMeasurement implements QueryMeasurement {
  timesOpened = 0;
  #openedMillis: number | undefined;
  readonly #client: LeveldbClient;
  readonly #clock: Clock;
  readonly #observers: QueryObservers;
  readonly #overrides: readonly Override[];
  readonly #making = { depth: 0 };

  constructor(client: LeveldbClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    this.#observers = new QueryObservers(clock, (active) => {
      for (const override of this.#overrides) active ? override.install() : override.remove();
    });
    const has = (name: string) => typeof Reflect.get(client, name) === 'function';
    this.#overrides = [
      ...Object.entries(OPERATIONS)
        .filter(([name]) => has(name))
        .map(
          ([name, operation]) => new Override(client, name, (native) => this.#measured(native, operation)),
        ),
      ...ITERATORS.filter(has).map(
        (name) => new Override(client, name, (native) => this.#measuredIterator(native)),
      ),
    ];
    if (client.status === 'open') this.#noteOpened();
    client.on('open', () => this.#noteOpened());
  }

  observe(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#observers.add(observer, options);
  }

  get uptimeSeconds(): number | undefined {
    return this.#openedMillis === undefined
      ? undefined
      : (this.#clock.monotonic() - this.#openedMillis) / 1_000;
  }

  #noteOpened(): void {
    this.timesOpened++;
    this.#openedMillis = this.#clock.monotonic();
  }

  #measured(native: Method, operation: string): Method {
    const [observers, clock, client] = [this.#observers, this.#clock, this.#client];
    const measureWrite = (batch: object, started: number) =>
      new Override(batch, 'write', (write) =>
        timed(
          write,
          () => observers.report(operation, started, false),
          () => observers.report(operation, started, true),
        ),
      ).install();
    return function measured(this: unknown, ...parameters: unknown[]) {
      // While it opens, the handle calls itself again once it is open.
      if (!observers.active || client.status === 'opening') return Reflect.apply(native, this, parameters);
      const started = clock.monotonic();
      let result: unknown;
      try {
        result = Reflect.apply(native, this, parameters);
      } catch (error) {
        observers.report(operation, started, true);
        throw error;
      }
      if (isPromise(result)) {
        result.then(
          () => observers.report(operation, started, false),
          () => observers.report(operation, started, true),
        );
      } else if (isChainedBatch(result)) measureWrite(result, started);
      else observers.report(operation, started, false);
      return result;
    };
  }

  /** From the making of the iterator to its end. Those of keys and values are made of one of entries, which does not count. */
  #measuredIterator(native: Method): Method {
    const [observers, clock] = [this.#observers, this.#clock];
    const making = this.#making;
    return function measured(this: unknown, ...parameters: unknown[]) {
      if (!observers.active || making.depth > 0) return Reflect.apply(native, this, parameters);
      const started = clock.monotonic();
      making.depth++;
      let iterator: object;
      try {
        iterator = Reflect.apply(native, this, parameters) as object;
      } finally {
        making.depth--;
      }
      let isReported = false;
      const report = (failed: boolean) => {
        if (!isReported) observers.report('select', started, failed);
        isReported = true;
      };
      new Override(iterator, 'close', (close) =>
        timed(
          close,
          () => report(false),
          () => report(true),
        ),
      ).install();
      return iterator;
    };
  }
}

/** A method that tells how its promise was settled. */
function timed(native: Method, onDone: () => void, onFailed: () => void): Method {
  return function measured(this: unknown, ...parameters: unknown[]) {
    const result = Reflect.apply(native, this, parameters);
    if (isPromise(result)) result.then(onDone, onFailed);
    return result;
  };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

function isChainedBatch(value: unknown): value is object {
  return typeof (value as { write?: unknown } | null)?.write === 'function';
}
