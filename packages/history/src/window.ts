import type { NativeHistogram, SelectRange, SeriesSamples } from '@kotoba/core';
import { isAbsent, markAbsent } from './absent.ts';
import type { Block, DecodedColumns } from './block.ts';
import { FloatArena } from './float-arena.ts';
import { SEGMENT_COLLECTIONS } from './options.ts';
import type { Segment } from './segment.ts';
import type { Timeline, TimelineSeries } from './timeline.ts';

/** Collections of one block or segment that are in the range, and where they stand in the window. */
interface Part {
  readonly of: Block | Segment;
  readonly from: number;
  readonly to: number;
  readonly at: number;
  /** Columns of the block that were decoded already. */
  readonly decoded: DecodedColumns;
}

/** What a window tells of a series. */
type Samples = Pick<SeriesSamples, 'timestamps' | 'values' | 'histograms'>;

/** The collections of a timeline in a range, read series by series. Stays as it is while the timeline goes on. */
export class Window {
  readonly timestamps: Float64Array;
  readonly #parts: readonly Part[];
  readonly #arena = new FloatArena();
  /** Arrays shared by series present in the same collections in a row. */
  readonly #spans = new Map<number, Float64Array>();

  constructor(timeline: Timeline, range: Pick<SelectRange, 'startMillis' | 'endMillis'>) {
    const parts: Part[] = [];
    let at = 0;
    for (const of of overlapping(timeline, range)) {
      const from = firstNotBefore(of.timestamps, of.length, range.startMillis);
      const to = firstAfter(of.timestamps, of.length, range.endMillis);
      if (from >= to) continue;
      parts.push({ of, from, to, at, decoded: new Map() });
      at += to - from;
    }
    this.#parts = parts;
    this.timestamps = new Float64Array(at);
    for (const { of, from, to, at } of parts) this.timestamps.set(of.timestamps.subarray(from, to), at);
  }

  get length(): number {
    return this.timestamps.length;
  }

  /** The series' samples; undefined when it has none. The timestamps are the window's own when none is missing. */
  read({ slot }: TimelineSeries): Samples | undefined {
    const values = this.#arena.take(this.length);
    let histograms: (NativeHistogram | undefined)[] | undefined;
    let filled = 0;
    for (const part of this.#parts) {
      if (!holds(part.of, slot)) continue;
      // Places before this part that no part has filled hold zeros so far.
      markAbsent(values, filled, part.at);
      copyValues(part, slot, values, this.#arena);
      filled = part.at + part.to - part.from;
      const found = histogramsOf(part, slot);
      if (found === undefined) continue;
      histograms ??= new Array<NativeHistogram | undefined>(this.length).fill(undefined);
      found.forEach((histogram, i) => {
        histograms![part.at + i] = histogram;
      });
    }
    if (filled === 0) return undefined;
    markAbsent(values, filled, this.length);
    return this.#present(values, histograms);
  }

  #present(
    values: Float64Array,
    histograms: (NativeHistogram | undefined)[] | undefined,
  ): Samples | undefined {
    const { length } = this;
    const isMissing = (i: number) => isAbsent(values, i) && histograms?.[i] === undefined;
    let first = 0;
    while (first < length && isMissing(first)) first++;
    if (first === length) return undefined;
    let end = first;
    while (end < length && !isMissing(end)) end++;
    let last = length;
    while (isMissing(last - 1)) last--;
    if (end < last) return this.#compact(values, histograms, isMissing);
    if (end - first === length)
      return { timestamps: this.timestamps, values, ...(histograms && { histograms }) };
    const timestamps = this.#span(first, end);
    const own = values.subarray(first, end);
    return { timestamps, values: own, ...(histograms && { histograms: histograms.slice(first, end) }) };
  }

  #span(first: number, end: number): Float64Array {
    const key = first * (this.length + 1) + end;
    const known = this.#spans.get(key);
    if (known !== undefined) return known;
    const span = this.timestamps.subarray(first, end);
    this.#spans.set(key, span);
    return span;
  }

  /** Leaves the gaps out. */
  #compact(
    values: Float64Array,
    histograms: (NativeHistogram | undefined)[] | undefined,
    isMissing: (i: number) => boolean,
  ): Samples {
    let count = 0;
    for (let i = 0; i < this.length; i++) if (!isMissing(i)) count++;
    const timestamps = new Float64Array(count);
    const kept = new Float64Array(count);
    const keptHistograms: (NativeHistogram | undefined)[] = [];
    let at = 0;
    for (let i = 0; i < this.length; i++) {
      if (isMissing(i)) continue;
      timestamps[at] = this.timestamps[i]!;
      copyFloat(values, i, kept, at++);
      if (histograms !== undefined) keptHistograms.push(histograms[i]);
    }
    return { timestamps, values: kept, ...(histograms && { histograms: keptHistograms }) };
  }
}

/** Whether a series may have a sample in the range; looks into no column. */
export function isInRange(
  timeline: Timeline,
  range: Pick<SelectRange, 'startMillis' | 'endMillis'>,
): (series: TimelineSeries) => boolean {
  const parts = overlapping(timeline, range);
  return ({ slot }) => parts.some((part) => holds(part, slot));
}

function overlapping(
  timeline: Timeline,
  { startMillis, endMillis }: Pick<SelectRange, 'startMillis' | 'endMillis'>,
): (Block | Segment)[] {
  return [...timeline.blocks, ...timeline.segments].filter(
    (of) => of.length > 0 && of.lastMillis >= startMillis && of.firstMillis <= endMillis,
  );
}

function holds(of: Block | Segment, slot: number): boolean {
  return 'placeOf' in of ? of.placeOf(slot) >= 0 : of.holds(slot);
}

const scratch = new Float64Array(SEGMENT_COLLECTIONS);

function copyValues(
  { of, from, to, at, decoded }: Part,
  slot: number,
  values: Float64Array,
  arena: FloatArena,
): void {
  if (!('placeOf' in of)) {
    of.copyColumn(slot, from, to, values, at);
    return;
  }
  const place = of.placeOf(slot);
  if (to - from === of.length) {
    of.decode(place, values.subarray(at, at + of.length), decoded);
    return;
  }
  const column = of.parts.series.isParent(place) ? arena.take(of.length) : scratch.subarray(0, of.length);
  of.decode(place, column, decoded);
  values.set(column.subarray(from, to), at);
}

function histogramsOf({ of, from, to }: Part, slot: number): (NativeHistogram | undefined)[] | undefined {
  if ('placeOf' in of) return of.histograms(slot)?.slice(from, to);
  if (!of.hasHistograms) return undefined;
  return Array.from({ length: to - from }, (_, i) => of.histogram(from + i, slot));
}

/** Copies every bit: a plain assignment may change a NaN. */
function copyFloat(from: Float64Array, index: number, to: Float64Array, at: number): void {
  if (Number.isNaN(from[index])) to.set(from.subarray(index, index + 1), at);
  else to[at] = from[index]!;
}

function firstNotBefore(timestamps: Float64Array, length: number, millis: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timestamps[middle]! < millis) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAfter(timestamps: Float64Array, length: number, millis: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timestamps[middle]! <= millis) low = middle + 1;
    else high = middle;
  }
  return low;
}
