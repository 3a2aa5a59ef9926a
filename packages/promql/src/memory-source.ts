import type { Labels, Matcher, SelectRange, SeriesSamples, SeriesSource } from '@kotoba/core';

/** Series held in memory, looked through one by one: for tests, for a handful of series, and as an example. */
export class MemorySeriesSource implements SeriesSource {
  readonly #series: readonly SeriesSamples[];

  /** @param series each with timestamps ascending; arrays are used as they are, not copied */
  constructor(series: readonly SeriesSamples[]) {
    this.#series = series;
  }

  select(matchers: readonly Matcher[], range: SelectRange): readonly SeriesSamples[] {
    // Series that shared all instants share those selected.
    const selected = new Map<Float64Array, Float64Array>();
    return this.#matching(matchers).flatMap((series) => {
      const { timestamps } = series;
      const [first, last] = [timestamps[0], timestamps[timestamps.length - 1]];
      if (first === undefined || first > range.endMillis || last! < range.startMillis) return [];
      if (first >= range.startMillis && last! <= range.endMillis) return [series];
      const start = lowerBound(timestamps, range.startMillis);
      const end = lowerBound(timestamps, range.endMillis + 0.5);
      if (start === end) return [];
      const times = selected.get(timestamps) ?? timestamps.subarray(start, end);
      selected.set(timestamps, times);
      return [slice(series, times, start, end)];
    });
  }

  series(matchers: readonly Matcher[], range: SelectRange): readonly Labels[] {
    return this.select(matchers, range).map(({ labels }) => labels);
  }

  labelNames(matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    return [...new Set(this.series(matchers, range).flatMap((labels) => labels.names))].sort();
  }

  labelValues(name: string, matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    const values = new Set(this.series(matchers, range).map((labels) => labels.get(name)));
    values.delete('');
    return [...values].sort();
  }

  #matching(matchers: readonly Matcher[]): SeriesSamples[] {
    return this.#series.filter(({ labels }) =>
      matchers.every((matcher) => matcher.matches(labels.get(matcher.name))),
    );
  }
}

function lowerBound(timestamps: Float64Array, time: number): number {
  let low = 0;
  let high = timestamps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timestamps[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function slice(series: SeriesSamples, timestamps: Float64Array, start: number, end: number): SeriesSamples {
  const { labels, values, histograms, startTimestamps } = series;
  return {
    labels,
    timestamps,
    values: values.subarray(start, end),
    ...(histograms !== undefined && { histograms: histograms.slice(start, end) }),
    ...(startTimestamps !== undefined && { startTimestamps: startTimestamps.subarray(start, end) }),
  };
}
