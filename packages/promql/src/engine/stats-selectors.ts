import type { NativeHistogram, SeriesSamples } from '@kotoba/core';
import { detectReset } from '../histogram/detect-reset.ts';
import type { Expression, VectorSelector } from '../syntax/ast.ts';
import { childrenOf } from '../syntax/map-children.ts';

const COUNT_AND_SUM = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const WHOLE = new Set(['histogram_quantile', 'histogram_quantiles', 'histogram_fraction']);

/**
 * Selectors whose histograms only serve for their count and sum: Prometheus reads those without buckets, and works out their
 * counter resets as it reads. Source: prometheus/prometheus `promql/engine.go`, `detectHistogramStatsDecoding`.
 */
export function statsSelectors(expression: Expression): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>();
  visit(expression, false, found);
  return found;
}

function visit(node: Expression, isStats: boolean, found: Set<VectorSelector>): void {
  if (node.kind === 'vectorSelector' && isStats) found.add(node);
  const beneath = isStatsBeneath(node, isStats);
  for (const child of childrenOf(node)) visit(child, beneath, found);
}

function isStatsBeneath(node: Expression, isStats: boolean): boolean {
  if (node.kind === 'binary' || node.kind === 'subquery') return false;
  if (node.kind !== 'call' || WHOLE.has(node.function.name)) return node.kind !== 'call' && isStats;
  return isStats || COUNT_AND_SUM.has(node.function.name);
}

/** The samples with every unknown hint worked out from the histogram before. */
export function withResetHints(samples: SeriesSamples): SeriesSamples {
  if (samples.histograms === undefined) return samples;
  let before: NativeHistogram | undefined;
  const histograms = samples.histograms.map((histogram) => {
    const known = before;
    before = histogram;
    if (histogram?.counterResetHint !== 'unknown' || known === undefined) return histogram;
    return { ...histogram, counterResetHint: detectReset(histogram, known) ? 'reset' : 'not_reset' } as const;
  });
  return { ...samples, histograms };
}
