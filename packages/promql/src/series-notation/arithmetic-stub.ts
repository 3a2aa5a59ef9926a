import type { NativeHistogram } from '@kotoba/core';
export function addHistograms(a: NativeHistogram, b: NativeHistogram): NativeHistogram {
  return {
    ...a,
    count: a.count + b.count,
    sum: a.sum + b.sum,
    zeroCount: a.zeroCount + b.zeroCount,
    positiveBuckets: a.positiveBuckets.map((v, i) => v + (b.positiveBuckets[i] ?? 0)),
    negativeBuckets: a.negativeBuckets.map((v, i) => v + (b.negativeBuckets[i] ?? 0)),
  };
}
export function scaleHistogram(a: NativeHistogram, f: number): NativeHistogram {
  return {
    ...a,
    count: a.count * f,
    sum: a.sum * f,
    zeroCount: a.zeroCount * f,
    positiveBuckets: a.positiveBuckets.map((v) => v * f),
    negativeBuckets: a.negativeBuckets.map((v) => v * f),
  };
}
