import type { Exemplar, Matcher, SelectRange } from '@kotoba/core';

/** The newest exemplars, as many as it may keep. */
export class ExemplarRing {
  readonly #capacity: number;
  readonly #ring: Exemplar[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(exemplar: Exemplar): void {
    if (this.#capacity === 0) return;
    this.#ring[this.#next] = exemplar;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** Those of the matching series in the range, ascending in time. */
  find(matchers: readonly Matcher[], { startMillis, endMillis }: SelectRange): readonly Exemplar[] {
    return this.#ring
      .filter(
        ({ seriesLabels, timestampMillis }) =>
          timestampMillis >= startMillis &&
          timestampMillis <= endMillis &&
          matchers.every(({ name, matches }) => matches(seriesLabels.get(name))),
      )
      .sort((a, b) => a.timestampMillis - b.timestampMillis);
  }
}
