import { type Labels, METRIC_NAME } from '@kotoba/core';
import { type Breathe, inTurns } from './in-turns.ts';

/** Label sets that have the same names, by their keys. */
interface Alike {
  readonly names: ReadonlySet<string>;
  readonly byKey: Map<string, Labels>;
}

/** Label sets, looked up by whether one holds another. Metric names do not count. */
export class LabelCover {
  readonly isEmpty: boolean;
  readonly #alike: ReadonlyMap<string, Alike>;
  /** The sets' labels of some names only, by those names. */
  readonly #parts = new Map<string, ReadonlySet<string>>();

  private constructor(alike: ReadonlyMap<string, Alike>) {
    this.isEmpty = alike.size === 0;
    this.#alike = alike;
  }

  /** Takes label sets in, giving the event loop its turns. */
  static async of(samples: Iterable<{ readonly labels: Labels }>, breathe: Breathe): Promise<LabelCover> {
    const alike = new Map<string, Alike>();
    await inTurns(samples, breathe, ({ labels }) => {
      const nameless = labels.without(METRIC_NAME);
      const id = JSON.stringify(nameless.names);
      let group = alike.get(id);
      if (group === undefined) {
        group = { names: new Set(nameless.names), byKey: new Map() };
        alike.set(id, group);
      }
      group.byKey.set(nameless.key, nameless);
    });
    return new LabelCover(alike);
  }

  /** Whether one of the sets has every label of `labels`. */
  hasAllOf(labels: Labels): boolean {
    const wanted = labels.without(METRIC_NAME);
    const id = JSON.stringify(wanted.names);
    if (this.#alike.get(id)?.byKey.has(wanted.key)) return true;
    let parts = this.#parts.get(id);
    if (parts === undefined) {
      parts = this.#partsOf(new Set(wanted.names));
      this.#parts.set(id, parts);
    }
    return parts.has(wanted.key);
  }

  /** Whether `labels` has every label of one of the sets. */
  hasPartOf(labels: Labels): boolean {
    for (const { names, byKey } of this.#alike.values())
      if (byKey.has(labels.filter((name) => names.has(name)).key)) return true;
    return false;
  }

  /** The keys of the sets' labels of these names, of those sets that have more names. */
  #partsOf(names: ReadonlySet<string>): ReadonlySet<string> {
    const keys = new Set<string>();
    for (const one of this.#alike.values()) {
      if (one.names.size <= names.size) continue;
      for (const labels of one.byKey.values()) keys.add(labels.filter((name) => names.has(name)).key);
    }
    return keys;
  }
}
