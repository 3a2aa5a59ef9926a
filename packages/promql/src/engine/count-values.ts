import { executionError } from '../errors.ts';
import { formatHistogram } from '../histogram/format-histogram.ts';
import type { AggregateExpression } from '../syntax/ast.ts';
import { isLabelName } from '../syntax/decode-bytes.ts';
import { quoteString } from '../syntax/quote-string.ts';
import { groupLabels } from './aggregate-groups.ts';
import { elementAt } from './binary-element.ts';
import { formatFloat } from './format-float.ts';
import { ABSENT, FLOAT, type VectorSeries } from './value.ts';

/** `count_values("label", …)`: how many series of a group have each value, the value put in a label. */
export function countValues(
  node: AggregateExpression,
  label: string,
  series: readonly VectorSeries[],
): VectorSeries[] {
  if (!isLabelName(label)) throw executionError(`invalid label name ${quoteString(label)}`);
  const grouping = node.without ? node.grouping : [...node.grouping, label];
  const labelsOf = groupLabels({ ...node, grouping });
  const groups = new Map<string, VectorSeries>();
  for (const one of series) {
    for (let step = 0; step < one.kinds.length; step++) {
      if (one.kinds[step] === ABSENT) continue;
      const element = elementAt(one, step)!;
      const value = typeof element === 'number' ? formatFloat(element) : formatHistogram(element);
      const labels = labelsOf(one.labels.with(label, value));
      let group = groups.get(labels.key);
      if (group === undefined) {
        const count = one.kinds.length;
        group = {
          labels,
          dropName: one.dropName,
          kinds: new Uint8Array(count),
          values: new Float64Array(count),
        };
        groups.set(labels.key, group);
      }
      group.kinds[step] = FLOAT;
      group.values[step]!++;
    }
  }
  return [...groups.values()];
}
