import type { NativeHistogram } from '@kotoba/core';
import { warningText } from '../engine/annotation-texts.ts';
import { ColumnBuilder } from '../engine/column-builder.ts';
import { type Columns, FLOAT, type RangeSeries } from '../engine/value.ts';
import { firstArgumentPosition } from './arguments.ts';
import { type FloatWindows, floatWindowsOf, windowLength } from './float-windows.ts';
import type { RangeFunctionContext, RangeFunctionImplementation } from './function-definition.ts';

/** What a function does with windows of floats, and with windows of histograms. */
export interface EitherKernel {
  readonly floats: (floats: FloatWindows, series: RangeSeries) => Columns | Promise<Columns>;
  /** Of the window of `step`, which holds the histograms `first ≤ i < end` of the series and nothing else. */
  readonly histograms: (
    series: RangeSeries,
    first: number,
    end: number,
    step: number,
  ) => NativeHistogram | undefined;
}

/** A range function of floats or of histograms: a window that holds both gives nothing but a warning. */
export function eitherFunction(
  prepare: (context: RangeFunctionContext) => EitherKernel,
): RangeFunctionImplementation {
  return {
    kind: 'range',
    prepare: (context) => {
      const kernel = prepare(context);
      return (series) =>
        series.histograms === undefined
          ? kernel.floats(series, series)
          : withHistograms(series, kernel, context);
    },
  };
}

/** How many histograms may be looked at before it is asked whether the event loop needs a turn. */
const SLICE_HISTOGRAMS = 500;

async function withHistograms(
  series: RangeSeries,
  kernel: EitherKernel,
  context: RangeFunctionContext,
): Promise<Columns> {
  const { windows, labels } = series;
  const floats = floatWindowsOf(series);
  const columns = await kernel.floats(floats, series);
  const builder = new ColumnBuilder(context.grid.count);
  let isMixed = false;
  let looked = 0;
  for (let step = 0; step < context.grid.count; step++) {
    const count = windowLength(windows, step);
    const floatCount = windowLength(floats.windows, step);
    if (floatCount > 0 && floatCount < count) {
      isMixed = true;
    } else if (floatCount > 0) {
      if (columns.kinds[step] === FLOAT) builder.setFloat(step, columns.values[step]!);
    } else if (count > 0) {
      looked += count;
      if (looked > SLICE_HISTOGRAMS) {
        looked = 0;
        await context.breathe();
      }
      const histogram = kernel.histograms(series, windows.first[step]!, windows.end[step]!, step);
      if (histogram !== undefined) builder.setHistogram(step, histogram);
    }
  }
  if (isMixed) {
    const text = warningText.mixedFloatsHistograms(labels.metricName);
    context.annotations.warning(text, firstArgumentPosition(context));
  }
  return builder.build();
}
