import { infoText } from '../engine/annotation-texts.ts';
import type { Columns, RangeSeries } from '../engine/value.ts';
import { firstArgumentPosition } from './arguments.ts';
import { type FloatWindows, floatWindowsOf, windowLength } from './float-windows.ts';
import type { RangeFunctionContext, RangeFunctionImplementation } from './function-definition.ts';
import { kindsWithAtLeast } from './per-windows.ts';

/** Writes a value for every step whose window holds enough floats; answers a promise when it takes long. */
export type FloatKernel = (floats: FloatWindows, values: Float64Array) => Promise<void> | undefined;

/**
 * A range function of floats alone: there is a value where a window holds at least `minimum` floats. Histograms
 * between floats are left out, and told of.
 */
export function floatFunction(
  minimum: number,
  prepare: (context: RangeFunctionContext) => FloatKernel,
): RangeFunctionImplementation {
  return {
    kind: 'range',
    prepare: (context) => {
      const kernel = prepare(context);
      const kinds = kindsWithAtLeast(minimum);
      return (series) => {
        const floats = floatWindowsOf(series);
        if (series.histograms !== undefined) tellOfHistograms(series, floats, context);
        const values = new Float64Array(context.grid.count);
        const columns: Columns = { kinds: kinds.of(floats), values };
        return kernel(floats, values)?.then(() => columns) ?? columns;
      };
    },
  };
}

function tellOfHistograms(series: RangeSeries, floats: FloatWindows, context: RangeFunctionContext): void {
  for (let step = 0; step < context.grid.count; step++) {
    const count = windowLength(floats.windows, step);
    if (count === 0 || count === windowLength(series.windows, step)) continue;
    const text = infoText.histogramIgnoredInMixedRange(series.labels.metricName);
    context.annotations.info(text, firstArgumentPosition(context));
    return;
  }
}
