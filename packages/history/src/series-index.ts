import type { Labels, Matcher } from '@kotoba/core';

/** One series of the store. */
export interface IndexedSeries {
  readonly id: number;
  readonly labels: Labels;
}

/** Finds series by their labels: for each label name and value, the ids of the series that carry it. */
export class SeriesIndex {
  readonly #byKey = new Map<string, IndexedSeries>();
  readonly #byId = new Map<number, IndexedSeries>();
  readonly #postings = new Map<string, Map<string, Set<number>>>();
  #nextId = 0;

  get size(): number {
    return this.#byId.size;
  }

  get(labels: Labels): IndexedSeries | undefined {
    return this.#byKey.get(labels.key);
  }

  add(labels: Labels): IndexedSeries {
    const series = { id: this.#nextId++, labels };
    this.#byKey.set(labels.key, series);
    this.#byId.set(series.id, series);
    labels.names.forEach((name, i) => {
      const values = this.#postings.get(name) ?? new Map<string, Set<number>>();
      this.#postings.set(name, values);
      const value = labels.values[i]!;
      const ids = values.get(value);
      if (ids === undefined) values.set(value, new Set([series.id]));
      else ids.add(series.id);
    });
    return series;
  }

  remove(series: IndexedSeries): void {
    this.#byKey.delete(series.labels.key);
    this.#byId.delete(series.id);
    series.labels.names.forEach((name, i) => {
      const values = this.#postings.get(name)!;
      const ids = values.get(series.labels.values[i]!)!;
      ids.delete(series.id);
      if (ids.size > 0) return;
      values.delete(series.labels.values[i]!);
      if (values.size === 0) this.#postings.delete(name);
    });
  }

  all(): Iterable<IndexedSeries> {
    return this.#byId.values();
  }

  /** Every series all matchers match. */
  find(matchers: readonly Matcher[]): IndexedSeries[] {
    const candidates = this.#narrowest(matchers);
    const found: IndexedSeries[] = [];
    for (const series of candidates)
      if (matchers.every((matcher) => matcher.matches(series.labels.get(matcher.name)))) found.push(series);
    return found;
  }

  /** Series of the most selective matcher that says which values it wants; all when none does. */
  #narrowest(matchers: readonly Matcher[]): Iterable<IndexedSeries> {
    let fewest: Iterable<number> | undefined;
    let fewestCount = Number.POSITIVE_INFINITY;
    for (const matcher of matchers) {
      if (matcher.matches('')) continue;
      const values = this.#postings.get(matcher.name);
      if (values === undefined) return [];
      if (matcher.op !== '=') continue;
      const ids = values.get(matcher.value);
      if (ids === undefined) return [];
      if (ids.size >= fewestCount) continue;
      fewest = ids;
      fewestCount = ids.size;
    }
    if (fewest === undefined) return this.#byId.values();
    return Array.from(fewest, (id) => this.#byId.get(id)!);
  }
}
