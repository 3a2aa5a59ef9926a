import type { Labels, NativeHistogram } from '@kotoba/core';
import { infoText, warningText } from '../engine/annotation-texts.ts';
import { mergeSeries } from '../engine/merge-series.ts';
import { FLOAT, HISTOGRAM, type Value, type VectorSeries } from '../engine/value.ts';
import { histogramFraction } from '../histogram/histogram-fraction.ts';
import { histogramQuantile } from '../histogram/histogram-quantile.ts';
import { histogramVariance } from '../histogram/histogram-variance.ts';
import { argumentExpression, scalarArgument, stringArgument, vectorArgument } from './arguments.ts';
import {
  ClassicBucketReader,
  type ClassicBuckets,
  type ClassicHistogram,
  classicFraction,
  classicQuantile,
  splitHistograms,
} from './classic-buckets.ts';
import { defineFunction } from './define-function.ts';
import { formatOpenMetricsFloat } from './format-open-metrics-float.ts';
import type { FunctionContext, FunctionDefinition } from './function-definition.ts';

/** What histograms tell: native ones and, where it says so, classic ones of `le` buckets. */
export const histogramFunctions: readonly FunctionDefinition[] = [
  figure('count', 'How many observations a native histogram holds.', ({ count }) => count),
  figure('sum', 'The sum of the observations of a native histogram.', ({ sum }) => sum),
  figure('avg', 'The mean of the observations of a native histogram.', ({ sum, count }) => sum / count),
  figure(
    'stddev',
    'The standard deviation of the observations of a native histogram, estimated from its buckets.',
    (histogram) => Math.sqrt(histogramVariance(histogram)),
  ),
  figure(
    'stdvar',
    'The variance of the observations of a native histogram, estimated from its buckets.',
    histogramVariance,
  ),
  defineFunction(
    'histogram_quantile',
    ['scalar', 'vector'],
    'The value below which the given share (0 to 1) of the observations of a histogram lies; classic or native.',
    {
      kind: 'general',
      evaluate: async (context) => {
        const quantiles = scalarArgument(context, 0);
        warnOfQuantiles(quantiles, context, 0);
        const read = quantileReader(quantiles, context, 1);
        return { type: 'vector', series: await evaluateHistograms(context, 1, read, (labels) => labels) };
      },
    },
  ),
  defineFunction(
    'histogram_quantiles',
    ['vector', 'string', 'scalar', 'scalar'],
    'Several quantiles of a histogram at once, each under the given label; classic or native.',
    { kind: 'general', evaluate: evaluateQuantiles },
    { variadic: 9, experimental: true },
  ),
  defineFunction(
    'histogram_fraction',
    ['scalar', 'scalar', 'vector'],
    'The share of the observations of a histogram that lies between two values; classic or native.',
    { kind: 'general', evaluate: evaluateFraction },
  ),
];

function figure(name: string, doc: string, read: (histogram: NativeHistogram) => number): FunctionDefinition {
  const evaluate = async (context: FunctionContext): Promise<Value> => {
    const native = vectorArgument(context, 0).filter(({ histograms }) => histograms !== undefined);
    return { type: 'vector', series: await mapHistograms(context, native, read) };
  };
  return defineFunction(`histogram_${name}`, ['vector'], doc, { kind: 'general', evaluate });
}

async function mapHistograms(
  context: FunctionContext,
  series: readonly VectorSeries[],
  read: (histogram: NativeHistogram, step: number, labels: Labels) => number,
): Promise<VectorSeries[]> {
  const result: VectorSeries[] = [];
  for (const one of series) {
    const pause = context.breathe();
    if (pause !== undefined) await pause;
    const kinds = one.kinds.map((kind) => (kind === HISTOGRAM ? FLOAT : 0));
    if (!kinds.includes(FLOAT)) continue;
    const values = new Float64Array(kinds.length);
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] === FLOAT) values[step] = read(one.histograms![step]!, step, one.labels);
    }
    result.push({ labels: one.labels, dropName: true, kinds, values });
  }
  return result;
}

/** How one figure is read from either kind of histogram. */
interface HistogramReader {
  readonly native: (histogram: NativeHistogram, step: number, labels: Labels) => number;
  readonly classic: (buckets: ClassicBuckets, step: number) => number;
  /** Counts of a classic histogram had to be put right. */
  readonly onForced?: (labels: Labels) => void;
  /** Counts of classic buckets may go down from one bound to the next. */
  readonly takesCountsAsTheyAre?: boolean;
}

async function evaluateHistograms(
  context: FunctionContext,
  argument: number,
  read: HistogramReader,
  label: (labels: Labels) => Labels,
): Promise<readonly VectorSeries[]> {
  const position = argumentExpression(context, argument).position;
  const { classic, native } = splitHistograms(vectorArgument(context, argument), context, position);
  const result = await mapHistograms(context, native, read.native);
  for (const histogram of classic) {
    const pause = context.breathe();
    if (pause !== undefined) await pause;
    const columns = readClassic(histogram, context.grid.count, read);
    if (columns.kinds.includes(FLOAT)) result.push({ labels: histogram.labels, dropName: true, ...columns });
  }
  // A histogram may be classic at some steps and native at others.
  return mergeSeries(result.map((one) => ({ ...one, labels: label(one.labels) })));
}

