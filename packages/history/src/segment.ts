import { type NativeHistogram, writeStaleNaN } from '@kotoba/core';
import { absentColumn, isAbsent } from './absent.ts';
import { SEGMENT_COLLECTIONS } from './options.ts';

let emptyRow: Float64Array = absentColumn(1);

/** A row of `length` places without a sample. */
function newRow(length: number): Float64Array {
  if (emptyRow.length < length) emptyRow = absentColumn(Math.max(length, emptyRow.length * 2));
  return emptyRow.slice(0, length);
}

/**
 * Recent collections of one timeline as they came: for each its time and a row with the value of every series, by
 * slot.
 */
export class Segment {
  readonly timestamps = new Float64Array(SEGMENT_COLLECTIONS);
  readonly #rows: Float64Array[] = [];
  readonly #histograms: (Map<number, NativeHistogram> | undefined)[] = [];
  #used = new Uint8Array(0);
  #samples = 0;

  /** Begins the next collection, with room for so many series. */
  begin(timestampMillis: number, slots: number): void {
    this.timestamps[this.length] = timestampMillis;
    this.#rows.push(newRow(slots));
    this.#histograms.push(undefined);
    this.#makeRoom(slots);
  }

  get length(): number {
    return this.#rows.length;
  }

  get isFull(): boolean {
    return this.length === SEGMENT_COLLECTIONS;
  }

  get firstMillis(): number {
    return this.timestamps[0]!;
  }

  get lastMillis(): number {
    return this.timestamps[this.length - 1]!;
  }

  /** Samples of either kind, stale markers included. */
  get samples(): number {
    return this.#samples;
  }

  get bytes(): number {
    return this.#rows.reduce((total, row) => total + row.byteLength, this.timestamps.byteLength);
  }

  /** Puts a sample into the last collection, over the one that may be there. */
  set(slot: number, value: number): void {
    this.#take(slot)[slot] = value;
  }

  /** Says in the last collection that a series has ended. */
  setStale(slot: number): void {
    writeStaleNaN(this.#take(slot), slot);
  }

  /** Puts a native histogram into the last collection. */
  setHistogram(slot: number, histogram: NativeHistogram): void {
    const last = this.length - 1;
    this.#histograms[last] ??= new Map();
    if (!this.#histograms[last].has(slot)) this.#samples++;
    this.#histograms[last].set(slot, histogram);
    this.#makeRoom(slot + 1);
    this.#used[slot] = 1;
  }

  /** A collection's values by slot, absent ones included; series that came later are not in it. */
  row(index: number): Float64Array {
    return this.#rows[index]!;
  }

  /** Puts a row that was kept elsewhere into the last collection. */
  setRow(row: Float64Array): void {
    this.#rows[this.length - 1] = row;
    this.#makeRoom(row.length);
    for (let slot = 0; slot < row.length; slot++) {
      if (isAbsent(row, slot)) continue;
      this.#used[slot] = 1;
      this.#samples++;
    }
  }

  histogram(index: number, slot: number): NativeHistogram | undefined {
    return this.#histograms[index]?.get(slot);
  }

  /** The native histograms of a collection by slot, if it has any. */
  histograms(index: number): ReadonlyMap<number, NativeHistogram> | undefined {
    return this.#histograms[index];
  }

  get hasHistograms(): boolean {
    return this.#histograms.some((one) => one !== undefined);
  }

  /** Whether the series has a sample here. */
  holds(slot: number): boolean {
    return this.#used[slot] === 1;
  }

  /** Slots of the series that have a sample here, ascending. */
  slots(): Uint32Array {
    const slots: number[] = [];
    for (let slot = 0; slot < this.#used.length; slot++) if (this.#used[slot] === 1) slots.push(slot);
    return Uint32Array.from(slots);
  }

  /** Copies a series' values `from ≤ i < to` to `values[at…]`, absent ones included. */
  copyColumn(slot: number, from: number, to: number, values: Float64Array, at: number): void {
    for (let i = from; i < to; i++) {
      const row = this.#rows[i]!;
      const value = slot < row.length ? row[slot]! : Number.NaN;
      // A NaN is copied as bits: which of them it is counts.
      if (!Number.isNaN(value)) values[at + i - from] = value;
      else if (slot < row.length) values.set(row.subarray(slot, slot + 1), at + i - from);
      else values.set(emptyRow.subarray(0, 1), at + i - from);
    }
  }

  /** The last row with room for the slot, whose sample is counted. */
  #take(slot: number): Float64Array {
    const last = this.length - 1;
    let row = this.#rows[last]!;
    if (slot >= row.length) {
      const longer = newRow(Math.max(slot + 1, Math.ceil(row.length * 1.5)));
      longer.set(row);
      this.#rows[last] = row = longer;
      this.#makeRoom(longer.length);
    }
    if (isAbsent(row, slot)) this.#samples++;
    this.#used[slot] = 1;
    return row;
  }

  /** Gives back the room of the last collection beyond so many series. */
  trim(slots: number): void {
    const last = this.length - 1;
    if (this.#rows[last]!.length > slots) this.#rows[last] = this.#rows[last]!.slice(0, slots);
  }

  #makeRoom(slots: number): void {
    if (slots <= this.#used.length) return;
    const longer = new Uint8Array(slots);
    longer.set(this.#used);
    this.#used = longer;
  }
}
