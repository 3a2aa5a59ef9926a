import {
  type Clock,
  createLogger,
  type Exemplar,
  type Labels,
  type Matcher,
  type MetricMetadata,
  type SelectRange,
  type SeriesSamples,
  type SeriesSource,
  systemClock,
  type Timer,
  type TranslatedFamily,
  type Translation,
} from '@kotoba/core';
import { ExemplarRing } from './exemplar-ring.ts';
import { FamilySlots } from './family-slots.ts';
import type { StoredHistory } from './journal.ts';
import { type HistoryStoreOptions, historyDefaults } from './options.ts';
import { SafeJournal } from './safe-journal.ts';
import { Sealer } from './sealer.ts';
import { presentSeries, Selection } from './selection.ts';
import { Timeline, type TimelineSeries } from './timeline.ts';

/** Figures of a store. */
export interface HistoryStats {
  readonly series: number;
  /** Samples of either kind, stale markers included. */
  readonly samples: number;
  /** Compressed blocks. */
  readonly chunks: number;
  readonly oldestMillis?: number;
  readonly newestMillis?: number;
  /** About the memory all of it takes: samples, times, labels and index. */
  readonly bytes: number;
  /** Different pairs of a label name and a value. */
  readonly labelPairs: number;
  /** Times a new series was refused because the store held as many series or bytes as it may. */
  readonly refusedSeries: number;
  /** Times the journal could not take what it was told. */
  readonly journalErrors: number;
}

/** One sample of a rule's result. */
export interface AppendedSample {
  readonly labels: Labels;
  /** Undefined writes a stale marker: the series has ended. */
  readonly value: number | undefined;
}

/** A clock this far behind the last sample was set back; one less far is waited for. */
const SET_BACK_MILLIS = 300_000;

/** The timeline of what the MetricReader collects. */
const COLLECTED = 'collected';

/**
 * The time series of one process. What is collected together shares its timestamps and is one timeline; each series is
 * a column of values. Full segments are compressed a little at a time; what is older than the retention is dropped a
 * block at a time and hidden at once.
 */
export class HistoryStore implements SeriesSource {
  readonly #limits: Omit<Required<HistoryStoreOptions>, 'clock' | 'journal'>;
  readonly #clock: Clock;
  readonly #timelines = new Map<string, Timeline>();
  readonly #families = new FamilySlots();
  readonly #metadata = new Map<string, MetricMetadata>();
  readonly #exemplars: ExemplarRing;
  readonly #journal: SafeJournal;
  readonly #sealer: Sealer;
  /** Timelines with samples the journal has not been told of. */
  readonly #untold = new Set<Timeline>();
  #telling: Timer | undefined;
  #bytes = 0;
  #refusedSeries = 0;

