import type { NativeHistogram } from '@kotoba/core';
import { infoText, warningText } from '../engine/annotation-texts.ts';
import type { RangeSeries } from '../engine/value.ts';
import {
  addHistograms,
  type CombinedHistogram,
  scaleHistogram,
  subtractHistograms,
} from '../histogram/arithmetic.ts';
import { atSchema, hasCustomBuckets } from '../histogram/bucket-layout.ts';
import { detectReset } from '../histogram/detect-reset.ts';
import type { InterpolatedHistogram } from '../histogram/interpolate-histograms.ts';
import type { PositionRange } from '../syntax/ast.ts';
import { firstArgumentPosition } from './arguments.ts';
import type { RateKind } from './extrapolated-rate.ts';
import type { RangeFunctionContext } from './function-definition.ts';
import { isStartTimestampOverlap, isStartTimestampReset } from './start-timestamp-reset.ts';

/** Says what is odd about the histograms of one series. */
export class HistogramAnnotator {
  readonly #context: RangeFunctionContext;
  readonly #metricName: string;
  readonly #position: PositionRange;

  constructor(
    context: RangeFunctionContext,
    { labels }: RangeSeries,
    position = firstArgumentPosition(context),
  ) {
    this.#context = context;
    this.#metricName = labels.metricName;
    this.#position = position;
  }

  notCounter(): void {
    this.#warn(warningText.nativeHistogramNotCounter(this.#metricName));
  }

  notGauge(): void {
    this.#warn(warningText.nativeHistogramNotGauge(this.#metricName));
  }

  mixedBuckets(): undefined {
    this.#warn(warningText.mixedExponentialCustomHistograms(this.#metricName));
  }

  overlap(): void {
    this.#warn(warningText.startTimeOverlap(this.#metricName));
  }

  /** The sum or difference; nothing, and a warning, when the buckets do not fit. */
  combined(
    result: CombinedHistogram | undefined,
    operation: 'addition' | 'subtraction',
  ): NativeHistogram | undefined {
    if (result === undefined) return this.mixedBuckets();
    if (result.isReconciled) this.#reconciled(operation);
    return result.histogram;
  }

  /** What lies between two histograms; nothing, and a warning, when the buckets do not fit. */
  interpolated(result: InterpolatedHistogram | undefined): NativeHistogram | undefined {
    if (result === undefined) return this.mixedBuckets();
    if (result.isReconciled.subtraction) this.#reconciled('subtraction');
    if (result.isReconciled.addition) this.#reconciled('addition');
    return result.histogram;
  }

  #reconciled(operation: 'addition' | 'subtraction'): void {
    this.#context.annotations.info(infoText.mismatchedCustomBuckets(operation), this.#position);
  }

  #warn(text: string): void {
    this.#context.annotations.warning(text, this.#position);
  }
}

/** Beyond this many average distances a series is taken to begin, or end, inside the range. */
const EXTRAPOLATION_LIMIT = 1.1;

/**
 * rate, increase and delta of the histograms `first ≤ i < end` of a series, extended to the edges of the range as for floats.
 * Source: prometheus/prometheus `promql/functions.go`, `extrapolatedRate` and `histogramRate`.
 */
