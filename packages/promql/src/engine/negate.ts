import { scaleHistogram } from '../histogram/arithmetic.ts';
import type { Value } from './value.ts';

/** A scalar or instant vector with its sign turned; of a histogram every count and the sum. */
export function negate(value: Value): Value {
  if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((scalar) => -scalar) };
  if (value.type !== 'vector') return value;
  const series = value.series.map((one) => ({
    ...one,
    dropName: true,
    values: one.values.map((float) => -float),
    ...(one.histograms !== undefined && {
      histograms: one.histograms.map((histogram) => histogram && scaleHistogram(histogram, -1)),
    }),
  }));
  return { type: 'vector', series };
}
