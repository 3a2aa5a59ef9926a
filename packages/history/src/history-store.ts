import {
  isStaleNaN,
  type Labels,
  type Matcher,
  type SelectRange,
  type SeriesSamples,
  type SeriesSource,
  type TranslatedSeries,
  type Translation,
  writeStaleNaN,
} from '@kotoba/core';
import { type HistoryStoreOptions, historyDefaults } from './options.ts';
import { isAbsent, Segment } from './segment.ts';
import { type IndexedSeries, SeriesIndex } from './series-index.ts';

/** Figures of a store. */
export interface HistoryStats {
  readonly series: number;
  readonly samples: number;
  /** Series refused because the store held as many as it may. */
  readonly refusedSeries: number;
}

/**
 * The time series of one process: the samples of each collection share one timestamp, and each series is a column
 * of values. What is older than the retention is dropped a segment at a time and hidden at once.
 */
export class HistoryStore implements SeriesSource {
  readonly #options: Required<HistoryStoreOptions>;
  readonly #index = new SeriesIndex();
  readonly #segments: Segment[] = [];
  /** The index's entry for each series a translator stands for. */
  #known = new WeakMap<TranslatedSeries, IndexedSeries>();
  /** Series of the collection before, to mark those that vanish. */
  #present = new Set<IndexedSeries>();
  #refusedSeries = 0;

  constructor(options: HistoryStoreOptions = {}) {
    this.#options = { ...historyDefaults, ...options };
  }

  /**
   * Adds one collection. Series that were in the one before and are not in this one get a stale marker.
   * @returns whether it was taken: one that is not later than the last is refused
   */
  append(timestampMillis: number, translation: Translation): boolean {
    const last = this.#segments.at(-1);
    if (last !== undefined && timestampMillis <= last.lastMillis) return false;
    this.#dropExpired(timestampMillis);
    const segment = this.#writableSegment();
    const place = segment.begin(timestampMillis);
    const present = new Set<IndexedSeries>();
    for (const { series, values, type } of translation.families) {
      if (type === 'native') continue;
      for (let i = 0; i < series.length; i++) {
        const indexed = this.#seriesFor(series[i]!);
        if (indexed === undefined) continue;
        segment.column(indexed.id)[place] = values[i]!;
        present.add(indexed);
      }
    }
    for (const series of this.#present)
      if (!present.has(series)) writeStaleNaN(segment.column(series.id), place);
    this.#present = present;
    return true;
  }

  select(matchers: readonly Matcher[], range: SelectRange): readonly SeriesSamples[] {
    const window = new Window(this.#segments, this.#clip(range));
    if (window.timestamps.length === 0) return [];
    const selected: SeriesSamples[] = [];
    for (const { id, labels } of this.#index.find(matchers)) {
      const samples = window.read(id);
      if (samples !== undefined) selected.push({ labels, ...samples });
    }
    return selected;
  }

  series(matchers: readonly Matcher[], range: SelectRange): readonly Labels[] {
    return this.select(matchers, range).map(({ labels }) => labels);
  }

  labelNames(matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    return [...new Set(this.series(matchers, range).flatMap(({ names }) => names))].sort();
  }

  labelValues(name: string, matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    const values = new Set(this.series(matchers, range).map((labels) => labels.get(name)));
    values.delete('');
    return [...values].sort();
  }

  stats(): HistoryStats {
    let samples = 0;
    for (const segment of this.#segments)
      for (const column of segment.columns.values())
        for (let i = 0; i < segment.length; i++) if (!isAbsent(column, i)) samples++;
    return { series: this.#index.size, samples, refusedSeries: this.#refusedSeries };
  }

  #clip(range: SelectRange): SelectRange {
    const newest = this.#segments.at(-1)?.lastMillis ?? 0;
    const oldestKept = newest - this.#options.retentionMillis;
    return { ...range, startMillis: Math.max(range.startMillis, oldestKept) };
  }

  #seriesFor(translated: TranslatedSeries): IndexedSeries | undefined {
    const known = this.#known.get(translated) ?? this.#index.get(translated.labels);
    if (known !== undefined) {
      this.#known.set(translated, known);
      return known;
    }
    if (this.#index.size >= this.#options.maxSeries) {
      this.#refusedSeries++;
      return undefined;
    }
    const added = this.#index.add(translated.labels);
    this.#known.set(translated, added);
    return added;
  }

  #writableSegment(): Segment {
    const last = this.#segments.at(-1);
    if (last !== undefined && !last.isFull) return last;
    const segment = new Segment();
    this.#segments.push(segment);
    return segment;
  }

  #dropExpired(nowMillis: number): void {
    const { retentionMillis, maxPointsPerSeries } = this.#options;
    let kept = this.#segments.reduce((sum, segment) => sum + segment.length, 0);
    let dropped = false;
    while (this.#segments.length > 1) {
      const oldest = this.#segments[0]!;
      const tooMany = kept - oldest.length >= maxPointsPerSeries;
      if (oldest.lastMillis >= nowMillis - retentionMillis && !tooMany) break;
      this.#segments.shift();
      kept -= oldest.length;
      dropped = true;
    }
    if (dropped) this.#dropUnused();
  }

  #dropUnused(): void {
    for (const series of [...this.#index.all()]) {
      if (this.#present.has(series) || this.#segments.some((segment) => segment.columns.has(series.id)))
        continue;
      this.#index.remove(series);
    }
    this.#known = new WeakMap();
  }
}

/** The collections of a range, read column by column. */
class Window {
  readonly timestamps: Float64Array;
  readonly #parts: Array<{ readonly segment: Segment; readonly from: number; readonly to: number }> = [];

  constructor(segments: readonly Segment[], { startMillis, endMillis }: SelectRange) {
    let length = 0;
    for (const segment of segments) {
      if (segment.length === 0 || segment.lastMillis < startMillis || segment.firstMillis > endMillis)
        continue;
      let from = 0;
      let to = segment.length;
      while (segment.timestamps[from]! < startMillis) from++;
      while (to > from && segment.timestamps[to - 1]! > endMillis) to--;
      this.#parts.push({ segment, from, to });
      length += to - from;
    }
    this.timestamps = new Float64Array(length);
    let at = 0;
    for (const { segment, from, to } of this.#parts) {
      this.timestamps.set(segment.timestamps.subarray(from, to), at);
      at += to - from;
    }
  }

  /** The series' samples; the timestamps are this window's own when none is missing. */
  read(seriesId: number): { timestamps: Float64Array; values: Float64Array } | undefined {
    const values = new Float64Array(this.timestamps.length);
    const present = new Uint8Array(this.timestamps.length);
    let count = 0;
    let at = 0;
    for (const { segment, from, to } of this.#parts) {
      const column = segment.columns.get(seriesId);
      if (column !== undefined) {
        values.set(column.subarray(from, to), at);
        for (let i = from; i < to; i++) {
          if (isAbsent(column, i)) continue;
          present[at + i - from] = 1;
          count++;
        }
      }
      at += to - from;
    }
    if (count === 0) return undefined;
    return count === values.length
      ? { timestamps: this.timestamps, values }
      : this.#compact(values, present, count);
  }

  #compact(values: Float64Array, present: Uint8Array, count: number) {
    const timestamps = new Float64Array(count);
    const kept = new Float64Array(count);
    let at = 0;
    for (let i = 0; i < present.length; i++) {
      if (present[i] === 0) continue;
      timestamps[at] = this.timestamps[i]!;
      if (isStaleNaN(values, i)) writeStaleNaN(kept, at);
      else kept[at] = values[i]!;
      at++;
    }
    return { timestamps, values: kept };
  }
}
