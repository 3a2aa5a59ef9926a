import type { NativeHistogram } from '@kotoba/core';
import { ColumnBuilder } from '../engine/column-builder.ts';
import { combineHistograms } from '../engine/histogram-sums.ts';
import type { Columns, RangeSeries } from '../engine/value.ts';
import { firstArgumentPosition } from './arguments.ts';
import { defineFunction } from './define-function.ts';
import { eitherFunction } from './either-function.ts';
import { type Extreme, extremeKernel } from './extreme-over-time.ts';
import { floatFunction } from './float-function.ts';
import { windowLength } from './float-windows.ts';
import type {
  FunctionDefinition,
  FunctionImplementation,
  RangeFunctionContext,
} from './function-definition.ts';
import { kindsWithAtLeast, PerWindows } from './per-windows.ts';
import { medianDeviationKernel, quantileKernel, varianceKernel } from './spread-over-time.ts';
import { sumKernel } from './sum-over-time.ts';

/** What a series was over a range. */
export const overTimeFunctions: readonly FunctionDefinition[] = [
  of('sum', 'The sum of all samples of the range.', sumOrMean(false)),
  of('avg', 'The mean of all samples of the range.', sumOrMean(true)),
  of('min', 'The smallest float of the range.', extreme({ isMax: false, isTime: false })),
  of('max', 'The greatest float of the range.', extreme({ isMax: true, isTime: false })),
  of(
    'count',
    'How many samples the range holds.',
    ofWindow((series, step) => windowLength(series.windows, step)),
  ),
  of(
    'present',
    '1 where the range holds a sample.',
    ofWindow(() => 1),
  ),
  of(
    'stddev',
    'The standard deviation of the floats of the range.',
    floatFunction(1, (context) => varianceKernel(true, context)),
  ),
  of(
    'stdvar',
    'The variance of the floats of the range.',
    floatFunction(1, (context) => varianceKernel(false, context)),
  ),
  defineFunction(
    'quantile_over_time',
    ['scalar', 'matrix'],
    'The quantile, the first argument saying which (0 to 1), of the floats of the range.',
    floatFunction(1, quantileKernel),
  ),
  of(
    'last',
    'The last sample of the range.',
    oneSample(({ windows }, step) => windows.end[step]! - 1),
  ),
  experimental(
    'first',
    'The first sample of the range.',
    oneSample(({ windows }, step) => windows.first[step]!),
  ),
  experimental(
    'mad',
    'How far, in the median, the floats of the range are from their median.',
    floatFunction(1, medianDeviationKernel),
  ),
  experimental(
    'ts_of_max',
    'When the greatest float of the range was last seen, in seconds since the epoch.',
    extreme({ isMax: true, isTime: true }),
  ),
  experimental(
    'ts_of_min',
    'When the smallest float of the range was last seen, in seconds since the epoch.',
    extreme({ isMax: false, isTime: true }),
  ),
  experimental(
    'ts_of_first',
    'When the first sample of the range was taken, in seconds since the epoch.',
    ofWindow(({ timestamps, windows }, step) => timestamps[windows.first[step]!]! / 1000),
  ),
  experimental(
    'ts_of_last',
    'When the last sample of the range was taken, in seconds since the epoch.',
    ofWindow(({ timestamps, windows }, step) => timestamps[windows.end[step]! - 1]! / 1000),
  ),
];

function of(prefix: string, doc: string, implementation: FunctionImplementation): FunctionDefinition {
  return defineFunction(`${prefix}_over_time`, ['matrix'], doc, implementation);
}

function experimental(
  prefix: string,
  doc: string,
  implementation: FunctionImplementation,
): FunctionDefinition {
  return { ...of(prefix, doc, implementation), experimental: true };
}

function extreme(which: Extreme): FunctionImplementation {
  return floatFunction(1, () => extremeKernel(which));
}

function sumOrMean(isMean: boolean): FunctionImplementation {
  return eitherFunction((context) => {
    const kernel = sumKernel(isMean, context);
    const kinds = kindsWithAtLeast(1);
    return {
      floats: (floats) => {
        const values = new Float64Array(context.grid.count);
        const columns: Columns = { kinds: kinds.of(floats), values };
        return kernel(floats, values)?.then(() => columns) ?? columns;
      },
      histograms: (series, first, end) =>
        combineHistograms(
          series.histograms!.slice(first, end) as NativeHistogram[],
          isMean,
          series.labels.metricName,
          context.annotations,
          firstArgumentPosition(context),
        ),
    };
  });
}

/** A function of where samples stand alone: series that share windows share the result. */
function ofWindow(read: (series: RangeSeries, step: number) => number): FunctionImplementation {
  return {
    kind: 'range',
    prepare: () => {
      const kinds = kindsWithAtLeast(1);
      const columns = new PerWindows((series: RangeSeries): Columns => {
        const values = new Float64Array(series.windows.first.length);
        for (let step = 0; step < values.length; step++) {
          if (windowLength(series.windows, step) > 0) values[step] = read(series, step);
        }
        return { kinds: kinds.of(series), values };
      });
      return (series) => columns.of(series);
    },
  };
}

/** One sample of each window, as it is. */
function oneSample(index: (series: RangeSeries, step: number) => number): FunctionImplementation {
  return {
    kind: 'range',
    keepsName: true,
    prepare: (context) => {
      const kinds = kindsWithAtLeast(1);
      return (series) => {
        const { histograms } = series;
        if (histograms !== undefined) return pickSamples(series, histograms, index, context);
        const values = new Float64Array(context.grid.count);
        for (let step = 0; step < values.length; step++) {
          if (windowLength(series.windows, step) > 0) values[step] = series.values[index(series, step)]!;
        }
        return { kinds: kinds.of(series), values };
      };
    },
  };
}

function pickSamples(
  series: RangeSeries,
  histograms: ReadonlyArray<NativeHistogram | undefined>,
  index: (series: RangeSeries, step: number) => number,
  { grid }: RangeFunctionContext,
): Columns {
  const builder = new ColumnBuilder(grid.count);
  for (let step = 0; step < grid.count; step++) {
    if (windowLength(series.windows, step) === 0) continue;
    const at = index(series, step);
    const histogram = histograms[at];
    if (histogram === undefined) builder.setFloat(step, series.values[at]!);
    else builder.setHistogram(step, histogram);
  }
  return builder.build();
}
