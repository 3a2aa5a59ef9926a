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

/**
 * The mean of floats, exact to the last bits and without overflow: once the sum would overflow, the mean is
 * carried along instead. Source: Prometheus' aggregation of AVG.
 */
export function kahanMean(values: readonly number[]): number {
  let sum = 0;
  let compensation = 0;
  for (let i = 0; i < values.length; i++) {
    const total = sum + values[i]!;
    if (i > 0 && !Number.isFinite(total) && !Number.isNaN(total)) {
      return incrementalMean(values, i, sum / i, compensation / i);
    }
    if (!Number.isFinite(total)) compensation = Number.isNaN(total) ? Number.NaN : 0;
    else if (Math.abs(sum) >= Math.abs(values[i]!)) compensation += sum - total + values[i]!;
    else compensation += values[i]! - total + sum;
    sum = total;
  }
  return (sum + compensation) / values.length;
}

function incrementalMean(
  values: readonly number[],
  from: number,
  startMean: number,
  startCompensation: number,
): number {
  let mean = startMean;
  let compensation = startCompensation;
  for (let i = from; i < values.length; i++) {
    const value = values[i]!;
    const isInfinite = !Number.isFinite(mean) && !Number.isNaN(mean);
    // An infinite mean stays as it is unless an infinity of the other sign or a NaN comes.
    if (isInfinite && (value === mean || Number.isFinite(value))) continue;
    const count = i + 1;
    const current = mean + compensation;
    const increment = value / count - current / count;
    const total = mean + increment;
    if (!Number.isFinite(total) && !Number.isNaN(total)) compensation = 0;
    else if (Math.abs(mean) >= Math.abs(increment)) compensation += mean - total + increment;
    else compensation += increment - total + mean;
    mean = total;
  }
  return mean + compensation;
}
