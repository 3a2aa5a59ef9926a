import type { VectorSelector } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { selectInstant } from './instant-selector.ts';
import { ABSENT, FLOAT, type StepGrid, type VectorSeries } from './value.ts';

/** `timestamp(selector)`: when each sample was taken, in seconds, rather than when it was looked at. */
export async function timestampsOfSelector(
  node: VectorSelector,
  grid: StepGrid,
  evaluation: Evaluation,
): Promise<VectorSeries[]> {
  const selected = await selectInstant(node, grid, evaluation);
  return selected.map(({ samples, index, columns }) => {
    const values = new Float64Array(grid.count);
    const kinds = new Uint8Array(grid.count);
    for (let step = 0; step < grid.count; step++) {
      if (columns.kinds[step] === ABSENT) continue;
      kinds[step] = FLOAT;
      values[step] = samples.timestamps[index[step]!]! / 1000;
    }
    return { labels: samples.labels, dropName: true, kinds, values };
  });
}
