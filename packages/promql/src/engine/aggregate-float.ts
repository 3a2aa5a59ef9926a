import type { AggregateExpression } from '../syntax/ast.ts';
import { type AggregateGroup, anySteps, floatSteps, hasHistograms } from './aggregate-groups.ts';
import { infoText } from './annotation-texts.ts';
import type { Annotations } from './annotations.ts';
import { quantile } from './quantile.ts';
import { ABSENT, type Columns, FLOAT } from './value.ts';

/** `count` and `group`: histograms count as much as floats. */
export function aggregateCount(node: AggregateExpression, { members }: AggregateGroup): Columns {
  const kinds = anySteps(members);
  const values = new Float64Array(kinds.length);
  if (node.operator === 'group') return { kinds, values: values.fill(1) };
  for (const member of members) {
    for (let step = 0; step < values.length; step++) if (member.kinds[step] !== ABSENT) values[step]!++;
  }
  return { kinds, values };
}

/** `min`, `max`, `stddev`, `stdvar`, `quantile`: floats only; a histogram among them is told of and left out. */
export function aggregateFloats(
  node: AggregateExpression,
  group: AggregateGroup,
  parameter: Float64Array | undefined,
  annotations: Annotations,
): Columns {
  if (hasHistograms(group.members)) {
    annotations.info(infoText.histogramIgnoredInAggregation(node.operator), node.expression.position);
  }
  switch (node.operator) {
    case 'min':
    case 'max':
      return extreme(group, node.operator === 'max');
    case 'quantile':
      return quantiles(group, parameter!);
    default:
      return variance(group, node.operator === 'stddev');
  }
}

function extreme({ members }: AggregateGroup, isMax: boolean): Columns {
  const kinds = floatSteps(members);
  const values = new Float64Array(kinds.length).fill(Number.NaN);
  for (const member of members) {
    for (let step = 0; step < values.length; step++) {
      if (member.kinds[step] !== FLOAT) continue;
      const value = member.values[step]!;
      const best = values[step]!;
      if ((isMax ? best < value : best > value) || Number.isNaN(best)) values[step] = value;
    }
  }
  return { kinds, values };
}

/** Welford's method. */
function variance({ members }: AggregateGroup, isDeviation: boolean): Columns {
  const kinds = floatSteps(members);
  const counts = new Float64Array(kinds.length);
  const means = new Float64Array(kinds.length);
  const values = new Float64Array(kinds.length);
  for (const member of members) {
    for (let step = 0; step < values.length; step++) {
      if (member.kinds[step] !== FLOAT) continue;
      const value = member.values[step]!;
      const count = ++counts[step]!;
      const delta = value - means[step]!;
      if (count === 1) {
        means[step] = value;
        values[step] = Number.isFinite(value) ? 0 : Number.NaN;
      } else {
        means[step]! += delta / count;
        values[step]! += delta * (value - means[step]!);
      }
    }
  }
  for (let step = 0; step < values.length; step++) {
    const result = values[step]! / counts[step]!;
    values[step] = isDeviation ? Math.sqrt(result) : result;
  }
  return { kinds, values };
}

function quantiles({ members }: AggregateGroup, parameter: Float64Array): Columns {
  const kinds = floatSteps(members);
  const values = new Float64Array(kinds.length);
  const scratch = new Float64Array(members.length);
  for (let step = 0; step < values.length; step++) {
    if (kinds[step] !== FLOAT) continue;
    let count = 0;
    for (const member of members) {
      if (member.kinds[step] === FLOAT) scratch[count++] = member.values[step]!;
    }
    values[step] = quantile(parameter[step]!, scratch.subarray(0, count));
  }
  return { kinds, values };
}
