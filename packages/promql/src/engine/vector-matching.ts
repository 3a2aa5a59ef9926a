import type { Labels } from '@kotoba/core';
import { executionError } from '../errors.ts';
import type { BinaryExpression, VectorMatching } from '../syntax/ast.ts';
import { isArithmetic } from './float-operators.ts';
import { matchedLabels } from './match-signature.ts';
import { withoutName } from './merge-series.ts';
import { ABSENT, type VectorSeries } from './value.ts';

/** The series of one match group: `many` on the left unless the matching is one-to-many. */
export interface MatchGroup {
  readonly labels: Labels;
  readonly many: VectorSeries[];
  readonly one: VectorSeries[];
}

/** Series of both sides by the labels they have to share, in the order they first appear. */
export function matchGroups(
  many: readonly VectorSeries[],
  one: readonly VectorSeries[],
  matching: VectorMatching,
): MatchGroup[] {
  const matched = matchedLabels(matching);
  const groups = new Map<string, MatchGroup>();
  const groupOf = (series: VectorSeries): MatchGroup => {
    const labels = matched(series.labels);
    let group = groups.get(labels.key);
    if (group === undefined) {
      group = { labels, many: [], one: [] };
      groups.set(labels.key, group);
    }
    return group;
  };
  for (const series of many) groupOf(series).many.push(series);
  for (const series of one) groupOf(series).one.push(series);
  return [...groups.values()];
}

/**
 * At each step at most one series of the "one" side may have a sample.
 * @throws {PromqlError} PROMQL_EXECUTION_ERROR
 */
export function checkOneSide(
  group: MatchGroup,
  matching: VectorMatching,
  isStepUsed: (step: number) => boolean,
): void {
  if (group.one.length < 2) return;
  const seen: (VectorSeries | undefined)[] = [];
  for (const series of group.one) {
    for (let step = 0; step < series.kinds.length; step++) {
      if (series.kinds[step] === ABSENT || !isStepUsed(step)) continue;
      const other = seen[step];
      if (other !== undefined) {
        const side = matching.cardinality === 'one-to-many' ? 'left' : 'right';
        throw executionError(
          `found duplicate series for the match group ${formatLabels(group.labels)} on the ${side} hand-side of the operation: ` +
            `[${[formatLabels(other.labels), formatLabels(series.labels)].sort().join(', ')}];` +
            'many-to-many matching not allowed: matching labels must be unique on one side',
        );
      }
      seen[step] = series;
    }
  }
}

/** The labels of an operator's result. */
export function resultLabels(node: BinaryExpression, many: Labels, one: Labels): Labels {
  const matching = node.matching!;
  let labels = isArithmetic(node.operator) ? withoutName(many) : many;
  if (matching.cardinality === 'one-to-one') {
    const names = new Set(matching.matchingLabels);
    labels = labels.filter((name) => names.has(name) === matching.on);
  }
  for (const name of matching.include) labels = labels.with(name, one.get(name));
  return labels;
}

/** Labels as Prometheus' errors show them, the name among the others. */
export function formatLabels(labels: Labels): string {
  const pairs = labels.names.map((name, index) => `${name}=${JSON.stringify(labels.values[index])}`);
  return `{${pairs.join(', ')}}`;
}
