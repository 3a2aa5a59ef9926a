/** The first `i` of `from ≤ i < to` with `timestamps[i] > time`, or `to`. */
export function firstAfter(timestamps: Float64Array, from: number, to: number, time: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (timestamps[middle]! > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
