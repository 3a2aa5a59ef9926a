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
  if (node.operator === 'quantile') {
    for (const value of parameter) {
      if (!(value >= 0 && value <= 1)) annotations.warning(warningText.invalidQuantile(value), position);
    }
  } else if (node.operator === 'limit_ratio') {
    for (const value of parameter) {
      if (Number.isNaN(value)) throw executionError('Ratio value is NaN');
      if (value > 1 || value < -1)
        annotations.warning(warningText.invalidRatio(value, Math.sign(value)), position);
    }
  } else {
    checkCounts(parameter);
  }
}