  constructor(options: HistoryStoreOptions = {}) {
    const { clock = systemClock, journal, ...limits } = options;
    this.#limits = { ...historyDefaults, ...limits };
    this.#clock = clock;
    this.#exemplars = new ExemplarRing(this.#limits.maxExemplars);
    this.#journal = new SafeJournal(journal);
    this.#sealer = new Sealer(clock, (timeline, block) => {
      this.#journal.tell((to) => to.sealed(timeline.name, block));
      this.#bytes = this.#measure();
    });
  }

  /**
   * Adds one collection. Series that were in the one before and are not in this one get a stale marker.
   * A clock that was set back by minutes makes the samples after the present go: otherwise there would be none until it is past
   * them, and rules would judge by nothing.
   * @returns whether it was taken: one that is not later than the last is refused
   */
  append(timestampMillis: number, { families }: Pick<Translation, 'families'>): boolean {
    const timeline = this.#timeline(COLLECTED);
    this.#noteSetBack(timeline, timestampMillis);
    const last = timeline.lastMillis;
    if (last !== undefined && timestampMillis <= last) return false;
    this.#makeRoom(timestampMillis);
    timeline.begin(timestampMillis);
    const add = (labels: Labels) => this.#add(timeline, labels);
    for (const family of families) {
      this.#noteMetadata(family);
      const slots = this.#families.slotsOf(family, timeline, add);
      const { values, histograms } = family;
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i]!;
        if (slot < 0) continue;
        if (histograms !== undefined) timeline.setHistogram(slot, histograms[i]!);
        else timeline.set(slot, values[i]!);
      }
    }
    timeline.endVanished();
    timeline.end();
    this.#tellCollected(timeline);
    timeline.sealIfFull();
    this.#sealer.start(timeline);
    return true;
  }

  /**
   * Adds samples of one time to a timeline of their own, such as the results of a rule group. Samples of the time last
   * given are added to those.
   * @returns whether they were taken: those before the timeline's last time are refused
   */
  appendSamples(name: string, timestampMillis: number, samples: Iterable<AppendedSample>): boolean {
    const timeline = this.#timeline(name);
    this.#noteSetBack(timeline, timestampMillis);
    const isNewTime = timeline.lastMillis !== timestampMillis;
    if (isNewTime) {
      this.#tellAll();
      this.#makeRoom(timestampMillis);
    }
    if (!timeline.begin(timestampMillis)) return false;
    for (const { labels, value } of samples) {
      const series =
        timeline.index.get(labels) ?? (value === undefined ? undefined : this.#add(timeline, labels));
      if (series === undefined) continue;
      if (value === undefined) timeline.setStale(series.slot);
      else timeline.set(series.slot, value);
    }
    timeline.end();
    this.#tellLater(timeline);
    this.#sealer.start(timeline);
    return true;
  }

  /** Keeps an exemplar; the oldest goes when there are too many. */
  addExemplar(exemplar: Exemplar): void {
    this.#exemplars.add(exemplar);
  }

  /** Large selections are read in turns with the event loop, and answered by a promise. */
  select(
    matchers: readonly Matcher[],
    range: SelectRange,
  ): readonly SeriesSamples[] | Promise<readonly SeriesSamples[]> {
    const selection = this.#selection(matchers, range);
    return selection.isSmall ? selection.readNow() : selection.read();
  }

  /** `select` at once, whatever its size. */
  selectNow(matchers: readonly Matcher[], range: SelectRange): readonly SeriesSamples[] {
    return this.#selection(matchers, range).readNow();
  }

  /** Judged by blocks: a series may be listed whose samples in the range's first or last block are outside the range. */
  series(matchers: readonly Matcher[], range: SelectRange): readonly Labels[] {
    return presentSeries(this.#timelines.values(), matchers, this.#clip(range)).map(({ labels }) => labels);
  }

  labelNames(matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    const names = new Set<string>();
    for (const labels of this.series(matchers, range)) for (const name of labels.names) names.add(name);
    return [...names].sort();
  }

  labelValues(name: string, matchers: readonly Matcher[], range: SelectRange): readonly string[] {
    const values = new Set(this.series(matchers, range).map((labels) => labels.get(name)));
    values.delete('');
    return [...values].sort();
  }

  /** What is known of each metric family, by its name. */
  metadata(): ReadonlyMap<string, MetricMetadata> {
    return this.#metadata;
  }

  /** Exemplars of the matching series in the range, ascending in time. */
  exemplars(matchers: readonly Matcher[], range: SelectRange): readonly Exemplar[] {
    return this.#exemplars.find(matchers, range);
  }

  stats(): HistoryStats {
    const timelines = [...this.#timelines.values()];
    const sum = (of: (timeline: Timeline) => number) => timelines.reduce((total, one) => total + of(one), 0);
    const first = timelines.flatMap(({ firstMillis }) => firstMillis ?? []);
    const last = timelines.flatMap(({ lastMillis }) => lastMillis ?? []);
    return {
      series: this.#series,
      samples: sum(({ samples }) => samples),
      chunks: sum(({ blocks }) => blocks.length),
      ...(first.length > 0 && { oldestMillis: Math.min(...first), newestMillis: Math.max(...last) }),
      bytes: this.#measure(),
      labelPairs: sum(({ index }) => index.labelPairs),
      refusedSeries: this.#refusedSeries,
      journalErrors: this.#journal.errors,
    };
  }

  /** Compresses at once all there is to compress, which takes as long as it takes. */
  sealNow(): void {
    this.#sealer.finish(this.#timelines.values());
  }

  /** Puts back what a journal has kept. Call it before anything is added; the journal is not told of it. */
  restore({ series, metadata, blocks, collections }: StoredHistory): void {
    for (const { timeline, slot, labels } of series) this.#timeline(timeline).add(labels, slot);
    for (const [family, known] of metadata) this.#metadata.set(family, known);
    for (const { timeline, block } of blocks) this.#timeline(timeline).restore(block);
    for (const { timeline, timestampMillis, row, histograms } of collections) {
      this.#timeline(timeline).restoreRow(timestampMillis, row, histograms);
      this.#sealer.start(this.#timeline(timeline));
    }
    this.#bytes = this.#measure();
  }

  /** Tells the journal what it was not told yet, and stops compressing. */
  stop(): void {
    this.#tellAll();
    this.#sealer.stop();
  }

  get #series(): number {
    let series = 0;
    for (const { index } of this.#timelines.values()) series += index.size;
    return series;
  }

  #selection(matchers: readonly Matcher[], range: SelectRange): Selection {
    return new Selection(this.#timelines.values(), matchers, this.#clip(range), this.#clock);
  }

  #timeline(name: string): Timeline {
    let timeline = this.#timelines.get(name);
    if (timeline === undefined) {
      timeline = new Timeline(name);
      this.#timelines.set(name, timeline);
    }
    return timeline;
  }

  #clip(range: SelectRange): SelectRange {
    let newest = Number.NEGATIVE_INFINITY;
    for (const { lastMillis } of this.#timelines.values())
      newest = Math.max(newest, lastMillis ?? Number.NEGATIVE_INFINITY);
    const oldestKept = newest - this.#limits.retentionMillis;
    return range.startMillis >= oldestKept ? range : { ...range, startMillis: oldestKept };
  }

  /** Undefined while there is no room for another series. */
  #add(timeline: Timeline, labels: Labels): TimelineSeries | undefined {
    if (this.#series >= this.#limits.maxSeries || this.#bytes > this.#limits.maxBytes) {
      this.#refusedSeries++;
      return undefined;
    }
    const { bytes } = timeline.index;
    const series = timeline.add(labels);
    this.#bytes += timeline.index.bytes - bytes;
    this.#journal.tell((to) => to.seriesAdded(timeline.name, series.slot, labels));
    return series;
  }

  #noteMetadata({ name, type, help, unit }: TranslatedFamily): void {
    const known = this.#metadata.get(name);
    const kind = type === 'native' ? 'histogram' : type;
    if (known?.type === kind && known.help === help && known.unit === unit) return;
    const metadata = { type: kind, help, unit };
    this.#metadata.set(name, metadata);
    this.#journal.tell((to) => to.metadataChanged(name, metadata));
  }

  #noteSetBack(timeline: Timeline, nowMillis: number): void {
    const last = timeline.lastMillis;
    if (last === undefined || last - nowMillis < SET_BACK_MILLIS) return;
    this.#tellAll();
    timeline.dropFrom(nowMillis);
    this.#journal.tell((to) => to.droppedFrom(timeline.name, nowMillis));
    this.#forgetDropped(timeline);
    if (!this.#timelines.has(timeline.name)) this.#timelines.set(timeline.name, timeline);
    createLogger('history').warn(
      `the clock was set back by ${Math.round((last - nowMillis) / 1_000)} s: samples of ${timeline.name} after the present are gone`,
    );
  }

  /** Drops what is too old or too much before a collection is added. */
  #makeRoom(nowMillis: number): void {
    const { retentionMillis, maxPointsPerSeries, maxBytes } = this.#limits;
    const dropped = new Set<Timeline>();
    for (const timeline of this.#timelines.values()) {
      if (timeline.dropBefore(nowMillis - retentionMillis)) dropped.add(timeline);
      while (timeline.collections - timeline.oldestCollections >= maxPointsPerSeries && timeline.dropOldest())
        dropped.add(timeline);
    }
    this.#bytes = this.#measure();
    while (this.#bytes > maxBytes) {
      const oldest = this.#holderOfOldest();
      if (oldest === undefined) break;
      oldest.dropOldest();
      dropped.add(oldest);
      this.#bytes = this.#measure();
    }
    for (const timeline of dropped) this.#forgetDropped(timeline);
  }

  /** The timeline that could drop the oldest samples. */
  #holderOfOldest(): Timeline | undefined {
    let holder: Timeline | undefined;
    for (const timeline of this.#timelines.values())
      if (timeline.canDrop && (holder === undefined || timeline.firstMillis! < holder.firstMillis!))
        holder = timeline;
    return holder;
  }

  #forgetDropped(timeline: Timeline): void {
    const before = timeline.firstMillis ?? Number.POSITIVE_INFINITY;
    this.#journal.tell((to) => to.dropped(timeline.name, before));
    const removed = timeline.removeUnused();
    if (removed.length > 0) {
      this.#families.clear();
      this.#journal.tell((to) => to.seriesRemoved(timeline.name, removed));
    }
    if (timeline.isEmpty && timeline.name !== COLLECTED) this.#timelines.delete(timeline.name);
    this.#bytes = this.#measure();
  }

  #measure(): number {
    let bytes = 0;
    for (const timeline of this.#timelines.values()) bytes += timeline.bytes;
    return bytes;
  }

  #tellCollected(timeline: Timeline): void {
    const collection = timeline.lastCollection;
    if (collection !== undefined) this.#journal.tell((to) => to.collected(collection));
  }

  /** Rules add samples of one time one after the other: the journal is told once for all of them. */
  #tellLater(timeline: Timeline): void {
    if (!this.#journal.isThere) return;
    if (this.#untold.size === 0) this.#telling = this.#clock.setTimeout(() => this.#tellAll(), 0);
    this.#untold.add(timeline);
  }

  #tellAll(): void {
    this.#telling?.cancel();
    for (const timeline of this.#untold) this.#tellCollected(timeline);
    this.#untold.clear();
  }
}
