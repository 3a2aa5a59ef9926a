import { type Labels, METRIC_NAME } from '@kotoba/core';
import type { AggregateExpression } from '../syntax/ast.ts';
import { ABSENT, type VectorSeries } from './value.ts';

/** The series one result is made of. */
export interface AggregateGroup {
  readonly labels: Labels;
  readonly dropName: boolean;
  readonly members: readonly VectorSeries[];
}

/** The labels a series' group has. */
export function groupLabels(node: AggregateExpression): (labels: Labels) => Labels {
  const names = new Set(node.grouping);
  if (!node.without) return (labels) => labels.filter((name) => names.has(name));
  return (labels) => labels.filter((name) => name !== METRIC_NAME && !names.has(name));
}

/** A text that tells the values of the given labels apart, made without a label set for each series. */
function valuesKey(names: readonly string[]): (labels: Labels) => string {
  return (labels) => {
    let key = '';
    for (const name of names) {
      const value = labels.get(name);
      key += `${value.length}:${value}`;
    }
    return key;
  };
}

/** Series by their group, in the order groups first appear. */
export function aggregateGroups(
  node: AggregateExpression,
  series: readonly VectorSeries[],
): AggregateGroup[] {
  const labelsOf = groupLabels(node);
  const keyOf = node.without ? (labels: Labels) => labelsOf(labels).key : valuesKey(node.grouping);
  const groups = new Map<string, { labels: Labels; dropName: boolean; members: VectorSeries[] }>();
  for (const one of series) {
    const key = keyOf(one.labels);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { labels: labelsOf(one.labels), dropName: one.dropName, members: [one] });
    } else {
      group.members.push(one);
      group.dropName ||= one.dropName;
    }
  }
  return [...groups.values()];
}

/** At which steps any member has a float (histograms left out); the members' own column where they share one. */
export function floatSteps(members: readonly VectorSeries[]): Uint8Array {
  const { kinds } = members[0]!;
  const shared = members.every((member) => member.kinds === kinds && member.histograms === undefined);
  if (shared) return kinds;
  const union = new Uint8Array(kinds.length);
  for (const member of members) {
    for (let step = 0; step < union.length; step++) if (member.kinds[step] === 1) union[step] = 1;
  }
  return union;
}

/** At which steps any member has a sample of either kind, as FLOAT. */
export function anySteps(members: readonly VectorSeries[]): Uint8Array {
  const { kinds } = members[0]!;
  const shared = members.every((member) => member.kinds === kinds && member.histograms === undefined);
  if (shared) return kinds;
  const union = new Uint8Array(kinds.length);
  for (const member of members) {
    for (let step = 0; step < union.length; step++) if (member.kinds[step] !== ABSENT) union[step] = 1;
  }
  return union;
}

/** Whether a histogram stands among the members' samples at any step. */
export function hasHistograms(members: readonly VectorSeries[]): boolean {
  return members.some((member) => member.histograms !== undefined && member.kinds.includes(2));
}
