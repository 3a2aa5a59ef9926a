import type { NativeHistogram } from '@kotoba/core';
import { ByteReader } from '../codec/byte-reader.ts';
import { ByteWriter } from '../codec/byte-writer.ts';
import { decodeHistograms, encodeHistograms } from '../codec/histogram-column.ts';

/** The bytes of a row as they are in memory, and a row of such bytes. */
export function rowToBytes(row: Float64Array): Uint8Array {
  return new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
}

export function rowFromBytes(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer, 0, bytes.length >> 3);
}

/** Native histograms of one collection, by slot. */
export function histogramsToBytes(histograms: ReadonlyMap<number, NativeHistogram>): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(histograms.size);
  for (const [slot, histogram] of histograms) {
    const bytes = encodeHistograms([histogram]);
    writer.varint(slot);
    writer.varint(bytes.length);
    writer.bytes(bytes);
  }
  return writer.take();
}

export function histogramsFromBytes(bytes: Uint8Array): Map<number, NativeHistogram> {
  const reader = new ByteReader(bytes);
  const histograms = new Map<number, NativeHistogram>();
  for (let left = reader.varint(); left > 0; left--) {
    const slot = reader.varint();
    const [histogram] = decodeHistograms(reader.bytes(reader.varint()));
    if (histogram !== undefined) histograms.set(slot, histogram);
  }
  return histograms;
}
