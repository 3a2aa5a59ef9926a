import { compensate } from './kahan-sum.ts';

/**
 * The mean of `values[from]` up to before `to`, at least one of them: from the compensated sum as long as that does not
 * overflow, and carried along afterwards. Source: prometheus/prometheus `promql/functions.go`, `funcAvgOverTime`.
 */
export function mean(values: ArrayLike<number>, from: number, to: number): number {
  let sum = values[from]!;
  let compensation = 0;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    const total = sum + value;
    if (total === Number.POSITIVE_INFINITY || total === Number.NEGATIVE_INFINITY) {
      return carriedMean(values, from, i, to, sum, compensation);
    }
    compensation = compensate(compensation, sum, value, total);
    sum = total;
  }
  return sum / (to - from) + compensation / (to - from);
}

/** Goes on with the mean at `at`, where the sum would overflow. */
function carriedMean(
  values: ArrayLike<number>,
  from: number,
  at: number,
  to: number,
  sum: number,
  sumCompensation: number,
): number {
  let carried = sum / (at - from);
  let compensation = sumCompensation / (at - from);
  for (let i = at; i < to; i++) {
    const count = i - from + 1;
    const weight = (count - 1) / count;
    const value = values[i]! / count;
    const weighted = weight * carried;
    const total = weighted + value;
    compensation = compensate(weight * compensation, weighted, value, total);
    carried = total;
  }
  return carried + compensation;
}
