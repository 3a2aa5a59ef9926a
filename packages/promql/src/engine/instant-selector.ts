import { isStaleNaN, type Matcher, type SeriesSamples } from '@kotoba/core';
import type { VectorSelector } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { referenceTimes } from './reference-times.ts';
import { countAndSumOnly } from './stats-selectors.ts';
import { ABSENT, type Columns, FLOAT, HISTOGRAM, type StepGrid, type VectorSeries } from './value.ts';

/** Which sample stands at each step (−1: none), and the kinds that gives when all are floats and none is stale. */
interface Positions {
  readonly index: Int32Array;
  readonly floatKinds: Uint8Array;
  readonly any: boolean;
}

/** A selected series: its columns, and which sample stands at each step. */
export interface SelectedSeries {
  readonly samples: SeriesSamples;
  readonly index: Int32Array;
  readonly columns: Columns;
}

/** The newest sample within the lookback at every step, of every series the selector matches. */
export function selectInstant(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<SelectedSeries[]> {
  const times = referenceTimes(node, grid, evaluation);
  return selectAt(node.matchers, times, evaluation, evaluation.statsSelectors.has(node));
}

/** The newest sample within the lookback at each of `times`, which must never decrease. */
export async function selectAt(
  matchers: readonly Matcher[],
  times: Float64Array,
  evaluation: Evaluation,
  isStats = false,
): Promise<SelectedSeries[]> {
  const { lookbackMillis } = evaluation.options;
  const start = times[0]! - lookbackMillis + 1;
  const selected = await evaluation.select(matchers, start, times[times.length - 1]!);
  const positions = new Map<Float64Array, Positions>();
  const result: SelectedSeries[] = [];
  for (const stored of selected) {
    const samples = isStats ? countAndSumOnly(stored) : stored;
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    let position = positions.get(samples.timestamps);
    if (position === undefined) {
      position = positionsOf(samples.timestamps, times, lookbackMillis);
      positions.set(samples.timestamps, position);
    }
    if (!position.any) continue;
    const columns = pick(samples, position);
    if (columns === undefined) continue;
    evaluation.hold(evaluation.samples + times.length);
    result.push({ samples, index: position.index, columns });
  }
  return result;
}

/** An instant selector's value. */
export async function evaluateSelector(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<VectorSeries[]> {
  const selected = await selectInstant(node, grid, evaluation);
  return selected.map(({ samples, columns }) => ({ labels: samples.labels, dropName: false, ...columns }));
}

function positionsOf(timestamps: Float64Array, times: Float64Array, lookbackMillis: number): Positions {
  const index = new Int32Array(times.length);
  const floatKinds = new Uint8Array(times.length);
  let any = false;
  let next = 0;
  for (let step = 0; step < times.length; step++) {
    const time = times[step]!;
    while (next < timestamps.length && timestamps[next]! <= time) next++;
    const found = next > 0 && timestamps[next - 1]! > time - lookbackMillis;
    index[step] = found ? next - 1 : -1;
    floatKinds[step] = found ? FLOAT : ABSENT;
    any ||= found;
  }
  return { index, floatKinds, any };
}

/** The samples at the positions as columns; nothing when all of them are stale markers. */
function pick(samples: SeriesSamples, { index, floatKinds }: Positions): Columns | undefined {
  const { values: from, histograms: fromHistograms } = samples;
  const values = new Float64Array(index.length);
  let kinds = floatKinds;
  let histograms: (NonNullable<SeriesSamples['histograms']>[number] | undefined)[] | undefined;
  for (let step = 0; step < index.length; step++) {
    const at = index[step]!;
    if (at < 0) continue;
    const value = from[at]!;
    if (!Number.isNaN(value)) {
      values[step] = value;
      continue;
    }
    const histogram = fromHistograms?.[at];
    if (histogram !== undefined) {
      if (kinds === floatKinds) kinds = floatKinds.slice();
      histograms ??= new Array(index.length).fill(undefined);
      histograms[step] = histogram;
      kinds[step] = HISTOGRAM;
    } else if (isStaleNaN(from, at)) {
      if (kinds === floatKinds) kinds = floatKinds.slice();
      kinds[step] = ABSENT;
    } else {
      values[step] = value;
    }
  }
  if (kinds !== floatKinds && !kinds.some((kind) => kind !== ABSENT)) return undefined;
  return { kinds, values, ...(histograms !== undefined && { histograms }) };
}
