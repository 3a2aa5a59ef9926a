import type { Labels, NativeHistogram } from '@kotoba/core';
import { executionError } from '../errors.ts';
import { ABSENT, HISTOGRAM, type VectorSeries } from './value.ts';

/** Labels that describe a metric rather than tell its series apart. */
const METADATA_NAMES = ['__name__', '__type__', '__unit__'];
const METADATA_LABELS = new Set(METADATA_NAMES);

/** The labels without the metric's name, type and unit. */
export function withoutName(labels: Labels): Labels {
  return labels.filter((name) => !METADATA_LABELS.has(name));
}

/** The series with the names dropped that are marked for it. */
export function dropNames(series: readonly VectorSeries[]): readonly VectorSeries[] {
  if (!series.some((one) => one.dropName)) return series;
  const dropped = series.map((one) =>
    one.dropName ? { ...one, labels: withoutName(one.labels), dropName: false } : one,
  );
  return haveSameName(series) ? dropped : mergeSeries(dropped);
}

/** Whether all are marked and have the same name, type and unit: then dropping these makes no two series alike. */
function haveSameName(series: readonly VectorSeries[]): boolean {
  const first = series[0]!.labels;
  return series.every(
    ({ dropName, labels }) =>
      dropName && METADATA_NAMES.every((name) => labels.get(name) === first.get(name)),
  );
}

/**
 * Series with the same labels put into one, in the place of the first.
 * @throws {PromqlError} PROMQL_EXECUTION_ERROR when two of them have a sample at the same step
 */
export function mergeSeries(series: readonly VectorSeries[]): readonly VectorSeries[] {
  const byKey = new Map<string, VectorSeries[]>();
  for (const one of series) {
    const same = byKey.get(one.labels.key);
    if (same === undefined) byKey.set(one.labels.key, [one]);
    else same.push(one);
  }
  if (byKey.size === series.length) return series;
  return Array.from(byKey.values(), (same) => (same.length === 1 ? same[0]! : merge(same)));
}

function merge(same: readonly VectorSeries[]): VectorSeries {
  const [first] = same as [VectorSeries, ...VectorSeries[]];
  const count = first.kinds.length;
  const kinds = new Uint8Array(count);
  const values = new Float64Array(count);
  let histograms: (NativeHistogram | undefined)[] | undefined;
  for (const one of same) {
    for (let step = 0; step < count; step++) {
      const kind = one.kinds[step]!;
      if (kind === ABSENT) continue;
      if (kinds[step] !== ABSENT)
        throw executionError('vector cannot contain metrics with the same labelset');
      kinds[step] = kind;
      if (kind === HISTOGRAM) {
        histograms ??= new Array(count).fill(undefined);
        histograms[step] = one.histograms?.[step];
      } else {
        values[step] = one.values[step]!;
      }
    }
  }
  const dropName = same.some((one) => one.dropName);
  return { labels: first.labels, dropName, kinds, values, ...(histograms !== undefined && { histograms }) };
}
