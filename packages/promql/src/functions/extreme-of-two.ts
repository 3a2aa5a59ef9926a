/** The greater of two: +Inf beats NaN, NaN beats all else. Source: Go's math.Max. */
export function greater(a: number, b: number): number {
  if (a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
  return Math.max(a, b);
}

/** The lesser of two: −Inf beats NaN, NaN beats all else. Source: Go's math.Min. */
export function lesser(a: number, b: number): number {
  if (a === Number.NEGATIVE_INFINITY || b === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  return Math.min(a, b);
}
