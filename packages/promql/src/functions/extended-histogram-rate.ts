import type { NativeHistogram } from '@kotoba/core';
import type { RangeSeries } from '../engine/value.ts';
import { addHistograms, divideHistogram, subtractHistograms } from '../histogram/arithmetic.ts';
import { hasCustomBuckets } from '../histogram/bucket-layout.ts';
import { detectReset } from '../histogram/detect-reset.ts';
import { interpolateHistograms } from '../histogram/interpolate-histograms.ts';
import type { RateKind } from './extrapolated-rate.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { HistogramAnnotator } from './histogram-rate.ts';
import { firstAfter } from './search-times.ts';

/** The histograms of one window, and the edges of its range. */
interface Window {
  readonly samples: readonly NativeHistogram[];
  readonly times: Float64Array;
  readonly rangeStart: number;
  readonly rangeEnd: number;
  readonly isSmoothed: boolean;
  readonly isCounter: boolean;
}

/**
 * rate, increase and delta of histograms with `anchored` or `smoothed`: as for floats, the histogram at the range's end less the
 * one at its start. Source: prometheus/prometheus `promql/functions.go`, `extendedHistogramRate`.
 */
export function extendedHistogramRate(
  { isCounter, isRate }: RateKind,
  context: RangeFunctionContext,
  series: RangeSeries,
  first: number,
  end: number,
  step: number,
): NativeHistogram | undefined {
  const { rangeMillis, windowEnds, modifier } = context.range;
  const window: Window = {
    samples: series.histograms!.slice(first, end) as NativeHistogram[],
    times: series.timestamps.subarray(first, end),
    rangeStart: windowEnds[step]! - rangeMillis,
    rangeEnd: windowEnds[step]!,
    isSmoothed: modifier === 'smoothed',
    isCounter,
  };
  const increase = windowIncrease(window, new HistogramAnnotator(context, series));
  if (increase === undefined) return undefined;
  const result = isRate ? divideHistogram(increase, rangeMillis / 1000) : increase;
  return { ...result, counterResetHint: 'gauge' };
}

function windowIncrease(window: Window, annotator: HistogramAnnotator): NativeHistogram | undefined {
  const { samples, times, rangeStart, rangeEnd, isSmoothed, isCounter } = window;
  const from = Math.max(0, firstAfter(times, 0, samples.length - 1, rangeStart) - 1);
  const to = isSmoothed ? firstAfter(times, 0, samples.length - 1, rangeEnd - 1) : samples.length - 1;
  if (times[to]! <= rangeStart || (isSmoothed && times[from]! > rangeEnd)) return undefined;
  const inside = samples.slice(from, to + 1);
  if (inside.some((sample) => hasCustomBuckets(sample) !== hasCustomBuckets(inside[0]!)))
    return annotator.mixedBuckets();
  if (isCounter && inside.some(({ counterResetHint }) => counterResetHint === 'gauge'))
    annotator.notCounter();
  const isLeftBetween = isSmoothed && times[from]! < rangeStart;
  const left = isLeftBetween ? between(window, from, rangeStart, annotator) : samples[from]!;
  const isRightBetween = isSmoothed && to > 0 && times[to]! > rangeEnd;
  const right = isRightBetween ? between(window, to - 1, rangeEnd, annotator) : samples[to]!;
  if (left === undefined || right === undefined) return undefined;
  if (!isCounter && (left.counterResetHint !== 'gauge' || right.counterResetHint !== 'gauge'))
    annotator.notGauge();
  const increase = annotator.combined(subtractHistograms(right, left), 'subtraction');
  if (!isCounter || increase === undefined) return increase;
  return withResets(increase, { left, right, from, to, isLeftBetween }, samples, annotator);
}

/** The histogram at `time` on the line from sample `index` to the next; after a reset a counter rises from nothing. */
function between(
  { samples, times, isCounter }: Window,
  index: number,
  time: number,
  annotator: HistogramAnnotator,
): NativeHistogram | undefined {
  const [before, after] = [samples[index]!, samples[index + 1]!];
  if (time === times[index]) return before;
  if (time === times[index + 1]) return after;
  const fraction = (time - times[index]!) / (times[index + 1]! - times[index]!);
  return annotator.interpolated(interpolateHistograms(before, after, fraction, isCounter));
}

interface Edges {
  readonly left: NativeHistogram;
  readonly right: NativeHistogram;
  readonly from: number;
  readonly to: number;
  readonly isLeftBetween: boolean;
}

function withResets(
  increase: NativeHistogram,
  { left, right, from, to, isLeftBetween }: Edges,
  samples: readonly NativeHistogram[],
  annotator: HistogramAnnotator,
): NativeHistogram | undefined {
  let next = from + 1;
  let before = left;
  // The left edge, between two samples with a reset between them, has taken care of that reset.
  if (isLeftBetween && detectReset(samples[from + 1]!, samples[from]!)) before = samples[next++]!;
  if (next > to) return increase;
  let total: NativeHistogram | undefined = increase;
  for (; next < to && total !== undefined; next++) {
    if (detectReset(samples[next]!, before))
      total = annotator.combined(addHistograms(total, before), 'addition');
    before = samples[next]!;
  }
  if (total !== undefined && detectReset(right, before))
    total = annotator.combined(addHistograms(total, before), 'addition');
  return total;
}
