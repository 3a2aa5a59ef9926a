import { type Labels, METRIC_NAME } from '@kotoba/core';

/** Label sets, looked up by whether one holds another. Metric names do not count. */
export class LabelCover {
  readonly #all: readonly Labels[];
  readonly #byNames = new Map<string, ReadonlySet<string>>();
  #ownNames:
    | ReadonlyMap<string, { readonly names: readonly string[]; readonly keys: Set<string> }>
    | undefined;

  constructor(all: readonly Labels[]) {
    this.#all = all.map((labels) => labels.without(METRIC_NAME));
  }

  /** Whether one of the sets has every label of `labels`. */
  hasAllOf(labels: Labels): boolean {
    const wanted = labels.without(METRIC_NAME);
    const id = JSON.stringify(wanted.names);
    let keys = this.#byNames.get(id);
    if (keys === undefined) {
      const names = new Set(wanted.names);
      keys = new Set(this.#all.map((one) => one.filter((name) => names.has(name)).key));
      this.#byNames.set(id, keys);
    }
    return keys.has(wanted.key);
  }

  /** Whether `labels` has every label of one of the sets. */
  hasPartOf(labels: Labels): boolean {
    this.#ownNames ??= groupByNames(this.#all);
    for (const { names, keys } of this.#ownNames.values()) {
      const wanted = new Set(names);
      if (keys.has(labels.filter((name) => wanted.has(name)).key)) return true;
    }
    return false;
  }
}

function groupByNames(all: readonly Labels[]) {
  const groups = new Map<string, { readonly names: readonly string[]; readonly keys: Set<string> }>();
  for (const { names, key } of all) {
    const id = JSON.stringify(names);
    const group = groups.get(id) ?? { names, keys: new Set() };
    groups.set(id, group);
    group.keys.add(key);
  }
  return groups;
}
