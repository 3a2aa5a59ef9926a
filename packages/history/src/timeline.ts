import { isStaleNaN, type Labels, type NativeHistogram } from '@kotoba/core';
import { isAbsent } from './absent.ts';
import type { Block } from './block.ts';
import { BlockBuilder } from './block-builder.ts';
import type { JournalCollection } from './journal.ts';
import { Segment } from './segment.ts';
import { type IndexedSeries, SeriesIndex } from './series-index.ts';

/** One series of a timeline. */
export interface TimelineSeries extends IndexedSeries {
  /** The slot of the series whose values explain this one's, or its own. */
  parent: number;
}

/**
 * Series that are collected together, and so share their timestamps: sealed blocks, full segments on their way to
 * become blocks, and the segment that is written.
 */
export class Timeline {
  readonly name: string;
  readonly index = new SeriesIndex<TimelineSeries>();
  readonly #bySlot: (TimelineSeries | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #blocks: Block[] = [];
  readonly #sealing: BlockBuilder[] = [];
  #head = new Segment();
  /** Slots with a sample in the last collection that is not its end, and in the one before. */
  #present = new Uint8Array(0);
  #before = new Uint8Array(0);

  constructor(name: string) {
    this.name = name;
  }

  get blocks(): readonly Block[] {
    return this.#blocks;
  }

