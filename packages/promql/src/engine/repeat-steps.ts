import type { Evaluation } from './evaluation.ts';
import type { Value } from './value.ts';

/** A value worked out for one step, the same at `count` steps. */
export function repeatSteps(value: Value, count: number, evaluation: Evaluation): Value {
  if (value.type === 'scalar')
    return { type: 'scalar', values: new Float64Array(count).fill(value.values[0]!) };
  if (value.type !== 'vector') return value;
  evaluation.hold(evaluation.samples + value.series.length * (count - 1));
  const series = value.series.map(({ labels, dropName, kinds, values, histograms }) => ({
    labels,
    dropName,
    kinds: new Uint8Array(count).fill(kinds[0]!),
    values: new Float64Array(count).fill(values[0]!),
    ...(histograms !== undefined && { histograms: new Array(count).fill(histograms[0]) }),
  }));
  return { type: 'vector', series };
}
