import { type Labels, type NativeHistogram, type SeriesSamples, writeStaleNaN } from '@kotoba/core';
import { classicToCustom } from './classic-to-custom.ts';
import { storedHint } from './counter-reset-hints.ts';
import type { LoadCommand, LoadedSeries } from './script.ts';

interface StoredSample {
  readonly time: number;
  readonly start: number;
  readonly value: LoadedSeries['values'][number];
}

/** What a script has loaded. */
export class ScriptStorage {
  readonly #series = new Map<string, { readonly labels: Labels; readonly samples: StoredSample[] }>();

  load({ series, stepMillis, withCustomBuckets }: LoadCommand): void {
    const added = new Map(series.map((one) => [one.labels.key, one]));
    for (const one of added.values()) this.#add(one, stepMillis);
    if (withCustomBuckets) for (const one of classicToCustom([...added.values()])) this.#add(one, stepMillis);
  }

  clear(): void {
    this.#series.clear();
  }

  /** Everything, as a series source takes it. */
  all(): SeriesSamples[] {
    return [...this.#series.values()].filter(({ samples }) => samples.length > 0).map(toColumns);
  }

  #add({ labels, values, startOffsets }: LoadedSeries, stepMillis: number): void {
    const stored = this.#series.get(labels.key) ?? { labels, samples: [] };
    this.#series.set(labels.key, stored);
    values.forEach((value, at) => {
      if (value.kind === 'omitted') return;
      const time = at * stepMillis;
      const offset = startOffsets[at];
      stored.samples.push({ time, start: offset === undefined ? 0 : time + offset, value });
    });
    stored.samples.sort((a, b) => a.time - b.time);
  }
}

function toColumns({ labels, samples }: { labels: Labels; samples: readonly StoredSample[] }): SeriesSamples {
  const values = new Float64Array(samples.length);
  const histograms: (NativeHistogram | undefined)[] = [];
  samples.forEach(({ value }, i) => {
    values[i] = value.kind === 'float' ? value.value : Number.NaN;
    if (value.kind === 'stale') writeStaleNaN(values, i);
    histograms.push(
      value.kind === 'histogram'
        ? { ...value.value, counterResetHint: storedHint(value.value, histograms.at(-1)) }
        : undefined,
    );
  });
  return {
    labels,
    timestamps: Float64Array.from(samples, ({ time }) => time),
    values,
    ...(histograms.some((one) => one !== undefined) && { histograms }),
    ...(samples.some(({ start }) => start !== 0) && {
      startTimestamps: Float64Array.from(samples, ({ start }) => start),
    }),
  };
}