function readClassic(histogram: ClassicHistogram, count: number, read: HistogramReader) {
  const reader = new ClassicBucketReader(histogram, read.takesCountsAsTheyAre !== true);
  const kinds = new Uint8Array(count);
  const values = new Float64Array(count);
  let wasForced = false;
  for (let step = 0; step < count; step++) {
    const buckets = reader.read(step);
    if (buckets === undefined) continue;
    kinds[step] = FLOAT;
    values[step] = read.classic(buckets, step);
    wasForced ||= reader.wasForced;
  }
  if (wasForced) read.onForced?.(histogram.labels);
  return { kinds, values };
}

function quantileReader(
  quantiles: Float64Array,
  context: FunctionContext,
  argument: number,
): HistogramReader {
  const { annotations } = context;
  const { position } = argumentExpression(context, argument);
  return {
    native: (histogram, step, labels) => {
      const { value, nan } = histogramQuantile(quantiles[step]!, histogram);
      const name = nameToTell(labels, context);
      if (nan === 'all') annotations.info(infoText.quantileNaNResult(name), position);
      if (nan === 'skewed') annotations.info(infoText.quantileNaNSkew(name), position);
      return value;
    },
    classic: (buckets, step) => classicQuantile(quantiles[step]!, buckets),
    onForced: (labels) =>
      annotations.info(infoText.quantileForcedMonotonicity(nameToTell(labels, context)), position),
  };
}

function warnOfQuantiles(quantiles: Float64Array, context: FunctionContext, argument: number): void {
  const { position } = argumentExpression(context, argument);
  for (const quantile of quantiles) {
    if (!(quantile >= 0 && quantile <= 1))
      context.annotations.warning(warningText.invalidQuantile(quantile), position);
  }
}

async function evaluateQuantiles(context: FunctionContext): Promise<Value> {
  const name = stringArgument(context, 1);
  const series: VectorSeries[] = [];
  for (let argument = 2; argument < context.args.length; argument++) {
    const quantiles = scalarArgument(context, argument);
    warnOfQuantiles(quantiles, context, argument);
    const read = quantileReader(quantiles, context, 0);
    for (const [value, steps] of stepsByValue(quantiles)) {
      const text = formatOpenMetricsFloat(value);
      const found = await evaluateHistograms(context, 0, read, (labels) => labels.with(name, text));
      series.push(...(steps === undefined ? found : found.map((one) => onlyAt(one, steps))));
    }
  }
  return { type: 'vector', series: mergeSeries(series) };
}

/** The values a scalar takes, and at which steps; all of them when it takes only one. */
function stepsByValue(scalar: Float64Array): [value: number, steps: ReadonlySet<number> | undefined][] {
  const steps = new Map<number, Set<number>>();
  for (const [step, value] of scalar.entries()) {
    const set = steps.get(value) ?? new Set();
    steps.set(value, set.add(step));
  }
  return steps.size === 1 ? [[scalar[0]!, undefined]] : [...steps];
}

function onlyAt(series: VectorSeries, steps: ReadonlySet<number>): VectorSeries {
  return { ...series, kinds: series.kinds.map((kind, step) => (steps.has(step) ? kind : 0)) };
}

async function evaluateFraction(context: FunctionContext): Promise<Value> {
  const [lower, upper] = [scalarArgument(context, 0), scalarArgument(context, 1)];
  const { position } = argumentExpression(context, 2);
  const read: HistogramReader = {
    native: (histogram, step, labels) => {
      if (lower[step]! < upper[step]! && holdsNaN(histogram))
        context.annotations.info(infoText.fractionNaNs(nameToTell(labels, context)), position);
      return histogramFraction(lower[step]!, upper[step]!, histogram);
    },
    classic: (buckets, step) => classicFraction(lower[step]!, upper[step]!, buckets),
    takesCountsAsTheyAre: true,
  };
  return { type: 'vector', series: await evaluateHistograms(context, 2, read, (labels) => labels) };
}

/** Names that are dropped at once are gone before anything is told of a histogram. */
function nameToTell({ metricName }: Labels, { delayedNameRemoval }: FunctionContext): string {
  return delayedNameRemoval ? metricName : '';
}

/** NaN observations are counted and summed, but are in no bucket. */
function holdsNaN({ sum, count, zeroCount, positiveBuckets, negativeBuckets }: NativeHistogram): boolean {
  if (!Number.isNaN(sum)) return false;
  const inBuckets = [...positiveBuckets, ...negativeBuckets].reduce((total, one) => total + one, zeroCount);
  return inBuckets < count;
}
