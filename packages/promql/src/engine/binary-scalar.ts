import type { BinaryExpression } from '../syntax/ast.ts';
import type { Annotations } from './annotations.ts';
import { applyToElements, type Element, elementAt, setElement } from './binary-element.ts';
import { ColumnBuilder } from './column-builder.ts';
import { arithmetic, comparison, isArithmetic, isComparison } from './float-operators.ts';
import { ABSENT, type Columns, FLOAT, type VectorSeries } from './value.ts';

/** `scalar operator scalar`; comparisons give 0 or 1. */
export function scalarWithScalar(
  node: BinaryExpression,
  left: Float64Array,
  right: Float64Array,
): Float64Array {
  const { operator } = node;
  const values = new Float64Array(left.length);
  for (let step = 0; step < values.length; step++) {
    values[step] = isComparison(operator)
      ? Number(comparison[operator](left[step]!, right[step]!))
      : isArithmetic(operator)
        ? arithmetic[operator](left[step]!, right[step]!)
        : Number.NaN;
  }
  return values;
}

/**
 * `vector operator scalar`, or the other way round when `swapped`. A comparison without `bool` keeps the vector's
 * samples as they are.
 */
export function vectorWithScalar(
  node: BinaryExpression,
  vector: readonly VectorSeries[],
  scalar: Float64Array,
  swapped: boolean,
  annotations: Annotations,
): VectorSeries[] {
  const { operator, returnBool } = node;
  const result: VectorSeries[] = [];
  for (const series of vector) {
    const columns =
      series.histograms === undefined && isArithmetic(operator)
        ? floatArithmetic(arithmetic[operator], series, scalar, swapped)
        : anyOperator(node, series, scalar, swapped, annotations);
    if (columns === undefined) continue;
    const dropName = series.dropName || returnBool || isArithmetic(operator);
    result.push({ labels: series.labels, dropName, ...columns });
  }
  return result;
}

function floatArithmetic(
  apply: (left: number, right: number) => number,
  series: VectorSeries,
  scalar: Float64Array,
  swapped: boolean,
): Columns {
  const { kinds, values: from } = series;
  const values = new Float64Array(from.length);
  for (let step = 0; step < from.length; step++) {
    if (kinds[step] === FLOAT) {
      values[step] = swapped ? apply(scalar[step]!, from[step]!) : apply(from[step]!, scalar[step]!);
    }
  }
  return { kinds, values };
}

function anyOperator(
  node: BinaryExpression,
  series: VectorSeries,
  scalar: Float64Array,
  swapped: boolean,
  annotations: Annotations,
): Columns | undefined {
  const { operator, returnBool } = node;
  const filters = isComparison(operator) && !returnBool;
  const builder = new ColumnBuilder(scalar.length);
  for (let step = 0; step < scalar.length; step++) {
    if (series.kinds[step] === ABSENT) continue;
    const own = elementAt(series, step)!;
    const other: Element = scalar[step]!;
    const result = swapped
      ? applyToElements(node, other, own, annotations)
      : applyToElements(node, own, other, annotations);
    if (result === undefined) continue;
    if (returnBool) builder.setFloat(step, Number(result.keep));
    else if (result.keep) setElement(builder, step, filters ? own : result.value);
  }
  return builder.any ? builder.build() : undefined;
}
