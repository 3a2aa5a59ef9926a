import type { NativeHistogram } from '@kotoba/core';
import { interpolateHistograms } from '../histogram/interpolate-histograms.ts';
import type { VectorSelector } from '../syntax/ast.ts';
import { infoText, warningText } from './annotation-texts.ts';
import { ColumnBuilder } from './column-builder.ts';
import type { Evaluation } from './evaluation.ts';
import { evaluateRangeSelector } from './range-selector.ts';
import type { RangeSeries, StepGrid, VectorSeries } from './value.ts';

/**
 * `selector smoothed`: between two samples, at most the lookback away on either side, the value on the straight line
 * between them; after the last sample that sample. Before the first there is none. Histograms that are not both gauges are
 * counters: after a reset they rise from nothing.
 */
export async function smoothedSelector(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<VectorSeries[]> {
  // With no width of its own the smoothed range is exactly the two lookbacks around each instant.
  const range = await evaluateRangeSelector(
    { kind: 'matrixSelector', selector: node, rangeMillis: 0, position: node.position },
    grid,
    evaluation,
  );
  const result: VectorSeries[] = [];
  for (const series of range.series) {
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    const builder = new ColumnBuilder(grid.count);
    for (let step = 0; step < grid.count; step++)
      smoothStep(node, series, step, range.windowEnds[step]!, builder, evaluation);
    if (builder.any) result.push({ labels: series.labels, dropName: false, ...builder.build() });
  }
  return result;
}

function smoothStep(
  node: VectorSelector,
  series: RangeSeries,
  step: number,
  time: number,
  builder: ColumnBuilder,
  evaluation: Evaluation,
): void {
  const { timestamps, values, histograms, labels, windows } = series;
  const [first, end] = [windows.first[step]!, windows.end[step]!];
  if (first === end || timestamps[first]! > time) return;
  if (isMixed(series, first, end)) {
    evaluation.annotations.warning(warningText.mixedFloatsHistograms(labels.metricName), node.position);
    return;
  }
  let left = first;
  while (left + 1 < end && timestamps[left + 1]! <= time) left++;
  const right = left + 1;
  const isExact = timestamps[left] === time || right === end;
  const fraction = isExact ? 0 : (time - timestamps[left]!) / (timestamps[right]! - timestamps[left]!);
  const histogram = histograms?.[left];
  if (histogram === undefined) {
    const value = values[left]!;
    builder.setFloat(step, isExact ? value : value + (values[right]! - value) * fraction);
    return;
  }
  const smoothed = isExact
    ? histogram
    : between(histogram, histograms![right]!, fraction, labels.metricName, node, evaluation);
  if (smoothed !== undefined) builder.setHistogram(step, smoothed);
}

function between(
  before: NativeHistogram,
  after: NativeHistogram,
  fraction: number,
  metricName: string,
  { position }: VectorSelector,
  { annotations }: Evaluation,
): NativeHistogram | undefined {
  const isCounter = before.counterResetHint !== 'gauge' || after.counterResetHint !== 'gauge';
  const result = interpolateHistograms(before, after, fraction, isCounter);
  if (result === undefined) {
    annotations.warning(warningText.mixedExponentialCustomHistograms(metricName), position);
    return undefined;
  }
  const { subtraction, addition } = result.isReconciled;
  if (subtraction) annotations.info(infoText.mismatchedCustomBuckets('subtraction'), position);
  if (addition) annotations.info(infoText.mismatchedCustomBuckets('addition'), position);
  return result.histogram;
}

function isMixed({ histograms }: RangeSeries, first: number, end: number): boolean {
  if (histograms === undefined) return false;
  const isHistogram = histograms[first] !== undefined;
  for (let i = first + 1; i < end; i++) if ((histograms[i] !== undefined) !== isHistogram) return true;
  return false;
}
