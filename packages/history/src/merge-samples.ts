import type { NativeHistogram, SeriesSamples } from '@kotoba/core';

/** Samples of one series that two timelines hold, ascending in time; of the same time the first one's stand. */
export function mergeSamples(a: SeriesSamples, b: SeriesSamples): SeriesSamples {
  const order: [SeriesSamples, number][] = [];
  let [i, j] = [0, 0];
  while (i < a.timestamps.length || j < b.timestamps.length) {
    const [first, second] = [a.timestamps[i] ?? Infinity, b.timestamps[j] ?? Infinity];
    if (first <= second) order.push([a, i++]);
    else order.push([b, j]);
    if (second <= first) j++;
  }
  const values = new Float64Array(order.length);
  order.forEach(([of, at], place) => {
    values.set(of.values.subarray(at, at + 1), place);
  });
  const histograms = (a.histograms ?? b.histograms) && order.map(histogramAt);
  const timestamps = Float64Array.from(order, ([of, at]) => of.timestamps[at]!);
  return { labels: a.labels, timestamps, values, ...(histograms && { histograms }) };
}

function histogramAt([{ histograms }, at]: [SeriesSamples, number]): NativeHistogram | undefined {
  return histograms?.[at];
}
