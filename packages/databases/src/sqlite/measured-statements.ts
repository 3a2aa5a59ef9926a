import type { Clock, QueryOperation } from '@kotoba/core';
import type { QueryReport } from '../query-observers.ts';
import { measureIterator } from './measure-iterator.ts';

type Method = (this: unknown, ...parameters: unknown[]) => unknown;

const METHODS = ['run', 'get', 'all', 'iterate'] as const;

/**
 * Measures the statements of one handle. A statement gets a prototype between itself and its class, one for each
 * operation and shared by all statements of it. Measuring methods are put into those few prototypes and
 * taken out again, so switching reaches every statement at once without keeping hold of any, and a statement
 * nobody observes runs the driver's own methods.
 */
export class MeasuredStatements {
  readonly #clock: Clock;
  readonly #report: QueryReport;
  readonly #layers = new WeakSet<object>();
  readonly #layersByPrototype = new Map<object, Map<QueryOperation, object>>();
  #measuring = false;

  constructor(clock: Clock, report: QueryReport) {
    this.#clock = clock;
    this.#report = report;
  }

  /** Makes `statement` measurable, once; it stays an instance of its class. */
  adopt(statement: unknown, operation: QueryOperation): void {
    if (typeof statement !== 'object' || statement === null) return;
    const prototype: object | null = Reflect.getPrototypeOf(statement);
    if (prototype === null || this.#layers.has(prototype)) return;
    Reflect.setPrototypeOf(statement, this.#layerFor(prototype, operation));
  }

  setMeasuring(measuring: boolean): void {
    if (measuring === this.#measuring) return;
    this.#measuring = measuring;
    for (const [prototype, layers] of this.#layersByPrototype)
      for (const [operation, layer] of layers) this.#equip(layer, prototype, operation);
  }

  #layerFor(prototype: object, operation: QueryOperation): object {
    let layers = this.#layersByPrototype.get(prototype);
    if (layers === undefined) {
      layers = new Map();
      this.#layersByPrototype.set(prototype, layers);
    }
    let layer = layers.get(operation);
    if (layer === undefined) {
      layer = Object.create(prototype) as object;
      this.#equip(layer, prototype, operation);
      layers.set(operation, layer);
      this.#layers.add(layer);
    }
    return layer;
  }

  #equip(layer: object, prototype: object, operation: QueryOperation): void {
    for (const name of METHODS) {
      if (!this.#measuring) {
        Reflect.deleteProperty(layer, name);
        continue;
      }
      const native: unknown = Reflect.get(prototype, name);
      if (typeof native !== 'function') continue;
      const measured =
        name === 'iterate'
          ? this.#measuredIterate(native as Method, operation)
          : this.#measuredCall(native as Method, operation);
      Object.defineProperty(measured, 'name', { value: name, configurable: true });
      Reflect.set(layer, name, measured);
    }
  }

  #measuredCall(native: Method, operation: QueryOperation): Method {
    const clock = this.#clock;
    const report = this.#report;
    return function measured(this: unknown, ...parameters: unknown[]) {
      const started = clock.monotonic();
      let result: unknown;
      try {
        result = Reflect.apply(native, this, parameters);
      } catch (error) {
        report(operation, started, true, this);
        throw error;
      }
      report(operation, started, false, this);
      return result;
    };
  }

  #measuredIterate(native: Method, operation: QueryOperation): Method {
    const clock = this.#clock;
    const report = this.#report;
    return function measured(this: unknown, ...parameters: unknown[]) {
      const started = clock.monotonic();
      try {
        const rows = Reflect.apply(native, this, parameters);
        measureIterator(rows, (failed) => report(operation, started, failed, this));
        return rows;
      } catch (error) {
        report(operation, started, true, this);
        throw error;
      }
    };
  }
}
