import { type Labels, METRIC_NAME } from '@kotoba/core';
import type { VectorMatching } from '../syntax/ast.ts';

/** The labels two series have to share to be partners. */
export function matchedLabels(matching: VectorMatching): (labels: Labels) => Labels {
  const names = new Set(matching.matchingLabels);
  return matching.on
    ? (labels) => labels.filter((name) => names.has(name))
    : (labels) => labels.filter((name) => name !== METRIC_NAME && !names.has(name));
}

/** A string two series share exactly when they are partners. */
export function signatureOf(matching: VectorMatching): (labels: Labels) => string {
  const matched = matchedLabels(matching);
  return (labels) => matched(labels).key;
}
