import { type Labels, type NativeHistogram, type SeriesSamples, writeStaleNaN } from '@kotoba/core';
import type { SequenceValue } from './sequence-value.ts';

/** A series in test notation as samples: its first place is at 0, each further one an interval later. */
export function toSeriesSamples(
  { labels, values }: { readonly labels: Labels; readonly values: readonly SequenceValue[] },
  intervalMillis: number,
): SeriesSamples {
  const kept = values
    .map((value, place) => ({ value, timeMillis: place * intervalMillis }))
    .filter(({ value }) => value.kind !== 'omitted');
  const floats = new Float64Array(kept.length);
  const histograms: (NativeHistogram | undefined)[] = [];
  kept.forEach(({ value }, i) => {
    floats[i] = value.kind === 'float' ? value.value : Number.NaN;
    if (value.kind === 'stale') writeStaleNaN(floats, i);
    histograms.push(value.kind === 'histogram' ? value.value : undefined);
  });
  return {
    labels,
    timestamps: Float64Array.from(kept, ({ timeMillis }) => timeMillis),
    values: floats,
    ...(histograms.some((one) => one !== undefined) && { histograms }),
  };
}
