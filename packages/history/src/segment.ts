import { SEGMENT_COLLECTIONS } from './options.ts';

/*
 * In a column a NaN with this payload means "no sample in this collection". Kept apart from the stale marker, which
 * is a sample. Written and compared as 32-bit words, since arithmetic may quiet a NaN.
 */
const ABSENT_HIGH = 0x7ff4_0000;
const ABSENT_LOW = 0x0000_0abe;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;

const EMPTY_COLUMN = makeEmptyColumn();

function makeEmptyColumn(): Float64Array {
  const column = new Float64Array(SEGMENT_COLLECTIONS);
  const words = new Uint32Array(column.buffer);
  for (let i = 0; i < column.length; i++) {
    words[2 * i + LOW] = ABSENT_LOW;
    words[2 * i + HIGH] = ABSENT_HIGH;
  }
  return column;
}

/** Whether a column holds no sample at `index`. */
export function isAbsent(column: Float64Array, index: number): boolean {
  if (!Number.isNaN(column[index])) return false;
  const words = new Uint32Array(column.buffer, column.byteOffset + index * 8, 2);
  return words[LOW] === ABSENT_LOW && words[HIGH] === ABSENT_HIGH;
}

/** A run of collections of one timeline: their times once, and one column of values a series. */
export class Segment {
  readonly timestamps = new Float64Array(SEGMENT_COLLECTIONS);
  /** By series id; a series without a sample in this segment has no column. */
  readonly columns = new Map<number, Float64Array>();
  length = 0;

  /** Begins the next collection; answers its place in the columns. */
  begin(timestampMillis: number): number {
    this.timestamps[this.length] = timestampMillis;
    return this.length++;
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

  column(seriesId: number): Float64Array {
    let column = this.columns.get(seriesId);
    if (column === undefined) {
      column = EMPTY_COLUMN.slice();
      this.columns.set(seriesId, column);
    }
    return column;
  }
}
