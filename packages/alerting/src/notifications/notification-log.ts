import type { StateStore } from '../state/state-store.ts';

/** What one channel of a receiver was last told about one group. Fingerprints name the alerts. */
export interface NotifiedEntry {
  readonly atMillis: number;
  /** Alerts it was told to be firing and has not been told to be resolved. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
}

/** Remembers, over restarts, what every channel was told about every group. */
export class NotificationLog {
  readonly #store: StateStore;
  readonly #entries = new Map<string, NotifiedEntry>();

  constructor(store: StateStore) {
    this.#store = store;
    for (const [key, record] of store.load('notified')) this.#entries.set(key, record as NotifiedEntry);
  }

  get(groupKey: string, channelKey: string): NotifiedEntry | undefined {
    return this.#entries.get(entryKey(groupKey, channelKey));
  }

  set(groupKey: string, channelKey: string, entry: NotifiedEntry): void {
    const key = entryKey(groupKey, channelKey);
    this.#entries.set(key, entry);
    this.#store.put('notified', key, entry);
  }

  /** Forgets entries older than `beforeMillis` by which no alert is still told to be firing. */
  forgetBefore(beforeMillis: number): void {
    for (const [key, { atMillis, firing }] of this.#entries) {
      if (atMillis >= beforeMillis || firing.length > 0) continue;
      this.#entries.delete(key);
      this.#store.delete('notified', key);
    }
  }
}

function entryKey(groupKey: string, channelKey: string): string {
  return `${groupKey}:${channelKey}`;
}
