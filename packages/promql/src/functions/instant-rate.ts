import type { NativeHistogram } from '@kotoba/core';
import { warningText } from '../engine/annotation-texts.ts';
import { ColumnBuilder } from '../engine/column-builder.ts';
import type { Columns, RangeSeries } from '../engine/value.ts';
import { divideHistogram, subtractHistograms } from '../histogram/arithmetic.ts';
import { detectReset } from '../histogram/detect-reset.ts';
import { firstArgumentPosition } from './arguments.ts';
import type { FunctionImplementation, RangeFunctionContext } from './function-definition.ts';
import { HistogramAnnotator } from './histogram-rate.ts';
import { isStartTimestampReset } from './start-timestamp-reset.ts';

/** irate and idelta: the difference between the last two samples of a window. */
export function instantRate(isRate: boolean): FunctionImplementation {
  return { kind: 'range', prepare: (context) => (series) => lastDifferences(series, isRate, context) };
}

function lastDifferences(series: RangeSeries, isRate: boolean, context: RangeFunctionContext): Columns {
  const { histograms, windows, labels } = series;
  const builder = new ColumnBuilder(context.grid.count);
  let isMixed = false;
  for (let step = 0; step < context.grid.count; step++) {
    const last = windows.end[step]! - 1;
    if (last - 1 < windows.first[step]!) continue;
    const areHistograms = [last - 1, last].filter((index) => histograms?.[index] !== undefined).length;
    if (areHistograms === 0) builder.setFloat(step, difference(series, last, isRate));
    else if (areHistograms === 2) {
      const histogram = histogramDifference(series, last, isRate, context);
      if (histogram !== undefined) builder.setHistogram(step, histogram);
    } else if (areHistograms === 1) isMixed = true;
  }
  if (isMixed) {
    const text = warningText.mixedFloatsHistograms(labels.metricName);
    context.annotations.warning(text, firstArgumentPosition(context));
  }
  return builder.build();
}

function histogramDifference(
  series: RangeSeries,
  last: number,
  isRate: boolean,
  context: RangeFunctionContext,
): NativeHistogram | undefined {
  const { timestamps, startTimestamps: starts } = series;
  const [before, after] = [series.histograms![last - 1]!, series.histograms![last]!];
  const [previousTime, time] = [timestamps[last - 1]!, timestamps[last]!];
  const annotator = new HistogramAnnotator(context, series, context.call.args[0]!.position);
  const areGauges = [before, after].filter(({ counterResetHint }) => counterResetHint === 'gauge').length;
  if (isRate && areGauges > 0) annotator.notCounter();
  if (!isRate && areGauges < 2) annotator.notGauge();
  const isReset =
    isRate &&
    ((starts !== undefined && isStartTimestampReset(starts[last - 1]!, previousTime, starts[last]!, time)) ||
      detectReset(after, before));
  const grown = isReset ? after : annotator.combined(subtractHistograms(after, before), 'subtraction');
  if (grown === undefined) return undefined;
  const gauge: NativeHistogram = { ...grown, counterResetHint: 'gauge' };
  return isRate ? divideHistogram(gauge, (time - previousTime) / 1000) : gauge;
}

function difference(
  { timestamps, values, startTimestamps }: RangeSeries,
  last: number,
  isRate: boolean,
): number {
  const [before, after] = [values[last - 1]!, values[last]!];
  if (!isRate) return after - before;
  const [previousTime, time] = [timestamps[last - 1]!, timestamps[last]!];
  const isReset =
    after < before ||
    (startTimestamps !== undefined &&
      isStartTimestampReset(startTimestamps[last - 1]!, previousTime, startTimestamps[last]!, time));
  return (isReset ? after : after - before) / ((time - previousTime) / 1000);
}
