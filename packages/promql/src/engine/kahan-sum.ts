/**
 * The compensation of a sum to which `value` was added, giving `total`: what rounding took away, in all.
 * Neumaier's variant, as Prometheus' kahansum.Inc.
 */
export function compensate(compensation: number, sum: number, value: number, total: number): number {
  if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY) return 0;
  if (Math.abs(sum) >= Math.abs(value)) return compensation + (sum - total + value);
  return compensation + (value - total + sum);
}

/** A sum with Neumaier's compensation: the sum so far is `sum + compensation`. */
export class KahanSum {
  #sum = 0;
  #compensation = 0;

  add(value: number): void {
    const total = this.#sum + value;
    if (!Number.isFinite(total) && !Number.isNaN(total)) this.#compensation = 0;
    else if (Math.abs(this.#sum) >= Math.abs(value)) this.#compensation += this.#sum - total + value;
    else this.#compensation += value - total + this.#sum;
    this.#sum = total;
  }

  get value(): number {
    return this.#sum + this.#compensation;
  }
}

/**
 * Adds `values` to compensated sums, cell by cell, where `kinds` is not 0.
 * Neumaier's variant, as Prometheus' kahansum.Inc.
 */
export function kahanAddColumn(
  sums: Float64Array,
  compensations: Float64Array,
  kinds: Uint8Array,
  values: Float64Array,
): void {
  for (let i = 0; i < values.length; i++) {
    if (kinds[i] === 0) continue;
    const sum = sums[i]!;
    const value = values[i]!;
    const total = sum + value;
    sums[i] = total;
    if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY) compensations[i] = 0;
    else if (Math.abs(sum) >= Math.abs(value)) compensations[i] += sum - total + value;
    else compensations[i] += value - total + sum;
  }
}
