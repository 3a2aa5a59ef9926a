import type { NativeHistogram } from '@kotoba/core';
import { ByteReader } from './codec/byte-reader.ts';
import { decodeColumn, isRelatedColumn } from './codec/decode-column.ts';
import { decodeHistograms } from './codec/histogram-column.ts';

/** Columns between two places where their start is known; the ones between are skipped over. */
export const CHECKPOINT_COLUMNS = 16;

/** Which series a block holds, by slot, and where. Blocks of the same series share one. */
export class BlockSeries {
  /** Ascending. */
  readonly slots: Uint32Array;
  /** The slot of the series a column is related to, or the column's own. */
  readonly parents: Uint32Array;
  readonly #isParent: Uint8Array;

  constructor(slots: Uint32Array, parents: Uint32Array) {
    this.slots = slots;
    this.parents = parents;
    this.#isParent = new Uint8Array(slots.length);
    parents.forEach((parent, place) => {
      if (parent !== slots[place]) this.#isParent[this.placeOf(parent)] = 1;
    });
  }

  get bytes(): number {
    return this.slots.byteLength + this.parents.byteLength + this.#isParent.byteLength;
  }

  /** The place of a series' column, or −1. */
  placeOf(slot: number): number {
    const { slots } = this;
    let low = 0;
    let high = slots.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (slots[middle] === slot) return middle;
      if (slots[middle]! < slot) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Whether other columns may be related to the one at a place. */
  isParent(place: number): boolean {
    return this.#isParent[place] === 1;
  }

  equals(slots: Uint32Array, parents: Uint32Array): boolean {
    return equal(this.slots, slots) && equal(this.parents, parents);
  }
}

function equal(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The parts a block is made of. */
export interface BlockParts {
  readonly timestamps: Float64Array;
  readonly series: BlockSeries;
  /** Columns one after the other, each after its length. */
  readonly columns: Uint8Array;
  /** Native histograms by slot. */
  readonly histograms: ReadonlyMap<number, Uint8Array>;
  /** Samples in it, of either kind, markers included. */
  readonly samples: number;
}

/** Decoded columns of one block by place, for those related to them. */
export type DecodedColumns = Map<number, Float64Array>;

/** Collections that are over, compressed. Immutable. */
export class Block {
  readonly parts: BlockParts;
  readonly #checkpoints: Uint32Array;

  constructor(parts: BlockParts) {
    this.parts = parts;
    this.#checkpoints = checkpointsOf(parts);
  }

  get timestamps(): Float64Array {
    return this.parts.timestamps;
  }

  get length(): number {
    return this.parts.timestamps.length;
  }

  get firstMillis(): number {
    return this.parts.timestamps[0]!;
  }

  get lastMillis(): number {
    return this.parts.timestamps[this.length - 1]!;
  }

  /** Bytes held, save for what is shared with other blocks. */
  get bytes(): number {
    let bytes =
      this.parts.columns.byteLength + this.parts.timestamps.byteLength + this.#checkpoints.byteLength;
    for (const column of this.parts.histograms.values()) bytes += column.byteLength;
    return bytes;
  }

  /** The place of a series' column, or −1. */
  placeOf(slot: number): number {
    return this.parts.series.placeOf(slot);
  }

  /**
   * Writes the column at a place to the start of `values`. `decoded` remembers it for columns that may be related to
   * it: `values` must stay as they are then.
   */
  decode(place: number, values: Float64Array, decoded: DecodedColumns): void {
    const known = decoded.get(place);
    if (known !== undefined) {
      values.set(known);
      return;
    }
    const start = this.#start(place);
    const { columns, series } = this.parts;
    const parent = isRelatedColumn(columns, start)
      ? this.#parent(this.placeOf(series.parents[place]!), decoded)
      : undefined;
    decodeColumn(columns, start, this.length, values, parent);
    if (series.isParent(place)) decoded.set(place, values);
  }

  #parent(place: number, decoded: DecodedColumns): Float64Array {
    const known = decoded.get(place);
    if (known !== undefined) return known;
    const values = new Float64Array(this.length);
    this.decode(place, values, decoded);
    return values;
  }

  histograms(slot: number): (NativeHistogram | undefined)[] | undefined {
    const bytes = this.parts.histograms.get(slot);
    return bytes && decodeHistograms(bytes);
  }

  #start(place: number): number {
    const checkpoint = Math.floor(place / CHECKPOINT_COLUMNS);
    const reader = new ByteReader(this.parts.columns, this.#checkpoints[checkpoint]!);
    for (let i = checkpoint * CHECKPOINT_COLUMNS; i < place; i++) reader.bytes(reader.varint());
    reader.varint();
    return reader.position;
  }
}

function checkpointsOf({ columns, series }: BlockParts): Uint32Array {
  const count = series.slots.length;
  const checkpoints = new Uint32Array(Math.ceil(count / CHECKPOINT_COLUMNS));
  const reader = new ByteReader(columns);
  for (let place = 0; place < count; place++) {
    if (place % CHECKPOINT_COLUMNS === 0) checkpoints[place / CHECKPOINT_COLUMNS] = reader.position;
    reader.bytes(reader.varint());
  }
  return checkpoints;
}
