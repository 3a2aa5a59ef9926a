import type { Histogram } from '@opentelemetry/sdk-metrics';

/**
 * Counts of one histogram series in one typed array: a count for each bound, one above the last bound, then the
 * sum. A value equal to a bound belongs below it, as in OpenTelemetry and Prometheus.
 */
export class HistogramCell {
  readonly #bounds: readonly number[];
  readonly #slots: Float64Array;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#slots = new Float64Array(bounds.length + 2);
  }

  record(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.#slots[bucket]!++;
    this.#slots[bounds.length + 1]! += value;
  }

  /** How many values were recorded. */
  get count(): number {
    let count = 0;
    for (let bucket = 0; bucket <= this.#bounds.length; bucket++) count += this.#slots[bucket]!;
    return count;
  }

  /** Adds this cell's counts to `target`, whose bounds are some of this cell's, ascending. */
  addTo(target: MutableHistogram): void {
    const { boundaries, counts } = target.buckets;
    let into = 0;
    for (let bucket = 0; bucket <= this.#bounds.length; bucket++) {
      const bound = bucket < this.#bounds.length ? this.#bounds[bucket]! : Infinity;
      while (into < boundaries.length && bound > boundaries[into]!) into++;
      counts[into]! += this.#slots[bucket]!;
      target.count += this.#slots[bucket]!;
    }
    target.sum += this.#slots[this.#bounds.length + 1]!;
  }
}

/** A histogram value under construction. */
export type MutableHistogram = Histogram & { sum: number };

/** A histogram value of no measurements. `bounds` is shared, not copied. */
export function emptyHistogram(bounds: readonly number[]): MutableHistogram {
  return {
    buckets: { boundaries: bounds as number[], counts: new Array<number>(bounds.length + 1).fill(0) },
    sum: 0,
    count: 0,
  };
}
