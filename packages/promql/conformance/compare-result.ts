import { CUSTOM_BUCKETS_SCHEMA, isStaleNaN, type NativeHistogram } from '@kotoba/core';
import type { InstantSample, MatrixResult, QueryValue, VectorResult } from '../src/index.ts';
import type { SequenceValue } from '../src/series-notation/sequence-value.ts';
import { bucketCounts } from './bucket-counts.ts';
import type { EvalCommand } from './script.ts';

/** Relative difference within which two values are equal. Source: prometheus `promql/promqltest/test.go`. */
const EPSILON = 1e-6;
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** What differs between a result and what a script expects; undefined when nothing does. */
export function compareResult(command: EvalCommand, value: QueryValue): string | undefined {
  switch (value.type) {
    case 'matrix':
      return compareMatrix(command, value);
    case 'vector':
      return compareVector(command, value);
    case 'scalar':
      if (command.scalar === undefined) return `expected a vector or matrix, got the scalar ${value.value}`;
      return same(command.scalar, value.value) ? undefined : `expected ${command.scalar}, got ${value.value}`;
    case 'string': {
      const expected = command.text ?? '';
      if (expected === value.value) return undefined;
      return `expected the string ${JSON.stringify(expected)}, got ${JSON.stringify(value.value)}`;
    }
  }
}

function compareVector(command: EvalCommand, { samples }: VectorResult): string | undefined {
  if (command.scalar !== undefined) return 'expected a scalar, got a vector';
  const expected = new Map(command.series.map((one, position) => [one.labels.key, { ...one, position }]));
  for (const [position, sample] of samples.entries()) {
    const entry = expected.get(sample.labels.key);
    if (entry === undefined) return `unexpected ${sample.labels} = ${describe(sample)}`;
    expected.delete(sample.labels.key);
    if (command.expectations.ordered && entry.position !== position)
      return `expected ${sample.labels} in place ${entry.position}, got it in place ${position}`;
    if (!sameSample(entry.values[0]!, sample))
      return `expected ${sample.labels} = ${describePlace(entry.values[0]!)}, got ${describe(sample)}`;
  }
  const [missing] = expected.values();
  return missing === undefined ? undefined : `expected ${missing.labels}, which is missing`;
}

function compareMatrix(command: EvalCommand, { series }: MatrixResult): string | undefined {
  if (command.scalar !== undefined) return 'expected a scalar, got a matrix';
  if (command.expectations.ordered) return 'expected an order, got a matrix';
  const { startMillis, endMillis, stepMillis } = command.rangeVector ?? command.at;
  const expected = new Map(command.series.map((one) => [one.labels.key, one]));
  for (const { labels, timestamps, values, histograms } of series) {
    const entry = expected.get(labels.key);
    if (entry === undefined) return `unexpected ${labels} = ${[...values].join(' ')}`;
    expected.delete(labels.key);
    const places = entry.values
      .map((value, i) => ({ value, time: startMillis + i * stepMillis }))
      .filter(({ value }) => value.kind !== 'omitted');
    if (places.some(({ time }) => time > endMillis))
      return `${labels} is expected to have more values than steps`;
    const actual = [...timestamps].map((timestampMillis, i) => ({
      labels,
      timestampMillis,
      value: values[i]!,
      ...(histograms?.[i] !== undefined && { histogram: histograms[i] }),
    }));
    const differs = compareSamples(places, actual);
    if (differs !== undefined) return `${labels}: ${differs}`;
  }
  const [missing] = expected.values();
  return missing === undefined ? undefined : `expected ${missing.labels}, which is missing`;
}

function compareSamples(
  expected: ReadonlyArray<{ readonly value: SequenceValue; readonly time: number }>,
  actual: readonly InstantSample[],
): string | undefined {
  if (expected.length !== actual.length)
    return `expected ${expected.length} samples (${expected.map(({ value }) => describePlace(value)).join(' ')}), got ${actual.length}: ${actual.map(describe).join(' ')}`;
  for (const [i, { value, time }] of expected.entries()) {
    const sample = actual[i]!;
    if (sample.timestampMillis !== time || !sameSample(value, sample))
      return `expected ${describePlace(value)} at ${time}, got ${describe(sample)} at ${sample.timestampMillis} (all: ${actual.map(describe).join(' ')})`;
  }
  return undefined;
}

function sameSample(expected: SequenceValue, { value, histogram }: InstantSample): boolean {
  switch (expected.kind) {
    case 'omitted':
      return false;
    case 'stale':
      return isStaleNaN(Float64Array.of(value), 0);
    case 'float':
      return histogram === undefined && same(expected.value, value);
    case 'histogram':
      return histogram !== undefined && sameHistogram(expected.value, histogram, expected.hintGiven);
  }
}

/** Source: prometheus/prometheus `util/almost/almost.go`. */
function same(a: number, b: number): boolean {
  if (Number.isNaN(a) && Number.isNaN(b)) return true;
  if (a === b) return true;
  const sum = Math.abs(a) + Math.abs(b);
  const difference = Math.abs(a - b);
  if (a === 0 || b === 0 || sum < SMALLEST_NORMAL) return difference < EPSILON * SMALLEST_NORMAL;
  return difference / Math.min(sum, Number.MAX_VALUE) < EPSILON;
}

function sameHistogram(expected: NativeHistogram, actual: NativeHistogram, hint: boolean): boolean {
  if (hint && expected.counterResetHint !== actual.counterResetHint) return false;
  if (expected.schema !== actual.schema || expected.zeroThreshold !== actual.zeroThreshold) return false;
  if (
    expected.schema === CUSTOM_BUCKETS_SCHEMA &&
    String(expected.customValues) !== String(actual.customValues)
  )
    return false;
  return (
    same(expected.count, actual.count) &&
    same(expected.sum, actual.sum) &&
    same(expected.zeroCount, actual.zeroCount) &&
    sameBuckets(
      bucketCounts(expected.positiveSpans, expected.positiveBuckets),
      bucketCounts(actual.positiveSpans, actual.positiveBuckets),
    ) &&
    sameBuckets(
      bucketCounts(expected.negativeSpans, expected.negativeBuckets),
      bucketCounts(actual.negativeSpans, actual.negativeBuckets),
    )
  );
}

function sameBuckets(expected: ReadonlyMap<number, number>, actual: ReadonlyMap<number, number>): boolean {
  return (
    expected.size === actual.size &&
    [...expected].every(([index, count]) => actual.has(index) && same(count, actual.get(index)!))
  );
}

function describe({ value, histogram }: InstantSample): string {
  return histogram === undefined ? String(value) : JSON.stringify(histogram);
}

function describePlace(place: SequenceValue): string {
  if (place.kind === 'histogram') return JSON.stringify(place.value);
  return place.kind === 'float' ? String(place.value) : place.kind;
}
