import {
  type Labels,
  type Matcher,
  METRIC_NAME,
  type SelectRange,
  type SeriesSamples,
  type SeriesSource,
  writeStaleNaN,
} from '@kotoba/core';
import { MemorySeriesSource } from '@kotoba/promql';
import type { AppendedSample, SampleAppender } from './sample-appender.ts';

interface Column {
  readonly labels: Labels;
  times: Float64Array;
  values: Float64Array;
  length: number;
}

const FIRST_CAPACITY = 16;

/**
 * Keeps what rules write in memory, over another source whose series are read beneath: for backtests and tests of
 * rules. A series that is written hides the one of the same labels beneath.
 */
export class MemoryHistory implements SeriesSource, SampleAppender {
  readonly #beneath: SeriesSource;
  readonly #columns = new Map<string, Column>();
  readonly #byName = new Map<string, Column[]>();

  constructor(beneath: SeriesSource = new MemorySeriesSource([])) {
    this.#beneath = beneath;
  }

  /** Samples of a series must come in ascending order of time; one of the same time replaces the one before. */
  appendSamples(_timeline: string, timestampMillis: number, samples: Iterable<AppendedSample>): void {
    for (const { labels, value } of samples) {
      const column = this.#column(labels);
      if (column.length === 0 || column.times[column.length - 1] !== timestampMillis) column.length++;
      makeRoom(column);
      const index = column.length - 1;
      column.times[index] = timestampMillis;
      if (value === undefined) writeStaleNaN(column.values, index);
      else column.values[index] = value;
    }
  }

  async select(matchers: readonly Matcher[], range: SelectRange): Promise<readonly SeriesSamples[]> {
    const beneath = await this.#beneath.select(matchers, range);
    const own = new MemorySeriesSource(
      this.#named(matchers).map(({ labels, times, values, length }) => ({
        labels,
        timestamps: times.subarray(0, length),
        values: values.subarray(0, length),
      })),
    ).select(matchers, range);
    return [...beneath.filter(({ labels }) => !this.#columns.has(labels.key)), ...own];
  }

  async series(matchers: readonly Matcher[], range: SelectRange): Promise<readonly Labels[]> {
    return (await this.select(matchers, range)).map(({ labels }) => labels);
  }

  async labelNames(matchers: readonly Matcher[], range: SelectRange): Promise<readonly string[]> {
    const all = await this.series(matchers, range);
    return [...new Set(all.flatMap(({ names }) => names))].sort();
  }

  async labelValues(
    name: string,
    matchers: readonly Matcher[],
    range: SelectRange,
  ): Promise<readonly string[]> {
    const values = new Set((await this.series(matchers, range)).map((labels) => labels.get(name)));
    values.delete('');
    return [...values].sort();
  }

  /** The series whose names the matchers do not rule out. */
  #named(matchers: readonly Matcher[]): readonly Column[] {
    const name = matchers.find((matcher) => matcher.name === METRIC_NAME && matcher.op === '=');
    return name === undefined ? [...this.#columns.values()] : (this.#byName.get(name.value) ?? []);
  }

  #column(labels: Labels): Column {
    let column = this.#columns.get(labels.key);
    if (column === undefined) {
      const times = new Float64Array(FIRST_CAPACITY);
      column = { labels, times, values: new Float64Array(FIRST_CAPACITY), length: 0 };
      this.#columns.set(labels.key, column);
      const named = this.#byName.get(labels.metricName);
      if (named === undefined) this.#byName.set(labels.metricName, [column]);
      else named.push(column);
    }
    return column;
  }
}

function makeRoom(column: Column): void {
  if (column.length <= column.times.length) return;
  const grow = (from: Float64Array) => {
    const to = new Float64Array(from.length * 2);
    to.set(from);
    return to;
  };
  column.times = grow(column.times);
  column.values = grow(column.values);
}
