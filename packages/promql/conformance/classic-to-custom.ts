import { CUSTOM_BUCKETS_SCHEMA, type Labels, METRIC_NAME, type NativeHistogram } from '@kotoba/core';
import type { LoadedSeries } from './script.ts';

type Place = { readonly buckets: Map<number, number>; count?: number; sum?: number };

/**
 * The native histograms with custom buckets that classic histograms stand for: one series for all of
 * `NAME_bucket`, `NAME_count` and `NAME_sum`.
 * Source: prometheus/prometheus `util/convertnhcb/convertnhcb.go`.
 */
export function classicToCustom(series: readonly LoadedSeries[]): LoadedSeries[] {
  const found = new Map<string, { readonly labels: Labels; readonly places: Map<number, Place> }>();
  for (const one of series) {
    const part = /^(.*)_(bucket|count|sum)$/.exec(one.labels.metricName);
    if (part === null) continue;
    const bound = Number(one.labels.get('le').replace('Inf', 'Infinity'));
    if (part[2] === 'bucket' && (Number.isNaN(bound) || one.labels.get('le') === '')) continue;
    const labels = one.labels.without('le').with(METRIC_NAME, part[1]!);
    const histogram = found.get(labels.key) ?? { labels, places: new Map<number, Place>() };
    found.set(labels.key, histogram);
    one.values.forEach((value, at) => {
      if (value.kind !== 'float') return;
      const place = histogram.places.get(at) ?? { buckets: new Map<number, number>() };
      histogram.places.set(at, place);
      if (part[2] === 'bucket') place.buckets.set(bound, value.value);
      else place[part[2] as 'count' | 'sum'] = value.value;
    });
  }
  return [...found.values()].map(({ labels, places }) => toSeries(labels, places));
}

function toSeries(labels: Labels, places: ReadonlyMap<number, Place>): LoadedSeries {
  const length = Math.max(...places.keys()) + 1;
  const values = Array.from({ length }, (_, at): LoadedSeries['values'][number] => {
    const place = places.get(at);
    if (place === undefined) return { kind: 'omitted' };
    return { kind: 'histogram', value: toHistogram(place), hintGiven: false };
  });
  return { labels, values, startOffsets: [] };
}

function toHistogram({ buckets, count, sum }: Place): NativeHistogram {
  const bounds = [...buckets.keys()].sort((a, b) => a - b);
  const total = count ?? (bounds.length === 0 ? 0 : buckets.get(bounds.at(-1)!)!);
  const customValues = bounds.filter((bound) => bound !== Number.POSITIVE_INFINITY);
  let below = 0;
  const positiveBuckets = customValues.map((bound) => {
    const here = buckets.get(bound)! - below;
    below = buckets.get(bound)!;
    return here;
  });
  positiveBuckets.push(total - below);
  return {
    schema: CUSTOM_BUCKETS_SCHEMA,
    zeroThreshold: 0,
    zeroCount: 0,
    count: total,
    sum: sum ?? 0,
    positiveSpans: [{ offset: 0, length: positiveBuckets.length }],
    positiveBuckets,
    negativeSpans: [],
    negativeBuckets: [],
    customValues,
    counterResetHint: 'unknown',
  };
}
