import type { Clock } from '@kotoba/core';
import { loadRecords } from '../state/load-records.ts';
import type { StateStore } from '../state/state-store.ts';

/** Somebody has taken an alert on. */
export interface Acknowledgement {
  readonly by: string;
  readonly comment: string;
  readonly atMillis: number;
}

/** Who has taken which alert on, until it ends. Alerts are named by their fingerprint. */
export class Acknowledgements {
  readonly #clock: Clock;
  readonly #store: StateStore;
  readonly #byPrint: Map<string, Acknowledgement>;

  constructor(clock: Clock, store: StateStore) {
    this.#clock = clock;
    this.#store = store;
    this.#byPrint = loadRecords(store, 'acknowledgement', (record) => record);
  }

  get(print: string): Acknowledgement | undefined {
    return this.#byPrint.get(print);
  }

  set(print: string, by: string, comment: string): Acknowledgement {
    const acknowledgement = { by, comment, atMillis: this.#clock.now() };
    this.#byPrint.set(print, acknowledgement);
    this.#store.put('acknowledgement', print, acknowledgement);
    return acknowledgement;
  }

  /** Forgets one whose alert has ended. */
  clear(print: string): void {
    if (this.#byPrint.delete(print)) this.#store.delete('acknowledgement', print);
  }
}
