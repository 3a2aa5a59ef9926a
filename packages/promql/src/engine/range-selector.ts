import { isStaleNaN, type SeriesSamples } from '@kotoba/core';
import type { MatrixSelector } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { referenceTimes } from './reference-times.ts';
import { countAndSumOnly } from './stats-selectors.ts';
import type { RangeSeries, RangeValue, RangeWindows, StepGrid } from './value.ts';
import { anySample, windowsOf } from './windows.ts';

/** A range selector's value: the raw samples, and which of them each step's window holds. */
export async function evaluateRangeSelector(
  node: MatrixSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<RangeValue> {
  const { selector, rangeMillis } = node;
  const { modifier } = selector;
  const { lookbackMillis, enableStartTimestamps } = evaluation.options;
  const windowEnds = referenceTimes(selector, grid, evaluation);
  const before = rangeMillis + (modifier === undefined ? 0 : lookbackMillis);
  const after = modifier === 'smoothed' ? lookbackMillis : 0;
  const starts = windowEnds.map((end) => end - before);
  const ends = after === 0 ? windowEnds : windowEnds.map((end) => end + after);
  const selected = await evaluation.select(selector.matchers, starts[0]! + 1, ends[ends.length - 1]!);
  const windows = new Map<Float64Array, RangeWindows | undefined>();
  const series: RangeSeries[] = [];
  const isStats = evaluation.statsSelectors.has(selector);
  for (const stored of selected) {
    const samples = isStats ? countAndSumOnly(stored) : stored;
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    const fresh = withoutStale(samples, enableStartTimestamps);
    if (!windows.has(fresh.timestamps)) {
      const found = windowsOf(fresh.timestamps, starts, ends);
      windows.set(fresh.timestamps, anySample(found) ? found : undefined);
    }
    const window = windows.get(fresh.timestamps);
    if (window === undefined) continue;
    evaluation.hold(evaluation.samples + fresh.timestamps.length);
    series.push({ ...fresh, dropName: false, windows: window });
  }
  return { type: 'matrix', series, rangeMillis, windowEnds, ...(modifier !== undefined && { modifier }) };
}

/** Range vectors never show stale markers, and start timestamps only where they are in use. */
function withoutStale(samples: SeriesSamples, enableStartTimestamps: boolean): SeriesSamples {
  const { labels, timestamps, values, histograms } = samples;
  const startTimestamps = enableStartTimestamps ? samples.startTimestamps : undefined;
  let stale = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value) && histograms?.[i] === undefined && isStaleNaN(values, i)) stale++;
  }
  if (stale === 0) {
    return {
      ...{ labels, timestamps, values },
      ...(histograms !== undefined && { histograms }),
      ...(startTimestamps !== undefined && { startTimestamps }),
    };
  }
  const kept = new Int32Array(values.length - stale);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (histograms?.[i] === undefined && isStaleNaN(values, i)) continue;
    kept[count++] = i;
  }
  const gather = (from: Float64Array) => Float64Array.from(kept, (index) => from[index]!);
  return {
    labels,
    timestamps: gather(timestamps),
    values: gather(values),
    ...(histograms !== undefined && { histograms: Array.from(kept, (index) => histograms[index]) }),
    ...(startTimestamps !== undefined && { startTimestamps: gather(startTimestamps) }),
  };
}
