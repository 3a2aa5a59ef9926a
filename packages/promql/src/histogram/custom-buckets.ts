import { type BucketColumns, mapIndexes } from './bucket-layout.ts';

/** Whether two lists of bounds are the same. */
export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((bound, i) => bound === b[i]));
}

/** The bounds both lists have. */
export function sharedBounds(a: readonly number[], b: readonly number[]): number[] {
  const other = new Set(b);
  return a.filter((bound) => other.has(bound));
}

/** Buckets with fewer bounds: each goes into the first bucket that ends where it does or after. */
export function mapToBounds(
  buckets: BucketColumns,
  from: readonly number[],
  to: readonly number[],
): BucketColumns {
  return mapIndexes(buckets, (index) => {
    const upper = from[index] ?? Number.POSITIVE_INFINITY;
    const target = to.findIndex((bound) => bound >= upper);
    return target < 0 ? to.length : target;
  });
}
