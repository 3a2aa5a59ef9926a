import type { NativeHistogram } from '@kotoba/core';
import type { AggregateExpression } from '../syntax/ast.ts';
import { type AggregateGroup, floatSteps, hasHistograms } from './aggregate-groups.ts';
import { warningText } from './annotation-texts.ts';
import type { Annotations } from './annotations.ts';
import { ColumnBuilder } from './column-builder.ts';
import { combineHistograms } from './histogram-sums.ts';
import { KahanSum, kahanAddColumn } from './kahan-sum.ts';
import { mean } from './mean.ts';
import { type Columns, FLOAT, HISTOGRAM } from './value.ts';

/** `sum` and `avg`: of floats with compensated summation, of histograms bucket by bucket, never of both. */
export function aggregateSum(
  node: AggregateExpression,
  group: AggregateGroup,
  annotations: Annotations,
): Columns {
  if (hasHistograms(group.members)) return mixedColumns(node, group, annotations);
  return node.operator === 'sum' ? sumColumns(group) : meanColumns(group);
}

function sumColumns({ members }: AggregateGroup): Columns {
  const kinds = floatSteps(members);
  const sums = new Float64Array(kinds.length);
  const compensations = new Float64Array(kinds.length);
  for (const member of members) kahanAddColumn(sums, compensations, member.kinds, member.values);
  for (let step = 0; step < sums.length; step++) sums[step] = sums[step]! + compensations[step]!;
  return { kinds, values: sums };
}

function meanColumns(group: AggregateGroup): Columns {
  const { kinds, values } = sumColumns(group);
  const counts = new Float64Array(kinds.length);
  for (const member of group.members) {
    for (let step = 0; step < counts.length; step++) if (member.kinds[step] === FLOAT) counts[step]!++;
  }
  for (let step = 0; step < values.length; step++) {
    if (kinds[step] !== FLOAT) continue;
    // A sum that is not finite may only have overflowed: the mean need not.
    if (Number.isFinite(values[step])) values[step] = values[step]! / counts[step]!;
    else values[step] = meanOf(floatsAt(group, step));
  }
  return { kinds, values };
}

function floatsAt(group: AggregateGroup, step: number): number[] {
  const floats: number[] = [];
  for (const member of group.members) if (member.kinds[step] === FLOAT) floats.push(member.values[step]!);
  return floats;
}

function mixedColumns(node: AggregateExpression, group: AggregateGroup, annotations: Annotations): Columns {
  const count = group.members[0]!.kinds.length;
  const builder = new ColumnBuilder(count);
  const { position } = node.expression;
  for (let step = 0; step < count; step++) {
    const floats = floatsAt(group, step);
    const histograms: NativeHistogram[] = [];
    let metricName = '';
    for (const member of group.members) {
      if (member.kinds[step] !== HISTOGRAM) continue;
      histograms.push(member.histograms![step]!);
      metricName = member.labels.metricName;
    }
    if (floats.length > 0 && histograms.length > 0) {
      annotations.warning(warningText.mixedFloatsHistogramsAggregation(), position);
    } else if (histograms.length > 0) {
      const isMean = node.operator === 'avg';
      const histogram = combineHistograms(histograms, isMean, metricName, annotations, position);
      if (histogram !== undefined) builder.setHistogram(step, histogram);
    } else if (floats.length > 0) {
      builder.setFloat(step, node.operator === 'sum' ? kahanTotal(floats) : meanOf(floats));
    }
  }
  return builder.build();
}

function meanOf(floats: readonly number[]): number {
  return mean(floats, 0, floats.length);
}

function kahanTotal(floats: readonly number[]): number {
  const sum = new KahanSum();
  for (const float of floats) sum.add(float);
  return sum.value;
}
