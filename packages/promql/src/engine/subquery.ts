import type { NativeHistogram } from '@kotoba/core';
import { executionError, PromqlError } from '../errors.ts';
import type { SubqueryExpression } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { referenceTimes } from './reference-times.ts';
import {
  ABSENT,
  HISTOGRAM,
  type RangeSeries,
  type RangeValue,
  type RangeWindows,
  type StepGrid,
  stepTime,
  type VectorSeries,
} from './value.ts';
import { anySample, windowsOf } from './windows.ts';

/** The steps a subquery evaluates its inner expression at: multiples of its own step that any window holds. */
export function subqueryGrid(
  node: SubqueryExpression,
  windowEnds: Float64Array,
  evaluation: Evaluation,
): StepGrid {
  const { subqueryStepMillis, maxSteps } = evaluation.options;
  const stepMillis = node.stepMillis === 0 ? subqueryStepMillis : node.stepMillis;
  if (!(stepMillis > 0)) throw executionError('subquery step must be greater than 0');
  const after = windowEnds[0]! - node.rangeMillis;
  let startMillis = stepMillis * Math.trunc(after / stepMillis);
  if (startMillis <= after) startMillis += stepMillis;
  const end = windowEnds[windowEnds.length - 1]!;
  const count = Math.max(0, Math.floor((end - startMillis) / stepMillis) + 1);
  if (count > maxSteps) {
    throw new PromqlError(
      'PROMQL_TOO_MANY_SAMPLES',
      `a subquery would evaluate ${count} steps, more than the ${maxSteps} allowed`,
    );
  }
  return { startMillis, stepMillis, count };
}

/** A subquery's value: the inner expression's results at its own steps, as a range vector. */
export async function evaluateSubquery(
  node: SubqueryExpression,
  grid: StepGrid,
  evaluation: Evaluation,
  evaluateInner: (grid: StepGrid) => Promise<readonly VectorSeries[]>,
): Promise<RangeValue> {
  const windowEnds = referenceTimes(node, grid, evaluation);
  const inner = subqueryGrid(node, windowEnds, evaluation);
  const { rangeMillis } = node;
  const vector = inner.count === 0 ? [] : await evaluateInner(inner);
  const starts = windowEnds.map((end) => end - rangeMillis);
  const times = Float64Array.from({ length: inner.count }, (_, step) => stepTime(inner, step));
  const shared = new Map<Uint8Array, PresentSteps>();
  const series: RangeSeries[] = [];
  for (const one of vector) {
    let present = shared.get(one.kinds);
    if (present === undefined) {
      present = presentSteps(one.kinds, times, starts, windowEnds);
      shared.set(one.kinds, present);
    }
    if (present.any) series.push(toRangeSeries(one, present));
  }
  return { type: 'matrix', series, rangeMillis, windowEnds };
}

/** What series that have samples at the same steps share. */
interface PresentSteps {
  readonly steps: Int32Array | undefined;
  readonly timestamps: Float64Array;
  readonly windows: RangeWindows;
  readonly any: boolean;
}

function presentSteps(
  kinds: Uint8Array,
  times: Float64Array,
  starts: Float64Array,
  ends: Float64Array,
): PresentSteps {
  const isComplete = !kinds.includes(ABSENT);
  const steps = isComplete
    ? undefined
    : Int32Array.from(times.keys()).filter((step) => kinds[step] !== ABSENT);
  const timestamps = steps === undefined ? times : Float64Array.from(steps, (step) => times[step]!);
  const windows = windowsOf(timestamps, starts, ends);
  return { steps, timestamps, windows, any: anySample(windows) };
}

function toRangeSeries(one: VectorSeries, { steps, timestamps, windows }: PresentSteps): RangeSeries {
  const { labels, dropName, kinds, histograms } = one;
  const values =
    steps === undefined ? one.values.slice() : Float64Array.from(steps, (step) => one.values[step]!);
  if (histograms === undefined) return { labels, dropName, timestamps, values, windows };
  const at = (index: number) => steps?.[index] ?? index;
  const picked = Array.from(values, (_, index) => {
    const step = at(index);
    return kinds[step] === HISTOGRAM ? withoutHint(histograms[step]!) : undefined;
  });
  for (let i = 0; i < values.length; i++) if (picked[i] !== undefined) values[i] = Number.NaN;
  return { labels, dropName, timestamps, values, histograms: picked, windows };
}

/** Between two steps samples may be left out or seen twice: what a sample says of the one before is of no use. */
function withoutHint(histogram: NativeHistogram): NativeHistogram {
  const { counterResetHint } = histogram;
  if (counterResetHint === 'gauge' || counterResetHint === 'unknown') return histogram;
  return { ...histogram, counterResetHint: 'unknown' };
}
