import type { NativeHistogram } from '@kotoba/core';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { decodeColumn } from './decode-column.ts';
import { encodeColumn } from './encode-column.ts';

/** All of a histogram but its counts and sum: histograms in a row seldom differ in it. */
type Layout = Omit<NativeHistogram, 'count' | 'sum' | 'zeroCount' | 'positiveBuckets' | 'negativeBuckets'>;

const text = new TextEncoder();

/**
 * A series' native histograms: for each run of the same layout that layout once, and every count as a column.
 * Places without one stay without.
 */
export function encodeHistograms(histograms: ReadonlyArray<NativeHistogram | undefined>): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(histograms.length);
  for (let start = 0; start < histograms.length; ) {
    const layout = layoutText(histograms[start]);
    let end = start + 1;
    while (end < histograms.length && layoutText(histograms[end]) === layout) end++;
    writer.varint(end - start);
    const bytes = text.encode(layout);
    writer.varint(bytes.length);
    writer.bytes(bytes);
    if (layout !== '') writeCounts(histograms.slice(start, end) as NativeHistogram[], writer);
    start = end;
  }
  return writer.take();
}

function layoutText(histogram: NativeHistogram | undefined): string {
  if (histogram === undefined) return '';
  const { count, sum, zeroCount, positiveBuckets, negativeBuckets, ...layout } = histogram;
  return JSON.stringify(layout);
}

function writeCounts(run: readonly NativeHistogram[], writer: ByteWriter): void {
  const columns = [
    run.map(({ count }) => count),
    run.map(({ sum }) => sum),
    run.map(({ zeroCount }) => zeroCount),
    ...run[0]!.positiveBuckets.map((_, bucket) => run.map(({ positiveBuckets }) => positiveBuckets[bucket]!)),
    ...run[0]!.negativeBuckets.map((_, bucket) => run.map(({ negativeBuckets }) => negativeBuckets[bucket]!)),
  ];
  for (const column of columns) {
    const { bytes } = encodeColumn(Float64Array.from(column), run.length);
    writer.varint(bytes.length);
    writer.bytes(bytes);
  }
}

/** What was encoded. */
export function decodeHistograms(bytes: Uint8Array): (NativeHistogram | undefined)[] {
  const reader = new ByteReader(bytes);
  const total = reader.varint();
  const histograms: (NativeHistogram | undefined)[] = [];
  while (histograms.length < total) {
    const length = reader.varint();
    const layout = new TextDecoder().decode(reader.bytes(reader.varint()));
    if (length === 0) break;
    if (layout === '') for (let i = 0; i < length; i++) histograms.push(undefined);
    else histograms.push(...readCounts(JSON.parse(layout) as Layout, length, reader));
  }
  return histograms;
}

function readCounts(layout: Layout, length: number, reader: ByteReader): NativeHistogram[] {
  const column = () => {
    const values = new Float64Array(length);
    const end = reader.varint();
    decodeColumn(reader.bytes(end), 0, length, values);
    return values;
  };
  const [count, sum, zeroCount] = [column(), column(), column()];
  const bucketsOf = (spans: Layout['positiveSpans']) => {
    const buckets = spans.reduce((total, span) => total + span.length, 0);
    return Array.from({ length: buckets }, column);
  };
  const positive = bucketsOf(layout.positiveSpans);
  const negative = bucketsOf(layout.negativeSpans);
  return Array.from({ length }, (_, i) => ({
    ...layout,
    count: count[i]!,
    sum: sum[i]!,
    zeroCount: zeroCount[i]!,
    positiveBuckets: positive.map((values) => values[i]!),
    negativeBuckets: negative.map((values) => values[i]!),
  }));
}
