import type { Clock } from '@kotoba/core';
import { type Method, Override } from '../override.ts';
import type { QueryObservers } from '../query-observers.ts';
import { measuredQuery } from './measured-query.ts';

/**
 * Connections whose `query` is measured. Each gets a prototype between itself and its class, shared by all of the class:
 * that costs a call less than a method of its own for each, and leaves the connection's own properties as they are. A
 * connection that has a `query` of its own already gets that one wrapped.
 */
export class MeasuredClients {
  readonly #clock: Clock;
  readonly #observers: QueryObservers;
  readonly #layers = new Map<object, object>();
  readonly #undoByClient = new Map<object, () => void>();

  constructor(clock: Clock, observers: QueryObservers) {
    this.#clock = clock;
    this.#observers = observers;
  }

  /** How many are measured now. */
  get size(): number {
    return this.#undoByClient.size;
  }

  /** Measures `client` from now on; does nothing where that is so already. */
  adopt(client: object): void {
    if (this.#undoByClient.has(client)) return;
    const prototype = Reflect.getPrototypeOf(client);
    if (prototype === null || Object.hasOwn(client, 'query')) {
      const override = new Override(client, 'query', (native) => this.#measured(native));
      override.install();
      this.#undoByClient.set(client, () => override.remove());
      return;
    }
    const layer = this.#layerOver(prototype);
    Reflect.setPrototypeOf(client, layer);
    this.#undoByClient.set(client, () => {
      if (Reflect.getPrototypeOf(client) === layer) Reflect.setPrototypeOf(client, prototype);
    });
  }

  /** Lets go of a connection that is closed. */
  forget(client: object): void {
    this.#undoByClient.delete(client);
  }

  /** Gives every connection its class's own `query` back. */
  release(): void {
    for (const undo of this.#undoByClient.values()) undo();
    this.#undoByClient.clear();
  }

  #layerOver(prototype: object): object {
    let layer = this.#layers.get(prototype);
    if (layer === undefined) {
      const value = this.#measured(Reflect.get(prototype, 'query') as Method);
      layer = Object.create(prototype, { query: { value, configurable: true, writable: true } }) as object;
      this.#layers.set(prototype, layer);
    }
    return layer;
  }

  #measured(native: Method): Method {
    return measuredQuery(native, this.#clock, this.#observers);
  }
}
