import { ABSENT, FLOAT, type VectorSeries } from '../engine/value.ts';
import type { FunctionContext } from './function-definition.ts';

/**
 * Every float of `series` through `apply`; histograms are left out, names are dropped. With `only`, floats at steps
 * where it answers false are left out too.
 */
export async function mapFloats(
  context: FunctionContext,
  series: readonly VectorSeries[],
  apply: (value: number, step: number) => number,
  only?: (step: number) => boolean,
): Promise<VectorSeries[]> {
  const result: VectorSeries[] = [];
  for (const one of series) {
    const pause = context.breathe();
    if (pause !== undefined) await pause;
    const isPlain = one.histograms === undefined && only === undefined;
    const kinds = isPlain
      ? one.kinds
      : one.kinds.map((kind, step) => (kind === FLOAT && (only?.(step) ?? true) ? FLOAT : ABSENT));
    if (!kinds.includes(FLOAT)) continue;
    const values = new Float64Array(kinds.length);
    for (let step = 0; step < values.length; step++) {
      if (kinds[step] === FLOAT) values[step] = apply(one.values[step]!, step);
    }
    result.push({ labels: one.labels, dropName: true, kinds, values });
  }
  return result;
}
