import { loadRecords } from '../state/load-records.ts';
import type { StateStore } from '../state/state-store.ts';

/** What one channel of a receiver was last told about one group. Fingerprints name the alerts. */
export interface NotifiedEntry {
  readonly atMillis: number;
  /** Alerts it was told to be firing and has not been told to be resolved. */
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
  /**
   * Alerts of which it is not known what was told last: that they fire or that they have ended. Noted before a message is
   * sent, for the process may die before it hears what became of it.
   */
  readonly trying?: readonly string[];
  /** A message under the group's own key may have told that something fires, so that only one under it can end that. */
  readonly isOwn?: boolean;
}

/** Whom an entry is about. */
export interface NotifiedSubject {
  readonly groupKey: string;
  /** Names the channel; the same after every restart. */
  readonly channelKey: string;
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
}

/** An entry together with whom it is about. */
export interface NotifiedRecord extends NotifiedEntry, NotifiedSubject {}

/** Remembers, over restarts, what every channel was told about every group. */
export class NotificationLog {
  readonly #store: StateStore;
  readonly #records: Map<string, NotifiedRecord>;

  constructor(store: StateStore) {
    this.#store = store;
    this.#records = loadRecords(store, 'notified', (record) => record);
  }

  get(groupKey: string, channelKey: string): NotifiedEntry | undefined {
    return this.#records.get(recordKey({ groupKey, channelKey }));
  }

  /** All that is remembered. */
  get records(): NotifiedRecord[] {
    return [...this.#records.values()];
  }

  /** Remembers an entry; undefined forgets the one there is. */
  set(subject: NotifiedSubject, entry: NotifiedEntry | undefined): void {
    const key = recordKey(subject);
    if (entry === undefined) {
      if (this.#records.delete(key)) this.#store.delete('notified', key);
      return;
    }
    const { groupKey, channelKey, receiver, groupLabels } = subject;
    const record = { groupKey, channelKey, receiver, groupLabels, ...entry };
    this.#records.set(key, record);
    this.#store.put('notified', key, record);
  }

  /** Forgets entries older than `beforeMillis` whose channel awaits no end. */
  forgetBefore(beforeMillis: number): void {
    for (const record of this.records)
      if (record.atMillis < beforeMillis && awaitedEnds(record).length === 0) this.set(record, undefined);
  }
}

/** Alerts a channel was told, or may have been told, to be firing. */
export function awaitedEnds(entry: NotifiedEntry | undefined): readonly string[] {
  if (entry === undefined) return [];
  return entry.trying === undefined ? entry.firing : [...new Set([...entry.firing, ...entry.trying])];
}

function recordKey({ groupKey, channelKey }: Pick<NotifiedSubject, 'groupKey' | 'channelKey'>): string {
  return `${groupKey}:${channelKey}`;
}
