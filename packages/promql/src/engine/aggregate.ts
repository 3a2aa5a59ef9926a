import { executionError } from '../errors.ts';
import type { AggregateExpression } from '../syntax/ast.ts';
import { aggregateCount, aggregateFloats } from './aggregate-float.ts';
import { type AggregateGroup, aggregateGroups } from './aggregate-groups.ts';
import { aggregateRank, checkCounts } from './aggregate-rank.ts';
import { aggregateSum } from './aggregate-sum.ts';
import { warningText } from './annotation-texts.ts';
import { countValues } from './count-values.ts';
import type { Evaluation } from './evaluation.ts';
import { ABSENT, type Columns, type Value, type VectorSeries } from './value.ts';

/** An aggregation over an evaluated vector; `parameter` is the evaluated first argument where there is one. */
export async function aggregate(
  node: AggregateExpression,
  series: readonly VectorSeries[],
  parameter: Value | undefined,
  evaluation: Evaluation,
): Promise<readonly VectorSeries[]> {
  if (parameter?.type === 'string') return countValues(node, parameter.value, series);
  const scalar = parameter?.type === 'scalar' ? parameter.values : undefined;
  if (scalar !== undefined) checkParameter(node, scalar, evaluation);
  const result: VectorSeries[] = [];
  for (const group of aggregateGroups(node, series)) {
    const pause = evaluation.breathe();
    if (pause !== undefined) await pause;
    if (node.operator.startsWith('limit') || node.operator.endsWith('topk') || node.operator === 'bottomk') {
      result.push(...aggregateRank(node, group, scalar!, evaluation.annotations));
      continue;
    }
    const columns = aggregateGroup(node, group, scalar, evaluation);
    if (columns.kinds.some((kind) => kind !== ABSENT)) {
      result.push({ labels: group.labels, dropName: group.dropName, ...columns });
    }
  }
  return result;
}

function aggregateGroup(
  node: AggregateExpression,
  group: AggregateGroup,
  parameter: Float64Array | undefined,
  evaluation: Evaluation,
): Columns {
  switch (node.operator) {
    case 'sum':
    case 'avg':
      return aggregateSum(node, group, evaluation.annotations);
    case 'count':
    case 'group':
      return aggregateCount(node, group);
    default:
      return aggregateFloats(node, group, parameter, evaluation.annotations);
  }
}

function checkParameter(node: AggregateExpression, parameter: Float64Array, evaluation: Evaluation): void {
  const { annotations } = evaluation;
  const { position } = node.parameter!;
  // Told of are the extremes, NaN before all.
  const [least, greatest] = extremes(parameter);
  if (node.operator === 'quantile') {
    const wrong = Number.isNaN(least) ? [least] : [greatest, least].filter((value) => value < 0 || value > 1);
    for (const value of wrong) annotations.warning(warningText.invalidQuantile(value), position);
  } else if (node.operator === 'limit_ratio') {
    if (Number.isNaN(least)) throw executionError('Ratio value is NaN');
    if (greatest > 1) annotations.warning(warningText.invalidRatio(greatest, 1), position);
    if (least < -1) annotations.warning(warningText.invalidRatio(least, -1), position);
  } else {
    checkCounts(least, greatest);
  }
}

/** The least and the greatest value; NaN twice as soon as one is. */
function extremes(values: Float64Array): [least: number, greatest: number] {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return [least, greatest];
}
