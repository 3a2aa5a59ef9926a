import { crc32 } from 'node:zlib';
import { KotobaError } from '@kotoba/core';
import { Block, BlockSeries } from '../block.ts';
import { ByteReader } from '../codec/byte-reader.ts';
import { ByteWriter } from '../codec/byte-writer.ts';

/** "KTB" and the version of the format. */
const MAGIC = [0x4b, 0x54, 0x42, 1];
const CHECKSUM_BYTES = 4;

/** A block as bytes, with a checksum. */
export function blockToBytes({ parts }: Block): Uint8Array {
  const { timestamps, series, columns, histograms, samples } = parts;
  const writer = new ByteWriter();
  writer.bytes(Uint8Array.from(MAGIC));
  writer.varint(timestamps.length);
  for (let i = 0; i < timestamps.length; i++) writer.float(timestamps, i);
  writer.varint(series.slots.length);
  let before = 0;
  series.slots.forEach((slot, place) => {
    writer.varint(slot - before);
    writer.signed(series.parents[place]! - slot);
    before = slot;
  });
  writer.varint(samples);
  writer.varint(columns.length);
  writer.bytes(columns);
  writer.varint(histograms.size);
  for (const [slot, bytes] of histograms) {
    writer.varint(slot);
    writer.varint(bytes.length);
    writer.bytes(bytes);
  }
  const checksum = crc32(writer.take());
  for (let shift = 0; shift < 32; shift += 8) writer.byte((checksum >>> shift) & 0xff);
  return writer.take();
}

/** @throws {KotobaError} KOTOBA_HISTORY_CORRUPT_BLOCK */
export function blockFromBytes(bytes: Uint8Array): Block {
  const end = bytes.length - CHECKSUM_BYTES;
  if (end < MAGIC.length || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw corrupt('expected a block of version 1, got something else');
  let checksum = 0;
  for (let i = CHECKSUM_BYTES - 1; i >= 0; i--) checksum = checksum * 256 + bytes[end + i]!;
  if (crc32(bytes.subarray(0, end)) !== checksum)
    throw corrupt('the checksum of a block does not match its bytes');
  const reader = new ByteReader(bytes, MAGIC.length);
  const timestamps = new Float64Array(reader.varint());
  for (let i = 0; i < timestamps.length; i++) reader.float(timestamps, i);
  const series = readSeries(reader);
  const samples = reader.varint();
  const columns = reader.bytes(reader.varint()).slice();
  const histograms = new Map<number, Uint8Array>();
  for (let left = reader.varint(); left > 0; left--) {
    const slot = reader.varint();
    histograms.set(slot, reader.bytes(reader.varint()).slice());
  }
  return new Block({ timestamps, series, columns, histograms, samples });
}

function readSeries(reader: ByteReader): BlockSeries {
  const slots = new Uint32Array(reader.varint());
  const parents = new Uint32Array(slots.length);
  let before = 0;
  for (let place = 0; place < slots.length; place++) {
    before = slots[place] = before + reader.varint();
    parents[place] = before + reader.signed();
  }
  return new BlockSeries(slots, parents);
}

function corrupt(message: string): KotobaError {
  return new KotobaError('KOTOBA_HISTORY_CORRUPT_BLOCK', message);
}
