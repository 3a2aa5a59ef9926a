import type { AtModifier } from '../syntax/ast.ts';
import type { Evaluation } from './evaluation.ts';
import { type StepGrid, stepTime } from './value.ts';

/** For every step the instant a selector looks at: the step's own time, or the one of `@`, less the offset. */
export function referenceTimes(
  node: { readonly at?: AtModifier; readonly offsetMillis: number },
  grid: StepGrid,
  evaluation: Evaluation,
): Float64Array {
  const times = new Float64Array(grid.count);
  const fixed = node.at === undefined ? undefined : atTime(node.at, evaluation.queryGrid);
  for (let step = 0; step < grid.count; step++)
    times[step] = (fixed ?? stepTime(grid, step)) - node.offsetMillis;
  return times;
}

function atTime(at: AtModifier, queryGrid: StepGrid): number {
  switch (at.kind) {
    case 'timestamp':
      return at.millis;
    case 'start':
      return queryGrid.startMillis;
    case 'end':
      return stepTime(queryGrid, queryGrid.count - 1);
  }
}