export function histogramRate(
  kind: RateKind,
  context: RangeFunctionContext,
  series: RangeSeries,
  first: number,
  end: number,
  step: number,
): NativeHistogram | undefined {
  const { timestamps, startTimestamps: starts } = series;
  const { rangeMillis, windowEnds } = context.range;
  const annotator = new HistogramAnnotator(context, series);
  const [firstTime, lastTime] = [timestamps[first]!, timestamps[end - 1]!];
  const rangeStart = windowEnds[step]! - rangeMillis;
  const started = kind.isCounter ? (starts?.[first] ?? 0) : 0;
  const isStartKnown = started !== 0 && started > rangeStart && started < firstTime;
  if (end - first < 2 && !isStartKnown) return undefined;
  const firstHistogram = series.histograms![first]!;
  let increase = end - first < 2 ? undefined : windowIncrease(kind, series, first, end, annotator);
  if (end - first >= 2 && increase === undefined) return undefined;
  const average = end - first < 2 ? 0 : (lastTime - firstTime) / 1000 / (end - first - 1);
  let sampled = (lastTime - firstTime) / 1000;
  let toStart = 0;
  if (isStartKnown) {
    sampled = (lastTime - started) / 1000;
    increase =
      increase === undefined
        ? firstHistogram
        : annotator.combined(addHistograms(increase, firstHistogram), 'addition');
  } else {
    toStart = limited((firstTime - rangeStart) / 1000, average);
    if (kind.isCounter && increase!.count > 0 && firstHistogram.count >= 0)
      toStart = Math.min(toStart, sampled * (firstHistogram.count / increase!.count));
  }
  if (increase === undefined) return undefined;
  const toEnd = limited((windowEnds[step]! - lastTime) / 1000, average);
  const factor =
    (sampled === 0 ? 1 : (sampled + toStart + toEnd) / sampled) / (kind.isRate ? rangeMillis / 1000 : 1);
  return scaleHistogram(increase, factor);
}

function limited(distance: number, average: number): number {
  return distance >= average * EXTRAPOLATION_LIMIT ? average / 2 : distance;
}

/** The last histogram less the first, resets put back: a gauge. */
function windowIncrease(
  { isCounter }: RateKind,
  { histograms, timestamps, startTimestamps: starts }: RangeSeries,
  first: number,
  end: number,
  annotator: HistogramAnnotator,
): NativeHistogram | undefined {
  const samples = histograms!.slice(first, end) as NativeHistogram[];
  const last = samples.at(-1)!;
  const isReset = (index: number, before: NativeHistogram) => {
    const at = first + index;
    const byStart =
      starts !== undefined &&
      isStartTimestampReset(starts[at - 1]!, timestamps[at - 1]!, starts[at]!, timestamps[at]!);
    return byStart || detectReset(samples[index]!, before);
  };
  if (isCounter && samples.some(({ counterResetHint }) => counterResetHint === 'gauge'))
    annotator.notCounter();
  let before = samples[0]!;
  // What a reset makes irrelevant need not fit the rest.
  if (isCounter && isReset(1, before)) before = emptyLike(samples[1]!);
  const isCustom = hasCustomBuckets(before);
  const relevant = isCounter ? samples.slice(1) : [last];
  if (relevant.some((sample) => hasCustomBuckets(sample) !== isCustom)) return annotator.mixedBuckets();
  // The result has the lowest resolution of all samples it stands for.
  const schema = Math.min(before.schema, ...relevant.map((sample) => sample.schema));
  let increase = annotator.combined(subtractHistograms(atSchema(last, schema), before), 'subtraction');
  if (!isCounter) {
    if (samples[0]!.counterResetHint !== 'gauge' || last.counterResetHint !== 'gauge') annotator.notGauge();
    return increase && { ...increase, counterResetHint: 'gauge' };
  }
  for (let i = 1; i < samples.length && increase !== undefined; i++) {
    const at = first + i;
    if (starts !== undefined && isStartTimestampOverlap(starts[at - 1]!, timestamps[at - 1]!, starts[at]!))
      annotator.overlap();
    if (isReset(i, before)) increase = annotator.combined(addHistograms(increase, before), 'addition');
    before = samples[i]!;
  }
  return increase && { ...increase, counterResetHint: 'gauge' };
}

function emptyLike({ schema, customValues }: NativeHistogram): NativeHistogram {
  return {
    schema,
    ...(customValues !== undefined && { customValues }),
    zeroThreshold: 0,
    zeroCount: 0,
    count: 0,
    sum: 0,
    positiveSpans: [],
    positiveBuckets: [],
    negativeSpans: [],
    negativeBuckets: [],
    counterResetHint: 'unknown',
  };
}