  /** Collections that are in no block yet, the oldest first; the last is being written. */
  get segments(): readonly Segment[] {
    return [...this.#sealing.map(({ segment }) => segment), this.#head];
  }

  get collections(): number {
    return [...this.#blocks, ...this.segments].reduce((total, { length }) => total + length, 0);
  }

  get isEmpty(): boolean {
    return this.firstMillis === undefined;
  }

  get firstMillis(): number | undefined {
    return [...this.#blocks, ...this.segments].find(({ length }) => length > 0)?.firstMillis;
  }

  get lastMillis(): number | undefined {
    if (this.#head.length > 0) return this.#head.lastMillis;
    return (this.#sealing.at(-1)?.segment ?? this.#blocks.at(-1))?.lastMillis;
  }

  /** One more than the highest slot in use. */
  get slots(): number {
    return this.#bySlot.length;
  }

  labelsOf(slot: number): Labels | undefined {
    return this.#bySlot[slot]?.labels;
  }

  /** Samples of either kind, stale markers included. */
  get samples(): number {
    const inBlocks = this.#blocks.reduce((total, { parts }) => total + parts.samples, 0);
    return this.segments.reduce((total, { samples }) => total + samples, inBlocks);
  }

  get bytes(): number {
    let bytes = this.index.bytes + this.segments.reduce((total, segment) => total + segment.bytes, 0);
    for (const block of this.#blocks) bytes += block.bytes;
    for (const series of new Set(this.#blocks.map(({ parts }) => parts.series))) bytes += series.bytes;
    return bytes;
  }

  /** Adds a series with labels not there yet. */
  add(labels: Labels, slot = this.#freeSlots.pop() ?? this.#bySlot.length): TimelineSeries {
    const series = { slot, labels, parent: slot };
    while (this.#bySlot.length < slot) this.#freeSlots.push(this.#bySlot.push(undefined) - 1);
    this.#bySlot[slot] = series;
    this.index.add(series);
    return series;
  }

  /**
   * Begins a collection, or goes on with the last one when its time is the same.
   * @returns false when the time is before that of the last
   */
  begin(timestampMillis: number): boolean {
    const last = this.lastMillis;
    if (last !== undefined && timestampMillis < last) return false;
    if (timestampMillis === last && this.#head.length > 0) return true;
    if (timestampMillis === last) return false;
    this.sealIfFull();
    this.#head.begin(timestampMillis, this.slots);
    [this.#present, this.#before] = [this.#before, this.#present];
    this.#present.fill(0);
    return true;
  }

  set(slot: number, value: number): void {
    this.#head.set(slot, value);
    this.#setPresent(slot, 1);
  }

  setHistogram(slot: number, histogram: NativeHistogram): void {
    this.#head.setHistogram(slot, histogram);
    this.#setPresent(slot, 1);
  }

  setStale(slot: number): void {
    this.#head.setStale(slot);
    this.#setPresent(slot, 0);
  }

  /** Marks the series as ended that are in the collection before and not in this one. */
  endVanished(): void {
    const { length } = this.#before;
    for (let slot = 0; slot < length; slot++)
      if (this.#before[slot] === 1 && this.#present[slot] !== 1) this.#head.setStale(slot);
  }

  /** Ends the collection. */
  end(): void {
    this.#head.trim(this.slots);
  }

  /** The last collection as far as it is written. */
  get lastCollection(): JournalCollection | undefined {
    const last = this.#head.length - 1;
    if (last < 0) return undefined;
    return {
      timeline: this.name,
      timestampMillis: this.#head.lastMillis,
      row: this.#head.row(last),
      histograms: this.#head.histograms(last) ?? new Map(),
    };
  }

  /** Whether a full segment waits to become a block. */
  get mustSeal(): boolean {
    return this.#sealing.length > 0;
  }

  /** Goes on making the oldest full segment a block while `hasTime` says so; answers the block once it is done. */
  continueSealing(hasTime: () => boolean): Block | undefined {
    const block = this.#sealing[0]?.build(hasTime);
    if (block === undefined) return undefined;
    this.#sealing.shift();
    this.#blocks.push(block);
    return block;
  }

  /** Takes a block in that is older than everything written so far and newer than the blocks there are. */
  restore(block: Block): void {
    this.#blocks.push(block);
  }

  /** Takes a collection in as it was kept. */
  restoreRow(
    timestampMillis: number,
    row: Float64Array,
    histograms: ReadonlyMap<number, NativeHistogram>,
  ): boolean {
    if (!this.begin(timestampMillis)) return false;
    this.#head.setRow(row);
    // What was there and is not in the next collection has ended.
    for (let slot = 0; slot < row.length; slot++)
      if (!isAbsent(row, slot) && !isStaleNaN(row, slot)) this.#setPresent(slot, 1);
    for (const [slot, histogram] of histograms) this.setHistogram(slot, histogram);
    return true;
  }

  /** Drops blocks and segments whose last collection is before a time; answers whether any was. */
  dropBefore(millis: number): boolean {
    let dropped = false;
    for (
      let oldest = this.#oldest;
      oldest !== undefined && oldest.lastMillis < millis;
      oldest = this.#oldest
    ) {
      this.#dropOldest();
      dropped = true;
    }
    return dropped;
  }

  /**
   * Drops what is from a time on: collections of segments one by one, blocks as a whole. Answers whether there was any.
   */
  dropFrom(millis: number): boolean {
    if (this.lastMillis === undefined || this.lastMillis < millis) return false;
    const late = this.segments.filter(({ length, lastMillis }) => length > 0 && lastMillis >= millis);
    while (this.#sealing.length > 0 && late.includes(this.#sealing.at(-1)!.segment)) this.#sealing.pop();
    this.#head = new Segment();
    while (this.#blocks.length > 0 && this.#blocks.at(-1)!.lastMillis >= millis) this.#blocks.pop();
    for (const segment of late)
      for (let i = 0; i < segment.length && segment.timestamps[i]! < millis; i++)
        this.restoreRow(segment.timestamps[i]!, segment.row(i), segment.histograms(i) ?? new Map());
    return true;
  }

  /** Whether there is a block, or a segment that waits to be one. */
  get canDrop(): boolean {
    return this.#blocks.length + this.#sealing.length > 0;
  }

  /** How many collections {@link dropOldest} would drop. */
  get oldestCollections(): number {
    return this.#oldest?.length ?? 0;
  }

  /** Drops the oldest block, or segment that waits to be one; answers false when there is none. */
  dropOldest(): boolean {
    if (!this.canDrop) return false;
    this.#dropOldest();
    return true;
  }

  /** Takes series out that have no sample left; answers their slots. */
  removeUnused(): number[] {
    const isUsed = new Uint8Array(this.slots);
    for (const { slots } of new Set(this.#blocks.map(({ parts }) => parts.series)))
      for (const slot of slots) isUsed[slot] = 1;
    for (const segment of this.segments) for (const slot of segment.slots()) isUsed[slot] = 1;
    const removed: number[] = [];
    this.index.removeAll(({ slot }) => isUsed[slot] === 0);
    for (let slot = 0; slot < isUsed.length; slot++) {
      if (isUsed[slot] === 1 || this.#bySlot[slot] === undefined) continue;
      this.#bySlot[slot] = undefined;
      this.#freeSlots.push(slot);
      removed.push(slot);
    }
    const gone = new Set(removed);
    for (const series of this.index.all()) if (gone.has(series.parent)) series.parent = series.slot;
    return removed;
  }

  get #oldest(): Block | Segment | undefined {
    const oldest = this.#blocks[0] ?? this.#sealing[0]?.segment ?? this.#head;
    return oldest.length === 0 ? undefined : oldest;
  }

  #dropOldest(): void {
    if (this.#blocks.length > 0) this.#blocks.shift();
    else if (this.#sealing.length > 0) this.#sealing.shift();
    else this.#head = new Segment();
  }

  /** Begins a new segment when no further collection goes into this one; samples of its last time are refused then. */
  sealIfFull(): void {
    if (!this.#head.isFull) return;
    const parentOf = (slot: number) => this.#bySlot[slot]?.parent ?? slot;
    const before = this.#sealing.at(-1)?.series ?? this.#blocks.at(-1)?.parts.series;
    this.#sealing.push(new BlockBuilder(this.#head, parentOf, before));
    this.#head = new Segment();
  }

  #setPresent(slot: number, present: 0 | 1): void {
    if (slot >= this.#present.length) {
      const longer = new Uint8Array(Math.max(this.slots, slot + 1));
      longer.set(this.#present);
      this.#present = longer;
    }
    this.#present[slot] = present;
  }
}
