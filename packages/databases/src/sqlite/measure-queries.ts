import type { Clock, ObserveOptions, QueryObserver, QueryOperation } from '@kotoba/core';
import { classifyScript, classifySql } from '../classify-sql.ts';
import { type Method, Override } from '../override.ts';
import { QueryObservers } from '../query-observers.ts';
import { isOpen, type SqliteClient, type SqliteStatement } from './client.ts';
import { MeasuredStatements } from './measured-statements.ts';

/** The measurement of one handle. It lives as long as the handle does. */
export interface QueryMeasurement {
  observe(observer: QueryObserver, options?: ObserveOptions): () => void;
  /** The handle's own `prepare`, past the measurement. */
  prepareUnmeasured(sql: string): SqliteStatement;
  /** How often the handle has been opened, as far as this measurement has seen. */
  readonly timesOpened: number;
  /** Time since the handle was last opened, or first seen open; undefined when it never was. */
  readonly uptimeSeconds: number | undefined;
}

const measurementByClient = new WeakMap<SqliteClient, QueryMeasurement>();

/**
 * The measurement of `client`; asking again answers the same one, so no query is ever measured twice.
 * Only this one handle is touched: `prepare`, `exec` and `open` become properties of its own, and statements
 * are made measurable as they are prepared. When the last observer goes, all of it is taken back; the next
 * observer brings it anew.
 */
export function measureQueries(client: SqliteClient, clock: Clock): QueryMeasurement {
  const known = measurementByClient.get(client);
  if (known !== undefined) return known;
  const measurement = new HandleMeasurement(client, clock);
  measurementByClient.set(client, measurement);
  return measurement;
}

class HandleMeasurement implements QueryMeasurement {
  timesOpened = 0;
  #openedMillis: number | undefined;
  readonly #client: SqliteClient;
  readonly #clock: Clock;
  readonly #observers: QueryObservers;
  readonly #statements: MeasuredStatements;
  readonly #overrides: readonly Override[];
  readonly #prepare: Method;

  constructor(client: SqliteClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
    this.#observers = new QueryObservers(clock, (active) => this.#setActive(active));
    this.#statements = new MeasuredStatements(clock, this.#observers.report);
    this.#prepare = client.prepare as Method;
    if (isOpen(client)) this.#noteOpened();
    this.#overrides = [
      new Override(client, 'prepare', (native) => this.#measuredPrepare(native)),
      new Override(client, 'exec', (native) => this.#measuredExec(native)),
      ...(typeof client.open === 'function'
        ? [new Override(client, 'open', (native) => this.#watchedOpen(native))]
        : []),
    ];
    for (const override of this.#overrides) override.install();
  }

  observe(observer: QueryObserver, options?: ObserveOptions): () => void {
    return this.#observers.add(observer, options);
  }

  prepareUnmeasured(sql: string): SqliteStatement {
    return Reflect.apply(this.#prepare, this.#client, [sql]) as SqliteStatement;
  }

  get uptimeSeconds(): number | undefined {
    return this.#openedMillis === undefined
      ? undefined
      : (this.#clock.monotonic() - this.#openedMillis) / 1_000;
  }

  #setActive(active: boolean): void {
    this.#statements.setMeasuring(active);
    for (const override of this.#overrides) active ? override.install() : override.remove();
  }

  #noteOpened(): void {
    this.timesOpened++;
    this.#openedMillis = this.#clock.monotonic();
  }

  /** A statement that cannot be prepared is a failed query; one that can counts when it is run. */
  #measuredPrepare(native: Method): Method {
    const clock = this.#clock;
    const observers = this.#observers;
    const statements = this.#statements;
    return function prepare(this: unknown, ...parameters: unknown[]) {
      const started = observers.active ? clock.monotonic() : 0;
      let statement: unknown;
      try {
        statement = Reflect.apply(native, this, parameters);
      } catch (error) {
        observers.report(classifySql(parameters[0]), started, true, parameters[0]);
        throw error;
      }
      statements.adopt(statement, classifySql(parameters[0]));
      return statement;
    };
  }

  #measuredExec(native: Method): Method {
    const clock = this.#clock;
    const observers = this.#observers;
    return function exec(this: unknown, ...parameters: unknown[]) {
      if (!observers.active) return Reflect.apply(native, this, parameters);
      const operation: QueryOperation = classifyScript(parameters[0]);
      const started = clock.monotonic();
      let result: unknown;
      try {
        result = Reflect.apply(native, this, parameters);
      } catch (error) {
        observers.report(operation, started, true, parameters[0]);
        throw error;
      }
      observers.report(operation, started, false, parameters[0]);
      return result;
    };
  }

  #watchedOpen(native: Method): Method {
    const noteOpened = () => this.#noteOpened();
    return function open(this: unknown, ...parameters: unknown[]) {
      const result = Reflect.apply(native, this, parameters);
      noteOpened();
      return result;
    };
  }
}
