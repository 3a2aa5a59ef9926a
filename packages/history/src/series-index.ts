import type { Labels, Matcher } from '@kotoba/core';

/** One series. */
export interface IndexedSeries {
  /** Its place in every row and block of its timeline; a number of its own, given again when it is gone. */
  readonly slot: number;
  readonly labels: Labels;
}

/** What a series takes beside its texts, as measured: its label set and its entries in the maps; and for each label. */
const SERIES_BYTES = 190;
const LABEL_BYTES = 24;

/**
 * Finds series by their labels: for each label name and value, the series that carry it, in the order they came.
 * A label name or value that many series share is held once.
 */
export class SeriesIndex<T extends IndexedSeries> {
  readonly #byKey = new Map<string, T>();
  readonly #postings = new Map<string, Map<string, T[]>>();
  #bytes = 0;
  #labelPairs = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** About how many bytes the index takes, texts included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Different pairs of a label name and a value. */
  get labelPairs(): number {
    return this.#labelPairs;
  }

  get(labels: Labels): T | undefined {
    return this.#byKey.get(labels.key);
  }

  /** Adds a series with labels not there yet. */
  add(series: T): void {
    const { labels } = series;
    this.#byKey.set(labels.key, series);
    this.#bytes += SERIES_BYTES + labels.key.length + labels.size * LABEL_BYTES;
    labels.names.forEach((name, i) => {
      const values = this.#postings.get(name) ?? new Map<string, T[]>();
      this.#postings.set(name, values);
      const value = labels.values[i]!;
      const posting = values.get(value);
      if (posting !== undefined) posting.push(series);
      else {
        values.set(value, [series]);
        this.#labelPairs++;
        this.#bytes += value.length + LABEL_BYTES;
      }
    });
  }

  /** Takes out every series that `isGone` says. */
  removeAll(isGone: (series: T) => boolean): void {
    const gone = [...this.#byKey.values()].filter(isGone);
    if (gone.length === 0) return;
    const set = new Set(gone);
    const touched = new Map<string, Set<string>>();
    for (const { labels } of gone) {
      this.#byKey.delete(labels.key);
      this.#bytes -= SERIES_BYTES + labels.key.length + labels.size * LABEL_BYTES;
      labels.names.forEach((name, i) => {
        const values = touched.get(name) ?? new Set();
        touched.set(name, values.add(labels.values[i]!));
      });
    }
    for (const [name, values] of touched) for (const value of values) this.#thin(name, value, set);
  }

  #thin(name: string, value: string, gone: ReadonlySet<T>): void {
    const values = this.#postings.get(name)!;
    const left = values.get(value)!.filter((series) => !gone.has(series));
    if (left.length > 0) {
      values.set(value, left);
      return;
    }
    values.delete(value);
    this.#labelPairs--;
    this.#bytes -= value.length + LABEL_BYTES;
    if (values.size === 0) this.#postings.delete(name);
  }

  all(): Iterable<T> {
    return this.#byKey.values();
  }

  /** Every series all matchers match. */
  find(matchers: readonly Matcher[]): readonly T[] {
    const narrowing = matchers.filter((matcher) => !matcher.matches(''));
    const lists = narrowing.map((matcher) => this.#listsOf(matcher));
    if (lists.some((list) => list.length === 0)) return [];
    const sizes = lists.map((list) => list.reduce((total, { length }) => total + length, 0));
    const narrowest = sizes.indexOf(Math.min(...sizes));
    const candidates = narrowest < 0 ? [...this.#byKey.values()] : lists[narrowest]!.flat();
    const others = matchers.filter((matcher) => matcher !== narrowing[narrowest]);
    if (others.length === 0) return candidates;
    const remembered = others.map(remembering);
    return candidates.filter(({ labels }) =>
      remembered.every(({ name, matches }) => matches(labels.get(name))),
    );
  }

  /** Label names in use. */
  get names(): Iterable<string> {
    return this.#postings.keys();
  }

  /** Values of a label, each with the series that carry it. */
  valuesOf(name: string): ReadonlyMap<string, readonly T[]> {
    return this.#postings.get(name) ?? new Map();
  }

  /** The series of each value the matcher wants. */
  #listsOf(matcher: Matcher): (readonly T[])[] {
    const values = this.#postings.get(matcher.name);
    if (values === undefined) return [];
    if (matcher.op === '=') {
      const list = values.get(matcher.value);
      return list === undefined ? [] : [list];
    }
    const lists: (readonly T[])[] = [];
    for (const [value, list] of values) if (matcher.matches(value)) lists.push(list);
    return lists;
  }
}

/** A matcher that looks at each value once: many series share theirs. */
function remembering(matcher: Matcher): {
  readonly name: string;
  readonly matches: (value: string) => boolean;
} {
  if (matcher.op === '=' || matcher.op === '!=') return matcher;
  const known = new Map<string, boolean>();
  const matches = (value: string) => {
    let answer = known.get(value);
    if (answer === undefined) {
      answer = matcher.matches(value);
      known.set(value, answer);
    }
    return answer;
  };
  return { name: matcher.name, matches };
}
