import { Labels, type SeriesSamples } from '@kotoba/core';
import { executionError } from '../errors.ts';
import type { InstantSample, MatrixResult, QueryValue } from './query-result.ts';
import {
  ABSENT,
  HISTOGRAM,
  type RangeValue,
  type StepGrid,
  stepTime,
  type Value,
  type VectorSeries,
} from './value.ts';

/** An instant query's value as its caller gets it; `series` must have their names settled. */
export function toInstantResult(value: Value, timestampMillis: number): QueryValue {
  switch (value.type) {
    case 'scalar':
      return { type: 'scalar', timestampMillis, value: value.values[0]! };
    case 'string':
      return { type: 'string', timestampMillis, value: value.value };
    case 'vector':
      return { type: 'vector', samples: instantSamples(value.series, timestampMillis) };
    case 'matrix':
      return { type: 'matrix', series: sortByLabels(windowSamples(value)) };
  }
}

/** A range query's value as its caller gets it. */
export function toMatrixResult(value: Value, grid: StepGrid): MatrixResult {
  const times = Float64Array.from({ length: grid.count }, (_, step) => stepTime(grid, step));
  if (value.type === 'scalar') {
    return { type: 'matrix', series: [{ labels: Labels.EMPTY, timestamps: times, values: value.values }] };
  }
  if (value.type !== 'vector') throw executionError(`a range query gives no ${value.type}`);
  return { type: 'matrix', series: sortByLabels(value.series.map((one) => presentSamples(one, times))) };
}

function instantSamples(series: readonly VectorSeries[], timestampMillis: number): InstantSample[] {
  const seen = new Set<string>();
  const samples: InstantSample[] = [];
  for (const { labels, kinds, values, histograms } of series) {
    if (kinds[0] === ABSENT) continue;
    if (seen.has(labels.key)) throw executionError('vector cannot contain metrics with the same labelset');
    seen.add(labels.key);
    const histogram = kinds[0] === HISTOGRAM ? histograms?.[0] : undefined;
    samples.push({
      labels,
      timestampMillis,
      value: values[0]!,
      ...(histogram !== undefined && { histogram }),
    });
  }
  return samples;
}

function presentSamples(
  { labels, kinds, values, histograms }: VectorSeries,
  times: Float64Array,
): SeriesSamples {
  if (histograms === undefined && !kinds.includes(ABSENT)) return { labels, timestamps: times, values };
  const steps = Int32Array.from(kinds.keys()).filter((step) => kinds[step] !== ABSENT);
  const isHistogram = (step: number) => kinds[step] === HISTOGRAM;
  return {
    labels,
    timestamps: Float64Array.from(steps, (step) => times[step]!),
    values: Float64Array.from(steps, (step) => (isHistogram(step) ? Number.NaN : values[step]!)),
    ...(histograms !== undefined && {
      histograms: Array.from(steps, (step) => (isHistogram(step) ? histograms[step] : undefined)),
    }),
  };
}

function windowSamples(value: RangeValue): SeriesSamples[] {
  return value.series.map(({ labels, timestamps, values, histograms, windows }) => {
    const [first, end] = [windows.first[0]!, windows.end[0]!];
    return {
      labels,
      timestamps: timestamps.slice(first, end),
      values: values.slice(first, end),
      ...(histograms !== undefined && { histograms: histograms.slice(first, end) }),
    };
  });
}

function sortByLabels(series: SeriesSamples[]): SeriesSamples[] {
  return series.sort((a, b) => compareLabels(a.labels, b.labels));
}

/** The order Prometheus gives series: label by label, names before values, fewer labels first. */
export function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.size, b.size);
  for (let i = 0; i < length; i++) {
    if (a.names[i] !== b.names[i]) return a.names[i]! < b.names[i]! ? -1 : 1;
    if (a.values[i] !== b.values[i]) return a.values[i]! < b.values[i]! ? -1 : 1;
  }
  return a.size - b.size;
}
