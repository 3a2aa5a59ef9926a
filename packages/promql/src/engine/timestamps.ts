import type { SeriesSamples } from '@kotoba/core';
import type { VectorSelector } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { selectInstant } from './instant-selector.ts';
import { ABSENT, FLOAT, type StepGrid, type VectorSeries } from './value.ts';

/** `timestamp(selector)`: when each sample was taken, in seconds, rather than when it was looked at. */
export function timestampsOfSelector(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<VectorSeries[]> {
  return timesOfSamples(node, grid, evaluation, ({ timestamps }, index) => timestamps[index]!);
}

/**
 * `start_timestamp(selector)`: when the counter behind each sample started, in seconds; 0 where that is unknown.
 * Nothing when start timestamps are not in use.
 */
export async function startTimestampsOfSelector(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<VectorSeries[]> {
  if (!evaluation.options.enableStartTimestamps) return [];
  return timesOfSamples(
    node,
    grid,
    evaluation,
    ({ startTimestamps }, index) => startTimestamps?.[index] ?? 0,
  );
}

async function timesOfSamples(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
  timeMillis: (samples: SeriesSamples, index: number) => number,
): Promise<VectorSeries[]> {
  const selected = await selectInstant(node, grid, evaluation);
  return selected.map(({ samples, index, columns }) => {
    const values = new Float64Array(grid.count);
    const kinds = new Uint8Array(grid.count);
    for (let step = 0; step < grid.count; step++) {
      if (columns.kinds[step] === ABSENT) continue;
      kinds[step] = FLOAT;
      values[step] = timeMillis(samples, index[step]!) / 1000;
    }
    return { labels: samples.labels, dropName: true, kinds, values };
  });
}
