import { writeAbsent } from '../absent.ts';
import { ByteReader } from './byte-reader.ts';
import { type ColumnHeader, readHeader, SCALE } from './column-layout.ts';
import { factorOf } from './column-scale.ts';
import { FloatUlps } from './float-ulps.ts';
import { unpackResiduals } from './pack-residuals.ts';

const MOST = 4_096;
const residuals = new Float64Array(MOST);
const exceptional = new Uint8Array(MOST);
const ulps = new FloatUlps();

/**
 * Writes a column's `count` values to the start of `values`, as they were encoded.
 * @param parent the decoded column this one was related to; needed when it was
 */
export function decodeColumn(
  bytes: Uint8Array,
  start: number,
  count: number,
  values: Float64Array,
  parent?: Float64Array,
): void {
  const reader = new ByteReader(bytes, start);
  const header = readHeader(reader.byte());
  if (header.scale === SCALE.raw) {
    for (let i = 0; i < count; i++) reader.float(values, i);
    return;
  }
  const exponent = header.hasExponent ? reader.byte() | (reader.byte() << 8) : 0;
  const factor = factorOf({ kind: header.scale === SCALE.decimal ? 'decimal' : 'dyadic', exponent });
  if (header.hasPresence || header.hasExceptions) decodeSparse(reader, header, count, factor, values);
  else if (header.scale === SCALE.ulps) decodeUlps(reader, count, values);
  else decodeDense(reader, header.isDifferences, count, factor, values);
  if (header.isRelated) for (let i = 0; i < count; i++) values[i]! += parent![i]!;
}

/** Whether a column cannot be read without the one it is related to. */
export function isRelatedColumn(bytes: Uint8Array, start: number): boolean {
  return readHeader(bytes[start]!).isRelated;
}

function decodeDense(
  reader: ByteReader,
  isDifferences: boolean,
  count: number,
  factor: number,
  values: Float64Array,
): void {
  if (count === 0) return;
  if (isDifferences) {
    let integer = reader.signed();
    unpackResiduals(residuals, count - 1, reader);
    values[0] = integer;
    for (let i = 1; i < count; i++) {
      integer += residuals[i - 1]!;
      values[i] = integer;
    }
  } else unpackResiduals(values, count, reader);
  if (factor !== 1) for (let i = 0; i < count; i++) values[i]! /= factor;
}

function decodeUlps(reader: ByteReader, count: number, values: Float64Array): void {
  if (count === 0) return;
  reader.float(values, 0);
  ulps.set(values[0]!);
  unpackResiduals(residuals, count - 1, reader);
  for (let i = 1; i < count; i++) values[i] = ulps.advance(residuals[i - 1]!);
}

/** With places that are absent, or values that stand apart. */
function decodeSparse(
  reader: ByteReader,
  { scale, isDifferences, hasPresence, hasExceptions }: ColumnHeader,
  count: number,
  factor: number,
  values: Float64Array,
): void {
  exceptional.fill(0, 0, count);
  if (hasPresence) readPresence(reader, count, values);
  else values.fill(0, 0, count);
  if (hasExceptions) readExceptions(reader, count, values);
  let packed = 0;
  for (let i = count - 1; i >= 0; i--) if (exceptional[i] === 0) packed++;
  if (packed === 0) return;
  const chain = scale === SCALE.ulps ? ulpsChain(reader) : integerChain(reader, isDifferences, factor);
  const start = isDifferences ? exceptional.indexOf(0) : -1;
  unpackResiduals(residuals, packed - (isDifferences ? 1 : 0), reader);
  let next = 0;
  for (let i = 0; i < count; i++) {
    if (exceptional[i] === ABSENT) continue;
    if (exceptional[i] === 0) values[i] = i === start ? chain.first : chain.advance(residuals[next++]!);
    // Differences go on from an outlier; what is no number takes no part in them.
    else if (Number.isFinite(values[i]!) && !Object.is(values[i], -0)) chain.restart(values[i]!);
  }
}

/** Values, each found from the one before. */
interface Chain {
  readonly first: number;
  advance(residual: number): number;
  restart(value: number): void;
}

function ulpsChain(reader: ByteReader): Chain {
  const first = new Float64Array(1);
  reader.float(first, 0);
  ulps.set(first[0]!);
  return {
    first: first[0]!,
    advance: (residual) => ulps.advance(residual),
    restart: (value) => ulps.set(value),
  };
}

function integerChain(reader: ByteReader, isDifferences: boolean, factor: number): Chain {
  let integer = isDifferences ? reader.signed() : 0;
  return {
    first: integer / factor,
    advance: (residual) => {
      integer = isDifferences ? integer + residual : residual;
      return integer / factor;
    },
    restart: (value) => {
      integer = Math.round(value * factor);
    },
  };
}

const ABSENT = 1;
const EXCEPTION = 2;

function readPresence(reader: ByteReader, count: number, values: Float64Array): void {
  let byte = 0;
  for (let i = 0; i < count; i++) {
    if ((i & 7) === 0) byte = reader.byte();
    if ((byte & (1 << (i & 7))) !== 0) values[i] = 0;
    else {
      exceptional[i] = ABSENT;
      writeAbsent(values, i);
    }
  }
}

function readExceptions(reader: ByteReader, count: number, values: Float64Array): void {
  for (let left = reader.varint(); left > 0; left--) {
    const place = reader.varint();
    if (place >= count) return;
    reader.float(values, place);
    exceptional[place] = EXCEPTION;
  }
}
